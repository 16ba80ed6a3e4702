/** Finds cubes on the network: through the DHT by topic, and by asking the peers that are connected. */
import { normaliseTopic, topicCid } from '../core/cube/index.ts'
import { formatDid } from '../core/identity/index.ts'
import type { Trust } from '../cubes/index.ts'
import { dialProviders } from './candidates.ts'
import { gatherOffers } from './gather.ts'
import type { Offer } from './interface.ts'
import { requirePeers } from './require-peers.ts'
import type { NetworkServices } from './services.ts'
import type { DiscoveredCube, Discovery } from './interface.ts'
import { rankDiscovered, type Discovered } from './rank-discovered.ts'

/** @throws ERR_UNREACHABLE when nobody could be asked: that is no answer, not an empty one. */
export async function discoverCubes(
  node: Trust,
  services: NetworkServices,
  topic: string | undefined,
  signal: AbortSignal,
): Promise<Discovery> {
  const normal = topic === undefined ? undefined : normaliseTopic(topic)
  // Without a peer the DHT knows nothing, and right after the start the first one may still be being dialled.
  await services.host.reached({ signal })
  if (normal !== undefined) await dialProviders(services, topicCid(normal), signal)
  // The nodes of the IPFS network answered then, though none of them is a peer.
  const isAnswered = normal !== undefined && (services.host.ipfs()?.peers ?? 0) > 0
  const peers = isAnswered
    ? services.host.peers().map(({ peerId }) => peerId)
    : await requirePeers(services, signal)
  const { offers, failed } = await gatherOffers(
    services,
    peers,
    normal === undefined ? {} : { topic: normal },
    signal,
  )
  const [first] = failed
  if (first !== undefined && failed.length === peers.length) throw first.error
  const networks = new Map(services.host.peers().map(({ peerId, network = '' }) => [peerId, network]))
  const { shown, leftOut } = rankDiscovered(offers, (peerId) => networks.get(peerId) ?? '')
  const asked = { asked: peers.length, answered: peers.length - failed.length }
  return { ...(await describe(node, shown)), leftOut, ...asked }
}

async function describe(
  node: Trust,
  shown: readonly Discovered[],
): Promise<Pick<Discovery, 'cubes' | 'blocked'>> {
  const found: DiscoveredCube[] = []
  let blocked = 0
  for (const { offer, seeds } of shown) {
    const author = formatDid(offer.head.author)
    if ((await node.authors.get(author))?.blocked === true) {
      blocked++
      continue
    }
    const { hint, genesis, cube } = offer
    found.push({
      cube: cube.toString(),
      name: genesis.name,
      about: hint?.about ?? null,
      topics: hint?.topics ?? [],
      author,
      licence: hint?.licence ?? null,
      memories: hint?.memories ?? 0,
      seeds: seeds.size,
    })
  }
  return { cubes: found, blocked }
}

/** Cubes that connected peers offer under a name. @throws ERR_UNREACHABLE, or why none of the peers answered */
export async function findByName(
  services: NetworkServices,
  name: string,
  signal: AbortSignal,
): Promise<Offer[]> {
  const peers = await requirePeers(services, signal)
  const { offers, failed } = await gatherOffers(services, peers, {}, signal)
  const [first] = failed
  if (first !== undefined && failed.length === peers.length) throw first.error
  return offers.filter(({ genesis }) => genesis.name === name)
}
