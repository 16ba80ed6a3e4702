/**
 * The view of the caller's blockstore that Helia gets: it reads, hides what may not be served, and drops every write.
 * What bitswap fetches is handed to the caller, who alone knows where it is staged.
 */
import type { Blockstore } from 'interface-blockstore'
import type { CID } from 'multiformats/cid'
import { createTurns, type Turns } from '../core/turns/index.ts'
import type { Signalled } from './interface.ts'

/**
 * The library looks for every want of a peer again with each message, 1,024 of them at 0.1 ms each (measured), and blocks that are not
 * here are found missing without waiting for a disk. So it gives up its turn, and sooner than others: nobody is in a hurry
 * to hear what this node does not have. Guess.
 */
const MOST_LOOKING_MS = 2

const lookingTurns = createTurns(
  { nowMs: () => performance.now(), inNextTurn: (run) => void setImmediate(run) },
  MOST_LOOKING_MS,
)

type MayServe = (cid: CID) => boolean | Promise<boolean>

/** @param mayServe false hides a block; it is then asked for elsewhere, as if it were missing */
export function servingStore(store: Blockstore, mayServe: MayServe, turns: Turns = lookingTurns): Blockstore {
  const has = async (cid: CID, options?: Signalled): Promise<boolean> => {
    if (turns.isOver()) await turns.next()
    return (await mayServe(cid)) && (await store.has(cid, options))
  }
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
