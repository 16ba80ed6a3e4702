/**
 * Whom a pull asks: who was named; else those connected, and, unless one of them has news, whoever the DHT knows. A lookup in
 * the DHT takes longer than all the rest of a pull after one change.
 */
import type { CubeRecord } from '../cubes/index.ts'
import { NodeError } from '../home/index.ts'
import { dialAll, dialProviders } from './candidates.ts'
import { firstAsked, hasNews } from './choose-sources.ts'
import { gatherOffers, type Gathered } from './gather.ts'
import type { Target } from './pull-target.ts'
import type { NetworkServices } from './services.ts'

export interface AskedPeers {
  peers: readonly string[]
  gathered: Gathered
  /** Whether there is nobody left to ask. */
  asked: 'connected' | 'all'
}

export interface Question {
  target: Target
  named: readonly string[]
  /** The cube as it is here. */
  held: CubeRecord | undefined
}

/** @throws ERR_UNREACHABLE when there is nobody to ask */
export async function askPeers(
  services: NetworkServices,
  question: Question,
  signal: AbortSignal,
): Promise<AskedPeers> {
  const { target, named, held } = question
  if (held !== undefined && firstAsked(named, held) === 'connected') {
    const peers = services.host.peers().map(({ peerId }) => peerId)
    const gathered = await gatherOffers(services, peers, { cubes: [target.cube] }, signal)
    if (hasNews(gathered.offers, held)) return { peers, gathered, asked: 'connected' }
  }
  return askEverybody(services, question, signal)
}

/** @throws ERR_UNREACHABLE when there is nobody to ask */
export async function askEverybody(
  services: NetworkServices,
  { target, named }: Question,
  signal: AbortSignal,
): Promise<AskedPeers> {
  if (named.length === 0 && target.addresses.length === 0) await services.host.reached({ signal })
  const peers = named.length > 0 ? named : await candidates(services, target, signal)
  const gathered = await gatherOffers(services, peers, { cubes: [target.cube] }, signal)
  return { peers, gathered, asked: 'all' }
}

async function candidates(
  services: NetworkServices,
  { cube, addresses }: Target,
  signal: AbortSignal,
): Promise<string[]> {
  const [dialled, providers] = await Promise.all([
    dialAll(services, addresses, signal),
    dialProviders(services, cube, signal),
  ])
  const peers = new Set([
    ...dialled.peers,
    ...providers.map(({ peerId }) => peerId),
    ...services.host.peers().map(({ peerId }) => peerId),
  ])
  if (peers.size > 0) return [...peers]
  if (dialled.failure !== undefined) throw dialled.failure
  throw new NodeError(
    'ERR_UNREACHABLE',
    'no other node is connected, and the DHT knows nobody who has this cube',
    {
      hint: 'dial one with `memcube connect ADDRESS`, or name a node with `memcube pull CUBE --from ADDRESS`',
    },
  )
}
