import type { CID } from 'multiformats/cid'
import type { Forgets } from '../../cubes/index.ts'

/**
 * Whether the home does without a memory by a decision: it was forgotten. One that is forgotten in any cube may be missing
 * in every state that has it.
 */
export async function isAbsentOnPurpose(
  { forgotten }: Forgets,
  _cube: string,
  memory: CID,
): Promise<boolean> {
  return forgotten.find(memory) !== undefined
}
