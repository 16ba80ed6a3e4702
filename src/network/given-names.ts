/**
 * Names that lead to addresses (`/dnsaddr/...`), looked up only where a person gave the name. libp2p looks up those of every peer that
 * it dials before it asks whether they may be dialled: a stranger would make a node of profile local ask the DNS for him.
 */
import type { MultiaddrResolveOptions, MultiaddrResolver } from '@libp2p/interface'
import type { Multiaddr } from '@multiformats/multiaddr'
import { dnsaddrResolver } from 'libp2p'

export function givenNames(
  permits: (address: Multiaddr) => boolean,
  resolver: MultiaddrResolver = dnsaddrResolver,
): MultiaddrResolver {
  return {
    canResolve: (address) => resolver.canResolve(address),
    async resolve(address, options) {
      // A name may lead to other names: those were given with the first.
      const { depth = 0 } = options as MultiaddrResolveOptions & { depth?: number }
      return depth > 0 || permits(address) ? resolver.resolve(address, options) : []
    },
  }
}
