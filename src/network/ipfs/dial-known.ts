/**
 * Dials of the DHT of IPFS: of peers whose addresses came with the answer that named them. libp2p would ask its peer routing for the
 * others, which is the DHT of memcube: it knows none of them.
 */
import type { Connection, PeerId, PeerStore, Stream } from '@libp2p/interface'
import { NetworkError } from '../network-error.ts'

interface Connections {
  getConnections(peer?: PeerId): Connection[]
  openStream(peer: PeerId, ...rest: unknown[]): Promise<Stream>
}

/** @param noted resolves once what was said of a peer is in the store */
export function dialKnown<T>(
  connectionManager: T,
  peerStore: Pick<PeerStore, 'get'>,
  noted: (peer: PeerId) => Promise<unknown> | undefined,
): T {
  return new Proxy(connectionManager as Connections, {
    get(target, name) {
      if (name === 'openStream')
        return async (peer: PeerId, ...rest: unknown[]) => {
          await noted(peer)
          const isKnown =
            target.getConnections(peer).length > 0 ||
            ((await peerStore.get(peer).catch(() => undefined))?.addresses.length ?? 0) > 0
          if (isKnown) return target.openStream(peer, ...rest)
          throw new NetworkError('ERR_UNREACHABLE', 'no address is known of the peer')
        }
      const value: unknown = Reflect.get(target, name, target)
      return typeof value === 'function' ? (value.bind(target) as unknown) : value
    },
  }) as T
}
