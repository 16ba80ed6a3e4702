import type { KnownPeer, PeerBookStore } from '../network/index.ts'
import type { Store } from '../storage/index.ts'

const bookKey = 'known'

/** Known peers as one record of the store: few, small, and written as a whole. */
export function peerBookStore(store: Store): PeerBookStore {
  const records = store.records<{ peers: KnownPeer[] }>('peers')
  return {
    load: async () => (await records.get(bookKey))?.peers ?? [],
    save: (peers) => store.commit({ put: [{ space: 'peers', key: bookKey, value: { peers } }] }),
  }
}
