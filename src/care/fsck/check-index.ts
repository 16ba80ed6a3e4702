import { memoriesOf, countOf } from '../../home/index.ts'
import { commitIn, cursorAt } from '../../finding/index.ts'
import type { Feeds, CubeRecord } from '../../cubes/index.ts'
import type { CubeCheck } from './verify-cube.ts'
import type { Problem } from './problem.ts'

/**
 * The index must stand at the current commit and have every text of it, and the record must count what is there. A state
 * with gaps is not compared: its own problems say more.
 */
export async function checkIndex(
  node: Feeds,
  record: CubeRecord,
  { current }: Pick<CubeCheck, 'current'>,
): Promise<Problem[]> {
  if (!current.whole) return []
  const problems: Problem[] = []
  const place = { cid: record.cube, cube: record.cube }
  if (current.memories !== record.memories)
    problems.push({
      kind: 'record',
      message: `the record counts ${memoriesOf(record.memories)}; the cube has ${current.memories}`,
      ...place,
    })
  const index = await node.recall.open()
  const cursor = await index.cursor(record.cube)
  const count = (await index.entries(record.cube)).length
  if (cursor !== cursorAt(record, record.commit) || count !== current.texts)
    problems.push({
      kind: 'index',
      message: `the index has ${countOf(count, 'text')} of the cube, which has ${current.texts}; it stands at ${cursor === undefined ? 'no commit' : commitIn(cursor)}`,
      ...place,
    })
  return problems
}
