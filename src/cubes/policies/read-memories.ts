/** Memories from wherever their blocks are: the store, or what is about to be written. */
import type { CID } from 'multiformats/cid'
import type { Block } from '../../core/codec/index.ts'
import { parseMemory, type Memory } from '../../core/cube/index.ts'
import type { TreeReader } from '../../core/tree/index.ts'
import { NodeError } from '../../home/index.ts'

/** @throws ERR_CORRUPT for one that is not held */
export async function readMemory(reader: TreeReader, cid: CID): Promise<Memory> {
  const [memory] = await readMemories(reader, [cid])
  if (memory !== undefined) return memory
  throw new NodeError('ERR_CORRUPT', `the memory ${cid.toString()} is missing`, {
    hint: 'run `memcube fsck`; a pull of the cube fetches it again',
  })
}

/** In the order asked; undefined for one that is not held: it may have been forgotten. */
export async function readMemories(reader: TreeReader, cids: CID[]): Promise<(Memory | undefined)[]> {
  const blocks = await reader.getMany(cids)
  return blocks.map((bytes) => (bytes === undefined ? undefined : parseMemory(bytes)))
}

/** A reader that has these blocks too. */
export function readerOver(reader: TreeReader, blocks: readonly Block[]): TreeReader {
  const fresh = new Map(blocks.map(({ cid, bytes }) => [cid.toString(), bytes]))
  return {
    async getMany(cids) {
      const found = cids.map((cid) => fresh.get(cid.toString()))
      const wanted = cids.filter((_, index) => found[index] === undefined)
      const stored = wanted.length === 0 ? [] : await reader.getMany(wanted)
      let next = 0
      return found.map((bytes) => bytes ?? stored[next++])
    },
  }
}
