/**
 * Where the index is with a cube: the commit that it was brought to, and by which rule it was told whose word each memory is.
 * An index that was told by another rule is told again; its texts and vectors stay.
 */
import type { CID } from 'multiformats/cid'
import type { CubeRecord } from '../cubes/index.ts'

/** Of a cube that others made and sign together: its memories were once said to be of who made it. */
const byWriter = ' by writer'

export function cursorAt(record: Pick<CubeRecord, 'own' | 'rosters'>, commit: CID): string {
  return commit.toString() + (!record.own && record.rosters !== undefined ? byWriter : '')
}

/** The commit in a cursor. */
export function commitIn(cursor: string): string {
  return cursor.endsWith(byWriter) ? cursor.slice(0, -byWriter.length) : cursor
}
