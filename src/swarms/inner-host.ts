/** A host of a swarm with the protocols of memcube under the swarm's own prefix: the host speaks nothing else. */
import type { ConnectedPeer, NetworkHost } from '../network/index.ts'

const common = '/memcube/'

/** The host itself, with `handle`, `open` and the protocols of peers translated. */
export function underPrefix(host: NetworkHost, network: string): NetworkHost {
  const prefix = `/memcube/${network}/`
  const inside = (protocol: string): string =>
    protocol.startsWith(common) && !protocol.startsWith(prefix)
      ? prefix + protocol.slice(common.length)
      : protocol
  const outside = (protocol: string): string =>
    protocol.startsWith(prefix) ? common + protocol.slice(prefix.length) : protocol
  const shown = (peer: ConnectedPeer): ConnectedPeer => ({ ...peer, protocols: peer.protocols.map(outside) })
  const changed: Partial<NetworkHost> = {
    handle: (protocol, handler, options) => host.handle(inside(protocol), handler, options),
    open: (peerId, protocol, options) => host.open(peerId, inside(protocol), options),
    peers: () => host.peers().map(shown),
    onIdentify: (listener) => host.onIdentify((peer) => listener(shown(peer))),
  }
  return changedHost(host, changed)
}

/** The host itself but for what is given. */
export function changedHost(host: NetworkHost, changed: Partial<NetworkHost>): NetworkHost {
  return new Proxy(host, {
    get(target, name) {
      const own = (changed as Record<PropertyKey, unknown>)[name]
      if (own !== undefined) return own
      const value: unknown = Reflect.get(target, name, target)
      return typeof value === 'function' ? (value.bind(target) as unknown) : value
    },
  })
}
