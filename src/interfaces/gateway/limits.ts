/** How much strangers may ask of the gateway: by the network that they come from, and in all. */
import { setTimeout as wait } from 'node:timers/promises'
import type { FastifyInstance } from 'fastify'
import { networkOfAddress } from './network-of-address.ts'
import { Turns } from './turns.ts'

export interface GatewayLimits {
  /** Requests of one network that are answered in a second; more wait, with a place among those under way. */
  requestsPerSecond: number
  /** Answers under way to one network, and to all. */
  perNetwork: number
  inAll: number
}

/** Guesses: an IPFS client asks for some hundred blocks at once; a person reads a few pages a minute. */
const defaultLimits: GatewayLimits = Object.freeze({ requestsPerSecond: 200, perNetwork: 32, inAll: 256 })

export function addGatewayLimits(app: FastifyInstance, wanted: Partial<GatewayLimits> = {}): void {
  const limits = { ...defaultLimits, ...wanted }
  const turns = new Turns(limits.requestsPerSecond)
  const underWay = new Map<string, number>()
  let all = 0
  app.addHook('onRequest', async ({ socket }, reply) => {
    const network = networkOfAddress(socket.remoteAddress)
    const held = underWay.get(network) ?? 0
    if (held >= limits.perNetwork || all >= limits.inAll) {
      reply.header('retry-after', '1')
      throw held >= limits.perNetwork
        ? tooMuch('Too many requests of your network wait for their answer. Try again in a moment.', 429)
        : tooMuch('This node is busy. Try again in a moment.', 503)
    }
    all++
    underWay.set(network, held + 1)
    reply.raw.once('close', () => {
      all--
      const left = (underWay.get(network) ?? 1) - 1
      if (left > 0) underWay.set(network, left)
      else underWay.delete(network)
    })
    const waitMs = turns.take(network, performance.now())
    if (waitMs > 0) await wait(waitMs)
  })
}

function tooMuch(message: string, statusCode: number): Error {
  return Object.assign(new Error(message), { statusCode })
}
