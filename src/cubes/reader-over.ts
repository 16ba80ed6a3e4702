import type { Block } from '../core/codec/index.ts'
import type { TreeReader } from '../core/tree/index.ts'
import type { BlockReader } from './offline-blocks.ts'

/** A reader that has these blocks too. */
export function readerOver(reader: TreeReader, blocks: readonly Block[]): TreeReader & BlockReader {
  const fresh = new Map(blocks.map(({ cid, bytes }) => [cid.toString(), bytes]))
  const getMany: TreeReader['getMany'] = async (cids) => {
    const stored = await reader.getMany(cids.filter((cid) => !fresh.has(cid.toString())))
    let next = 0
    return cids.map((cid) => fresh.get(cid.toString()) ?? stored[next++])
  }
  return { getMany, get: async (cid) => (await getMany([cid]))[0] }
}
