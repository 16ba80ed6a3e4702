import { MemCubeError } from '../../core/errors.ts'
import type { NodeContext } from '../context.ts'

/** The index is a cache: repairing it is making it again. A cube with gaps is left out. @returns cubes that were indexed */
export async function repairIndex(node: NodeContext): Promise<number> {
  let repaired = 0
  await node.recall.open()
  for (const record of await node.cubes.list()) {
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
