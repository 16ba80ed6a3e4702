import type { CID } from 'multiformats/cid'
import type { Forgets } from '../../cubes/index.ts'

/** Whether the home does without a memory by a decision: it was forgotten in this cube, or erased here because of another. */
export function isAbsentOnPurpose({ forgotten }: Forgets, cube: string, memory: CID): boolean {
  return forgotten.mayLack(cube, memory)
}
