import type { CID } from 'multiformats/cid'
import { createCubeShelf } from '../../src/cubes/cube-shelf.ts'
import { createVoices } from '../../src/cubes/voices.ts'
import type { Life } from '../../src/swarms/life.ts'

export interface CountedReads {
  /** Blocks that were asked for with their bytes. */
  blocks: number
  /** Blocks that were looked for. */
  lookups: number
}

/** The life as another process would have it, with nothing in memory, and what it has read of the store since. */
export function countReads(node: Life): { node: Life; reads: CountedReads } {
  const reads = { blocks: 0, lookups: 0 }
  const store = Object.assign(Object.create(node.store) as Life['store'], {
    get: async (cid: CID) => (reads.blocks++, node.store.get(cid)),
    getMany: async (cids: CID[]) => ((reads.blocks += cids.length), node.store.getMany(cids)),
    has: async (cid: CID) => (reads.lookups++, node.store.has(cid)),
    async *checkBlocks(options?: { signal?: AbortSignal }) {
      for await (const check of node.store.checkBlocks(options)) {
        reads.blocks++
        yield check
      }
    },
  })
  const cubes = createCubeShelf(store)
  const voices = createVoices({ store, cubes, authors: node.authors, self: () => node.author.did })
  return { node: Object.assign(Object.create(node) as Life, { store, cubes, voices }), reads }
}
