/**
 * kad-dht that forgets peers that are gone.
 *
 * For the maintainers of @libp2p/kad-dht (16.4, read):
 * - A peer leaves the routing table only when its bucket is full and the peer was not heard of for 10 minutes. Of peers that come once
 *   the table keeps 20 in each of up to 64 buckets, and each lookup dials those of them that are near.
 * - `ClosestPeers` keeps the 20 nearest that ever answered and has libp2p dial them again and again, while nearer ones that are
 *   gone keep out those that are here. It keeps the distance to each in a slab of 64 KiB.
 *
 * Here a peer that a question of the DHT cannot reach is taken out of both. Who returns is met anew, as anybody is.
 */
import type { PeerId } from '@libp2p/interface'
import type { KadDHT } from '@libp2p/kad-dht'
import { NetworkError } from './network-error.ts'
import { ownBytes, ownId } from './own-bytes.ts'

type Ask = (
  to: PeerId,
  message: unknown,
  options?: { signal?: AbortSignal },
) => AsyncIterable<{ name: string }>

interface Nearest {
  peerDistances: { peer: { id: PeerId }; distance: Uint8Array }[]
  add(peer: { id: PeerId; multiaddrs: [] }): Promise<void>
}

/** The parts of kad-dht that remember peers; private in its types. */
interface Remembers {
  network?: { sendRequest?: Ask; sendMessage?: Ask }
  routingTable?: {
    remove?(peer: PeerId): Promise<void>
    addEventListener?(type: 'peer:remove', listener: (event: CustomEvent<PeerId>) => void): void
    /** `newPeers` is there once it has started. */
    closestPeerTagger?: { onPeerPing?(event: CustomEvent<PeerId>): void; newPeers?: Nearest }
  }
}

/**
 * @param isConnected whether there is a connection with a peer: one that is slow is not gone
 * @throws {NetworkError} ERR_INTERNAL for a version of kad-dht that remembers peers elsewhere
 */
export function forgetGone<T extends KadDHT>(dht: T, isConnected: (peer: PeerId) => boolean): T {
  const { network, routingTable } = dht as unknown as Remembers
  const tagger = routingTable?.closestPeerTagger
  const remove = routingTable?.remove?.bind(routingTable)
  if (
    !network?.sendRequest ||
    !network.sendMessage ||
    !routingTable?.addEventListener ||
    !remove ||
    !tagger?.onPeerPing
  )
    throw new NetworkError('ERR_INTERNAL', 'the DHT remembers peers elsewhere')
  tagger.onPeerPing = ({ detail }) => {
    const nearest = tagger.newPeers
    // It hashes what it is given, and fails at no id that has answered.
    void nearest?.add({ id: ownId(detail), multiaddrs: [] }).then(() => keepOwnDistances(nearest))
  }
  routingTable.addEventListener('peer:remove', ({ detail }) => forgetNearest(tagger.newPeers, detail))
  const gone = (peer: PeerId): void => {
    forgetNearest(tagger.newPeers, peer)
    // It fails where the peer store is closed, with the node.
    remove(peer).catch(() => undefined)
  }
  const { sendRequest, sendMessage } = network
  network.sendRequest = watching(sendRequest.bind(network), isConnected, gone)
  network.sendMessage = watching(sendMessage.bind(network), isConnected, gone)
  return dht
}

/** The same question, of which it is seen whom it did not reach. */
function watching(ask: Ask, isConnected: (peer: PeerId) => boolean, gone: (peer: PeerId) => void): Ask {
  return async function* asked(to, message, options) {
    for await (const event of ask(to, message, options)) {
      // One that nobody waits for any more ends in an error too.
      const failed = event.name === 'QUERY_ERROR' && options?.signal?.aborted !== true
      if (failed && !isConnected(to)) gone(to)
      yield event
    }
  }
}

function forgetNearest(nearest: Nearest | undefined, peer: PeerId): void {
  if (nearest !== undefined)
    nearest.peerDistances = nearest.peerDistances.filter((one) => !one.peer.id.equals(peer))
}

function keepOwnDistances({ peerDistances }: Nearest): void {
  for (const one of peerDistances)
    if (one.distance.buffer.byteLength > one.distance.byteLength) one.distance = ownBytes(one.distance)
}
