import type { CID } from 'multiformats/cid'
import type { NodeContext } from '../../node/context.ts'

/**
 * Whether the home does without a memory by a decision: it was forgotten. One that is forgotten in any cube may be missing
 * in every state that has it.
 */
export async function isAbsentOnPurpose(
  { forgotten }: Pick<NodeContext, 'forgotten'>,
  _cube: string,
  memory: CID,
): Promise<boolean> {
  return forgotten.find(memory) !== undefined
}
