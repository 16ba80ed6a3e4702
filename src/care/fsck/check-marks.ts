import { highWater } from '../../storage/index.ts'
import { parseHead } from '../../core/cube/index.ts'
import { formatDid } from '../../core/identity/index.ts'
import { MemCubeError } from '../../core/errors.ts'
import type { Stored } from '../../home/index.ts'
import type { CubeRecord } from '../../cubes/index.ts'
import type { Problem } from './problem.ts'

/** The head that is current must be the highest that was ever accepted, or the home was rolled back. */
export async function checkMarks(node: Stored, record: CubeRecord): Promise<Problem[]> {
  const place = { cid: record.cube, cube: record.cube }
  const mark = await readMark(node, record.cube, headAuthor(record))
  // A damaged one is told of among the records.
  if (mark === 'damaged') return []
  // A withdrawal counts as well, so the head itself may be older.
  if (mark !== undefined && mark.seq === record.seq && parseHead(record.head).seq <= record.seq) return []
  // One of several authors may be ahead of what enough of them have.
  if (mark !== undefined && record.rosters !== undefined && mark.seq > record.seq) return []
  const have = `the head has sequence ${record.seq}; the highest accepted was ${mark?.seq ?? 'never recorded'}`
  return [{ kind: 'rollback', message: have, ...place }]
}

/** Of a cube with several authors, the one whose head is current here. */
export function headAuthor({ head }: Pick<CubeRecord, 'head'>): string {
  return formatDid(parseHead(head).author)
}

async function readMark(
  node: Stored,
  cube: string,
  author: string,
): Promise<{ seq: number } | undefined | 'damaged'> {
  try {
    return await highWater(node.store, cube, author)
  } catch (error) {
    if (error instanceof MemCubeError && error.code === 'ERR_CORRUPT') return 'damaged'
    throw error
  }
}
