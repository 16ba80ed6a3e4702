import { MemCubeError } from '../../core/errors.ts'
import type { Feeds, Shelved } from '../../cubes/index.ts'

/**
 * The index is a cache: repairing it is making it again. Of a damaged cube it may know what the store has lost, so that
 * stays as it is. @returns cubes that were indexed
 */
export async function repairIndex(node: Shelved & Feeds, damaged: ReadonlySet<string>): Promise<number> {
  let repaired = 0
  await node.recall.open()
  for (const record of await node.cubes.list()) {
    if (damaged.has(record.cube)) continue
    try {
      await node.recall.drop(record.cube)
      await node.recall.catchUp(record)
      repaired++
    } catch (error) {
      if (!(error instanceof MemCubeError) || error.code === 'ERR_ABORTED') throw error
    }
  }
  return repaired
}
