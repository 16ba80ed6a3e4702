/** Finds cubes on the network: through the DHT by topic, and by asking the peers that are connected. */
import { normaliseTopic, topicCid } from '../core/cube/index.ts'
import { formatDid } from '../core/identity/index.ts'
import type { Trust } from '../cubes/index.ts'
import { dialProviders } from './candidates.ts'
import { gatherOffers } from './gather.ts'
import type { Offer } from './interface.ts'
import { requirePeers } from './require-peers.ts'
import type { NetworkServices } from './services.ts'
import type { DiscoveredCube } from './interface.ts'

/** @throws ERR_UNREACHABLE when nobody could be asked: that is no answer, not an empty one. */
export async function discoverCubes(
  node: Trust,
  services: NetworkServices,
  topic: string | undefined,
  signal: AbortSignal,
): Promise<DiscoveredCube[]> {
  const normal = topic === undefined ? undefined : normaliseTopic(topic)
  // Without a peer the DHT knows nothing, and right after the start the first one may still be being dialled.
  await services.host.reached({ signal })
  if (normal !== undefined) await dialProviders(services, topicCid(normal), signal)
  const peers = await requirePeers(services, signal)
  const { offers, failed } = await gatherOffers(
    services,
    peers,
    normal === undefined ? {} : { topic: normal },
    signal,
  )
  const [first] = failed
  if (first !== undefined && failed.length === peers.length) throw first.error
  return describe(node, offers)
}

async function describe(node: Trust, offers: readonly Offer[]): Promise<DiscoveredCube[]> {
  const newest = new Map<string, { offer: Offer; seeds: Set<string> }>()
  for (const offer of offers) {
    const id = offer.cube.toString()
    const known = newest.get(id)
    if (known === undefined) newest.set(id, { offer, seeds: new Set([offer.peerId]) })
    else {
      known.seeds.add(offer.peerId)
      if (offer.head.seq > known.offer.head.seq) known.offer = offer
    }
  }
  const found: DiscoveredCube[] = []
  for (const [cube, { offer, seeds }] of newest) {
    const author = formatDid(offer.head.author)
    if ((await node.authors.get(author))?.blocked === true) continue
    const { hint, genesis } = offer
    found.push({
      cube,
      name: genesis.name,
      about: hint?.about ?? null,
      topics: hint?.topics ?? [],
      author,
      licence: hint?.licence ?? null,
      memories: hint?.memories ?? 0,
      seeds: seeds.size,
    })
  }
  return found.sort((a, b) => b.seeds - a.seeds || (a.name < b.name ? -1 : 1))
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
