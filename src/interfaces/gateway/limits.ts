/** How much strangers may ask of the gateway: by the address and network that they come from, and in all. */
import type { Socket } from 'node:net'
import { setTimeout as wait } from 'node:timers/promises'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import { inParts } from './in-parts.ts'
import { originOf, type Origin } from './origin-of-address.ts'
import { Places, type PlaceLimits } from './places.ts'
import { judgeReader, type Reader, type ReaderLimits, type Reading } from './slow-readers.ts'
import { Turns } from './turns.ts'
import { whenOver } from './when-over.ts'

/** The places are for answers under way, with those that wait for their turn. */
export interface GatewayLimits extends PlaceLimits, ReaderLimits {
  /** Requests of one address, and of one network, that are answered in a second; more wait, with a place. */
  requestsPerSecond: number
  requestsPerNetwork: number
}

/**
 * Guesses: an IPFS client asks for some hundred blocks at once, Kubo 0.43 has 16 questions under way; a person reads a few pages a
 * minute. A slow line takes 4 KiB in a second.
 */
const defaultLimits: GatewayLimits = Object.freeze({
  requestsPerSecond: 200,
  requestsPerNetwork: 400,
  perAddress: 32,
  perNetwork: 64,
  inAll: 256,
  safeMs: 30_000,
  leastBytesPerSecond: 4_096,
  slowMs: 30_000,
})

interface UnderWay {
  socket: Socket
  /** Aborted with a refusal when it is over; for the wait and for who makes the answer. */
  over: AbortController
  isWaiting: boolean
  reading: Reading | undefined
}

const ends = new WeakMap<FastifyRequest, AbortSignal>()

/**
 * Aborted once a request is over, also where nobody waits for its answer any more: its place is given away then, so that whoever makes the answer
 * has to end. Only of a gateway that has limits.
 */
export function endOf(request: FastifyRequest): AbortSignal {
  return ends.get(request) ?? AbortSignal.abort(refusal.all)
}

export function addGatewayLimits(app: FastifyInstance, wanted: Partial<GatewayLimits> = {}): void {
  const limits = { ...defaultLimits, ...wanted }
  const places = new Places<UnderWay>(limits)
  const waitOf = createWaits(limits)
  app.addHook('onRequest', async (request, reply) => {
    const { socket } = request
    const origin = originOf(socket.remoteAddress)
    const one: UnderWay = { socket, over: new AbortController(), isWaiting: true, reading: undefined }
    ends.set(request, one.over.signal)
    const taken = places.take(one, origin, performance.now())
    if (taken.type === 'refused') throw refusal[taken.full]
    if (taken.givesWay !== undefined) giveWay(taken.givesWay)
    whenOver(reply.raw, socket, () => {
      places.free(taken.place)
      one.over.abort(refusal.all)
    })
    const waitMs = waitOf(origin)
    if (waitMs === undefined) throw refusal.address
    if (waitMs > 0) await waitFor(waitMs, one)
    one.isWaiting = false
  })
  app.addHook('onSend', async (_request, reply, payload) => {
    // Who is refused is told when to come again.
    if (reply.statusCode === 429 || reply.statusCode === 503) reply.header('retry-after', '1')
    const parts = inParts(payload)
    if (parts === undefined) return payload
    reply.header('content-length', parts.length)
    return parts.stream
  })
  const looking = setInterval(() => endSlow(places, limits), Math.max(1, limits.slowMs / 4)).unref()
  app.addHook('onClose', () => clearInterval(looking))
}

/** How long to wait; undefined where that is too long. */
function createWaits(limits: GatewayLimits): (origin: Origin) => number | undefined {
  const ofAddresses = new Turns(limits.requestsPerSecond)
  const ofNetworks = new Turns(limits.requestsPerNetwork)
  return ({ address, network }) => {
    const nowMs = performance.now()
    const ofAddress = ofAddresses.take(address, nowMs)
    if (ofAddress === undefined) return undefined
    const ofNetwork = ofNetworks.take(network, nowMs)
    return ofNetwork === undefined ? undefined : Math.max(ofAddress, ofNetwork)
  }
}

async function waitFor(waitMs: number, { over: { signal } }: UnderWay): Promise<void> {
  await wait(waitMs, undefined, { signal }).catch(() => undefined)
  signal.throwIfAborted()
}

/** What waits is refused; what is being answered breaks off, and whoever reads it notices. */
function giveWay({ socket, over, isWaiting }: UnderWay): void {
  over.abort(refusal.all)
  if (!isWaiting) socket.destroy()
}

function endSlow(places: Places<UnderWay>, limits: ReaderLimits): void {
  const nowMs = performance.now()
  for (const { holder } of places.held) {
    holder.reading = judgeReader(holder.reading, readerOf(holder.socket), nowMs, limits)
    if (holder.reading === undefined) holder.socket.destroy()
  }
}

function readerOf({ bytesWritten, writableLength }: Socket): Reader {
  return { takenBytes: bytesWritten - writableLength, waitingBytes: writableLength }
}

const refusal = {
  address: tooMuch('Too many requests of your address wait for their answer. Try again in a moment.', 429),
  network: tooMuch('Too many requests of your network wait for their answer. Try again in a moment.', 429),
  all: tooMuch('This node is busy. Try again in a moment.', 503),
} as const

function tooMuch(message: string, statusCode: number): Error {
  return Object.assign(new Error(message), { statusCode })
}
