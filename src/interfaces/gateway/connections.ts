/**
 * How many connections strangers may hold open to the gateway. Each takes a descriptor of the process, which the node needs
 * for its own peers, and an open one costs whoever opened it nothing.
 */
import type { Server } from 'node:http'
import type { Socket } from 'node:net'
import { networkOfAddress } from './network-of-address.ts'

export interface ConnectionLimits {
  connectionsPerNetwork: number
  connectionsInAll: number
  /** How long nothing may move on a connection. */
  idleMs: number
}

/** Guesses: a browser opens six, an office behind one address some dozens; a process has 1,024 descriptors at least. */
export const defaultConnectionLimits: ConnectionLimits = Object.freeze({
  connectionsPerNetwork: 64,
  connectionsInAll: 512,
  idleMs: 20_000,
})

/**
 * Ends what is one too many: of a network that has its share the new connection, and where all are in use the oldest one of
 * the network that holds most. So nobody keeps others out.
 */
export function limitConnections(server: Server, limits: ConnectionLimits): void {
  /** The oldest first. */
  const open = new Map<string, Set<Socket>>()
  let all = 0
  server.setTimeout(limits.idleMs)
  server.on('connection', (socket) => {
    const network = networkOfAddress(socket.remoteAddress)
    const held = open.get(network) ?? new Set<Socket>()
    if (held.size >= limits.connectionsPerNetwork) {
      socket.destroy()
      return
    }
    open.set(network, held.add(socket))
    all++
    socket.once('close', () => {
      all--
      held.delete(socket)
      if (held.size === 0 && open.get(network) === held) open.delete(network)
    })
    if (all > limits.connectionsInAll) oldestOfMost(open)?.destroy()
  })
}

/** Pure, but for the order in which they came. */
function oldestOfMost(open: ReadonlyMap<string, ReadonlySet<Socket>>): Socket | undefined {
  let most: ReadonlySet<Socket> = new Set()
  for (const held of open.values()) if (held.size > most.size) most = held
  for (const socket of most) if (!socket.destroyed) return socket
  return undefined
}
