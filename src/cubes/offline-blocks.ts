import type { CID } from 'multiformats/cid'
import { NodeError } from '../home/index.ts'

/** Whatever has blocks by their CIDs. */
export interface BlockReader {
  get(cid: CID): Promise<Uint8Array | undefined>
}

/** The store as the UnixFS reader wants it: what is held here, and nothing from the network. */
export function createOfflineBlocks(store: BlockReader): { get(cid: CID): AsyncGenerator<Uint8Array> } {
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
