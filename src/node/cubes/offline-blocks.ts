import type { CID } from 'multiformats/cid'
import type { Store } from '../../storage/index.ts'
import { NodeError } from '../errors.ts'

/** The store as the UnixFS reader wants it: what is held here, and nothing from the network. */
export function createOfflineBlocks(store: Store): { get(cid: CID): AsyncGenerator<Uint8Array> } {
  return {
    async *get(cid) {
      const bytes = await store.get(cid)
      if (bytes === undefined) {
        throw new NodeError('ERR_CORRUPT', `the block ${cid} is missing`, {
          hint: 'run `memcube fsck`, then pull the cube again',
        })
      }
      yield bytes
    },
  }
}
