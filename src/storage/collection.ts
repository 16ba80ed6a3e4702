/**
 * What a collector of garbage needs of the store, without ever stopping a reader or a writer. From the moment it begins,
 * the store notes what others do: a block that is put is kept; a block that is asked for is noted, because whoever asks
 * may go on to refer to it and to all that it links to; a record that is put is noted, because it may be a root.
 *
 * Invariant: a block is deleted only in a turn of the event loop in which nothing noted is left to look at, and from that
 * turn until it is gone, whoever asks for it waits. So nobody can have seen it and find it gone. A cache of blocks above
 * the store would break this: it would have to ask the store as well.
 */
import type { CID } from 'multiformats/cid'
import { CidSet, type Block } from '../core/codec/index.ts'
import { listBlocks } from './check-blocks.ts'
import type { WriteOperation } from './database.ts'
import type { AnyRecordPut } from './interface.ts'
import { blockKey, blockRange } from './key-space.ts'
import { reading } from './level-errors.ts'
import { readBlocks } from './read-blocks.ts'
import type { ReopeningDatabase } from './reopening-database.ts'
import type { WriteQueue } from './write-queue.ts'
import type { Collection, MeasuredBlock } from './interface.ts'
import { turns } from './turns.ts'

/** The store's side: told before each read and write. */
export interface CollectionNotes extends Collection {
  /** Await before reading these, if it gives something to await. */
  onAsk(cids: readonly CID[]): Promise<void> | undefined
  /** To be called in the turn in which the write is handed over; `written` when it is done or has failed. */
  onWrite(blocks: readonly Block[], records: readonly AnyRecordPut[], written: Promise<void>): void
}

interface CollectionOptions {
  database: ReopeningDatabase
  queue: WriteQueue
  seed: number
  /** Whether a block and all that it links to is known to stay, so that asking for it need not be noted. */
  isSettled(cid: CID): boolean
  ended(): void
}

export function createCollection(options: CollectionOptions): CollectionNotes {
  const { database, queue, seed, isSettled, ended } = options
  const kept = new CidSet(seed)
  /** What `asked` holds, so that it has each once. */
  let known = new CidSet(seed)
  /** Blocks on their way to the database, which a read may not find yet. */
  const writing = new Map<string, Uint8Array>()
  let asked: CID[] = []
  let records: AnyRecordPut[] = []
  let isOver = false
  let doomed: { cids: CidSet; gone: Promise<unknown> } | undefined

  return {
    onAsk(cids) {
      let wait: Promise<unknown> | undefined
      for (const cid of cids) {
        if (doomed?.cids.has(cid) === true) wait = doomed.gone
        else if (!isSettled(cid) && known.add(cid)) asked.push(cid)
      }
      return wait?.then(
        () => undefined,
        () => undefined,
      )
    },
    onWrite(blocks, put, written) {
      for (const { cid, bytes } of blocks) {
        kept.add(cid)
        writing.set(cid.toString(), bytes)
      }
      records.push(...put)
      const forget = (): void => blocks.forEach(({ cid }) => writing.delete(cid.toString()))
      written.then(forget, forget)
    },
    async getMany(cids) {
      const fresh = cids.map((cid) => writing.get(cid.toString()))
      const stored = await readBlocks(database, cids)
      return cids.map((_, index) => stored[index] ?? fresh[index])
    },
    pause: () => (turns.isOver() ? turns.next() : undefined),
    blocks: ({ signal } = {}) => listBlocks(database, signal),
    takeNoted() {
      const noted = { asked, records }
      if (asked.length > 0) known = new CidSet(seed)
      asked = []
      records = []
      return noted
    },
    isKept: (cid) => kept.has(cid),
    measure: (cids) => measure(database, cids),
    delete(blocks) {
      if (asked.length > 0 || records.length > 0) return undefined
      const dead = blocks.filter(({ cid }) => !kept.has(cid))
      const cids = new CidSet(seed)
      for (const { cid } of dead) cids.add(cid)
      const gone = queue.write(
        dead.map(({ cid }) => deletion(cid)),
        { sync: false },
      )
      doomed = { cids, gone }
      const clear = (): void => void (doomed = undefined)
      gone.then(clear, clear)
      return gone.then(() => ({
        blocks: dead.length,
        bytes: dead.reduce((sum, { bytes }) => sum + bytes, 0),
      }))
    },
    compact: () => reading(database.compact(blockRange)),
    get bytes() {
      return kept.bytes + known.bytes
    },
    end() {
      if (!isOver) ended()
      isOver = true
    },
  }
}

async function measure(database: ReopeningDatabase, cids: readonly CID[]): Promise<MeasuredBlock[]> {
  const sizes = await reading(database.sizes(cids.map(blockKey)))
  return cids.flatMap((cid, index) => {
    const bytes = sizes[index]
    return bytes === undefined ? [] : [{ cid, bytes }]
  })
}

function deletion(cid: CID): WriteOperation {
  return { type: 'del', key: blockKey(cid) }
}
