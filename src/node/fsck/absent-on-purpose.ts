/** What a cube refers to and this home does not have because somebody decided so: it is no problem, and nobody is asked for it. */
import type { CID } from 'multiformats/cid'
import type { NodeContext } from '../context.ts'

/** Whether a memory, or a part of its payload, was taken out of this home for good. Nothing does so yet. */
export async function isAbsentOnPurpose(_node: NodeContext, _cube: string, _memory: CID): Promise<boolean> {
  return false
}
