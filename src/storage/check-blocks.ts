/** Listing and checking all blocks, page by page, for fsck and for the collector. */
import type { CID } from 'multiformats/cid'
import { cidFor, RAW } from '../core/codec/index.ts'
import type { Database, Entry } from './database.ts'
import { hasHash } from './has-hash.ts'
import type { BlockCheck } from './interface.ts'
import { blockRange, cidOfKey } from './key-space.ts'
import { pages } from './pages.ts'
import { throwIfAborted } from './storage-error.ts'

/** Keys listed at once: 40 KiB. Guess. */
const pageKeys = 1_024
/** Blocks checked between two looks at the clock of others: some 2 ms of hashing for 700-byte blocks. */
const pageBlocks = 256

/** Names too damaged to be a CID are left out; `checkBlocks` tells of them. */
export async function* listBlocks(database: Database, signal?: AbortSignal): AsyncGenerator<CID> {
  for await (const page of pages(
    (range, limit) => database.keys(range, limit),
    (key) => key,
    blockRange,
    pageKeys,
  )) {
    for (const key of page) {
      throwIfAborted(signal)
      const cid = cidOfKey(key)
      if (cid !== undefined) yield cid
    }
  }
}

export async function* checkAllBlocks(database: Database, signal?: AbortSignal): AsyncGenerator<BlockCheck> {
  for await (const page of listEntries(database)) {
    throwIfAborted(signal)
    for (const entry of page) yield check(entry)
  }
}

export function listEntries(database: Database): AsyncGenerator<Entry[]> {
  return pages(
    (range, limit) => database.entries(range, limit),
    ([key]) => key,
    blockRange,
    pageBlocks,
  )
}

function check([key, bytes]: Entry): BlockCheck {
  const cid = cidOfKey(key)
  if (cid === undefined) {
    const name = Buffer.from(key.subarray(1)).toString('hex')
    return {
      cid: cidFor(RAW, bytes),
      ok: false,
      bytes: bytes.length,
      message: `it is stored under the damaged name ${name}`,
    }
  }
  if (hasHash(cid, bytes)) return { cid, ok: true, bytes: bytes.length, data: bytes }
  return { cid, ok: false, bytes: bytes.length, message: 'its bytes do not have its hash' }
}
