/**
 * How many connections strangers may hold open to the gateway. Each takes a descriptor of the process, which the node needs
 * for its own peers, and an open one costs whoever opened it nothing.
 */
import type { Server } from 'node:http'
import type { Socket } from 'node:net'
import { originOf } from './origin-of-address.ts'
import { Places } from './places.ts'

export interface ConnectionLimits {
  connectionsPerAddress: number
  connectionsPerNetwork: number
  connectionsInAll: number
  /** How long nothing may move on a connection. */
  idleMs: number
}

/** Guesses: a browser opens six, an office behind one address some dozens; a process has 1,024 descriptors at least. */
export const defaultConnectionLimits: ConnectionLimits = Object.freeze({
  connectionsPerAddress: 48,
  connectionsPerNetwork: 64,
  connectionsInAll: 512,
  idleMs: 20_000,
})

/** A new connection is safe for so long from others who hold as many. Guess: longer than an honest answer takes. */
const safeMs = 30_000

/**
 * Ends what is one too many: the new connection of an address that has its share, and where all are in use, or all of a network, the oldest
 * one of who holds most. So nobody keeps others out.
 */
export function limitConnections(server: Server, limits: ConnectionLimits): void {
  const places = new Places<Socket>({
    perAddress: limits.connectionsPerAddress,
    perNetwork: limits.connectionsPerNetwork,
    inAll: limits.connectionsInAll,
    safeMs,
  })
  server.setTimeout(limits.idleMs)
  server.on('connection', (socket) => {
    const taken = places.take(socket, originOf(socket.remoteAddress), performance.now())
    if (taken.type === 'refused') {
      socket.destroy()
      return
    }
    taken.givesWay?.destroy()
    socket.once('close', () => places.free(taken.place))
  })
}
