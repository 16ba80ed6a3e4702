/** Marks of interrupted pulls: what they name must be here, or the pull would go on from what is not there. */
import { countOf } from '../../home/index.ts'
import type { CID } from 'multiformats/cid'
import type { Stored } from '../../home/index.ts'
import type { Problem } from './problem.ts'

/** CIDs looked up at once. Guess. */
const batchCids = 1_024

export async function checkStaging(node: Stored): Promise<Problem[]> {
  const problems: Problem[] = []
  for (const id of await node.store.stageIds()) {
    const absent = await countAbsent(node, id)
    if (absent === 0) continue
    problems.push({
      kind: 'staging',
      cid: id,
      message: `an interrupted pull has ${countOf(absent, 'block')} marked that are not here; without the marks it starts anew`,
    })
  }
  return problems
}

async function countAbsent({ store }: Stored, id: string): Promise<number> {
  let absent = 0
  let batch: CID[] = []
  const look = async (): Promise<void> => {
    absent += (await store.hasMany(batch)).filter((held) => !held).length
    batch = []
  }
  for await (const cid of store.stagedBlocks(id)) if (batch.push(cid) >= batchCids) await look()
  await look()
  return absent
}
