/**
 * The view of the caller's blockstore that Helia gets: it reads, hides what may not be served, and drops every write.
 * What bitswap fetches is handed to the caller, who alone knows where it is staged.
 */
import type { Blockstore } from 'interface-blockstore'
import type { CID } from 'multiformats/cid'
import type { Signalled } from './interface.ts'

type MayServe = (cid: CID) => boolean | Promise<boolean>

/** @param mayServe false hides a block; it is then asked for elsewhere, as if it were missing */
export function servingStore(store: Blockstore, mayServe: MayServe): Blockstore {
  const has = async (cid: CID, options?: Signalled): Promise<boolean> =>
    (await mayServe(cid)) && (await store.has(cid, options))
  return {
    has,
    async *get(cid, options) {
      yield* store.get(cid, options)
    },
    async *getMany(cids, options) {
      yield* store.getMany(cids, options)
    },
    getAll: (options) => store.getAll(options),
    put: (cid) => cid,
    async *putMany(pairs) {
      for await (const { cid } of pairs) yield cid
    },
    delete: () => {},
    async *deleteMany(cids) {
      for await (const cid of cids) yield cid
    },
  }
}
