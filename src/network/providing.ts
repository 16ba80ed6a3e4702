/** Saying and asking who has a CID: in the DHT of memcube and, where the node takes part in it, in that of IPFS. */
import { anySignal } from '../core/signals/index.ts'
import type { ContentRouting } from './content-routing.ts'
import type { NetworkHost } from './interface.ts'
import { type Ipfs, mergeFound } from './ipfs/index.ts'

type Providing = Pick<NetworkHost, 'provide' | 'unprovide' | 'findProviders'>

export function createProviding(routing: ContentRouting, ipfs: Ipfs | undefined): Providing {
  if (ipfs === undefined) return routing
  return {
    provide(cid, options) {
      ipfs.provide(cid)
      return routing.provide(cid, options)
    },
    async unprovide(cid) {
      await Promise.all([ipfs.unprovide(cid), routing.unprovide(cid)])
    },
    findProviders(cid, { signal } = {}) {
      const ended = new AbortController()
      const either = anySignal([ended.signal, ...(signal === undefined ? [] : [signal])])
      const found = [routing, ipfs].map((one) => one.findProviders(cid, { signal: either }))
      return mergeFound(
        found,
        ({ peerId }) => peerId,
        () => ended.abort(),
      )
    },
  }
}
