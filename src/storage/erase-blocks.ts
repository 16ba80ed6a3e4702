/**
 * Deleting so that nothing of the bytes is left in the files. LevelDB keeps what was deleted until it merges the file that
 * has it with the one that has the deletion; so the bytes are first put out of the log into a file, then deleted, then both
 * are merged. Deleted in the log itself, both would lie in one file, which nothing merges.
 */
import type { CID } from 'multiformats/cid'
import type { Database, KeyRange } from './database.ts'
import { blockKey, blockRange, keyAfter } from './key-space.ts'
import { reading } from './level-errors.ts'
import type { WriteQueue } from './write-queue.ts'

/** From this many blocks on, all blocks are merged at once: each range costs a pass over the levels. Guess. */
const manyBlocks = 64

export async function eraseBlocks(
  database: Database,
  queue: WriteQueue,
  cids: readonly CID[],
): Promise<void> {
  if (cids.length === 0) return
  const keys = cids.map(blockKey)
  const ranges = keys.length >= manyBlocks ? [blockRange] : keys.map(onlyKey)
  await compactAll(database, ranges)
  await queue.write(
    keys.map((key) => ({ type: 'del', key })),
    { sync: true },
  )
  await compactAll(database, ranges)
}

async function compactAll(database: Database, ranges: readonly KeyRange[]): Promise<void> {
  for (const range of ranges) await reading(database.compact(range))
}

function onlyKey(key: Uint8Array): KeyRange {
  return { gte: key, lt: keyAfter(key) }
}
