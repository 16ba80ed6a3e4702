/**
 * Looks around among connected peers, a little at a time: one page of what each offers, and the next look goes on where this
 * one ended. So what is asked in a round does not grow with what there is.
 */
import type { CID } from 'multiformats/cid'
import { anySignal } from '../core/signals/index.ts'
import { topicCid } from '../core/cube/index.ts'
import type { HeadsQuery } from '../protocols/index.ts'
import { dialAll, dialProviders } from './candidates.ts'
import { chooseAsked } from './choose-asked.ts'
import { toOffers } from './gather.ts'
import { lookPage, type LookQuery, type SeenOffer } from './interface.ts'
import type { NetworkServices } from './services.ts'

/** Peers asked in one look. Guess: eight networks tell of what there is. */
const mostAsked = 8
/** Guess, as in `gather.ts`. */
const answerMs = 10_000
/** Places remembered where looks ended: of 64 peers and as many queries. Guess. */
const mostCursors = 4_096

export type Lookout = (query: LookQuery, signal: AbortSignal) => Promise<SeenOffer[]>

type Services = Pick<NetworkServices, 'host' | 'sync' | 'handshake'>

export function createLookout(services: NetworkServices): Lookout {
  const cursors = new Map<string, string>()
  const askedAt = new Map<string, number>()
  let asked = 0
  return async (query, signal) => {
    if (query.isWide) await dialForLook(services, query, signal)
    const peers = agreedPeers(services)
    const askable = [...peers].map(([peerId, network]) => ({
      peerId,
      network,
      askedAt: askedAt.get(keyOf(query, peerId)) ?? 0,
    }))
    const found = await Promise.all(
      chooseAsked(askable, mostAsked).map(async (peerId) => {
        const key = keyOf(query, peerId)
        noteAsked(askedAt, key, ++asked)
        const offers = await askOnce(services, peerId, query, cursors, signal)
        return offers.map((offer) => ({ ...offer, network: peers.get(peerId) ?? '' }))
      }),
    )
    return found.flat()
  }
}

/** The ones that were asked longest ago are forgotten first: who is gone is among them before long. */
function noteAsked(askedAt: Map<string, number>, key: string, asked: number): void {
  askedAt.delete(key)
  askedAt.set(key, asked)
  const [oldest] = askedAt.keys()
  if (askedAt.size > mostCursors && oldest !== undefined) askedAt.delete(oldest)
}

function agreedPeers({ host, handshake }: Services): Map<string, string> {
  return new Map(
    host
      .peers()
      .filter(({ peerId }) => handshake.agreed(peerId) !== undefined)
      .map(({ peerId, network = '' }) => [peerId, network]),
  )
}

function keyOf({ topic, cubes }: LookQuery, peerId: string): string {
  return JSON.stringify([peerId, topic ?? null, cubes !== undefined])
}

/** A peer that does not answer has nothing to tell this time. */
async function askOnce(
  { sync }: Services,
  peerId: string,
  query: LookQuery,
  cursors: Map<string, string>,
  signal: AbortSignal,
): Promise<Omit<SeenOffer, 'network'>[]> {
  const key = keyOf(query, peerId)
  const bounded = anySignal([signal, AbortSignal.timeout(answerMs)])
  try {
    const cursor = query.cubes === undefined ? cursors.get(key) : undefined
    const page = await sync.heads(
      peerId,
      { ...pageQuery(query), ...(cursor !== undefined && { cursor }) },
      {
        signal: bounded,
      },
    )
    cursors.delete(key)
    if (page.cursor !== undefined && query.cubes === undefined) cursors.set(key, page.cursor)
    if (cursors.size > mostCursors) cursors.clear()
    return page.items.flatMap((item) => toOffers(peerId, item))
  } catch {
    signal.throwIfAborted()
    cursors.delete(key)
    return []
  }
}

function pageQuery({ topic, cubes }: LookQuery): HeadsQuery {
  return {
    limit: lookPage,
    ...(topic !== undefined && { topic }),
    ...(cubes !== undefined && { cubes: cubes.slice(0, lookPage) }),
  }
}

/** Whoever the DHT knows is connected then, and is among those that are asked. What it does not know, it will next time. */
async function dialForLook(
  services: NetworkServices,
  { topic, cubes = [], addresses = [] }: LookQuery,
  signal: AbortSignal,
): Promise<void> {
  const cids: CID[] = topic === undefined ? cubes.slice(0, mostAsked) : [topicCid(topic)]
  const bounded = anySignal([signal, AbortSignal.timeout(answerMs)])
  const found = (await dialAll(services, addresses.slice(0, 2 * mostAsked), bounded)).peers
  for (const cid of cids)
    try {
      found.push(...(await dialProviders(services, cid, signal)).map(({ peerId }) => peerId))
    } catch {
      signal.throwIfAborted()
    }
  const agreeing = found.map((peerId) =>
    services.handshake.agreementFor(peerId, { signal: AbortSignal.timeout(answerMs) }),
  )
  await Promise.allSettled(agreeing)
}
