/**
 * Staging marks: one small record beside each batch of blocks that arrived for something not yet referenced. They keep a
 * collector away, and an interrupted pull finds its blocks again.
 */
import { CID } from 'multiformats/cid'
import { cidKey, type Block } from '../core/codec/index.ts'
import type { Database, WriteOperation } from './database.ts'
import {
  allStagingRange,
  cidKeyBytes,
  keyAfter,
  stagingIdOfKey,
  stagingKey,
  stagingRange,
} from './key-space.ts'
import { reading } from './level-errors.ts'
import { pages } from './pages.ts'

/** Marks read at once; one names some 1,024 blocks in 36 KiB. Guess. */
const pageMarks = 32

/** The operation that marks blocks; `batch` is unique among the batches of the id. */
export function markStaged(id: string, batch: string, blocks: readonly Block[]): WriteOperation {
  const names = new Uint8Array(blocks.length * cidKeyBytes)
  blocks.forEach(({ cid }, index) => names.set(cidKey(cid), index * cidKeyBytes))
  return { type: 'put', key: stagingKey(id, batch), value: names }
}

/** The operations that take all marks of an id away. */
export async function unmarkStaged(database: Database, id: string): Promise<WriteOperation[]> {
  const operations: WriteOperation[] = []
  const read = (range: Parameters<Database['keys']>[0], limit: number): Promise<Uint8Array[]> =>
    database.keys(range, limit)
  for await (const page of pages(read, (key) => key, stagingRange(id), 1_024)) {
    for (const key of page) operations.push({ type: 'del', key })
  }
  return operations
}

/** Every id once, by jumping from one to the next. */
export async function listStagingIds(database: Database): Promise<string[]> {
  const ids: string[] = []
  let { gte } = allStagingRange
  for (;;) {
    const [key] = await reading(database.keys({ gte, lt: allStagingRange.lt }, 1))
    if (key === undefined) return ids
    const id = stagingIdOfKey(key)
    ids.push(id)
    gte = keyAfter(stagingRange(id).lt)
  }
}

export async function* listStaged(database: Database, id: string): AsyncGenerator<CID> {
  const read = (range: Parameters<Database['entries']>[0], limit: number): ReturnType<Database['entries']> =>
    database.entries(range, limit)
  for await (const page of pages(read, ([key]) => key, stagingRange(id), pageMarks)) {
    for (const [, names] of page) {
      for (let at = 0; at < names.length; at += cidKeyBytes)
        yield CID.decode(names.slice(at, at + cidKeyBytes))
    }
  }
}
