/**
 * Where the index is with a cube: the commit that it was brought to, and by which rule it was told whose word each memory is.
 * An index that was told by another rule is told again; its texts and vectors stay. Of a cube of which a part alone is held, also
 * which part.
 */
import type { CID } from 'multiformats/cid'
import type { CubeRecord } from '../cubes/index.ts'

/** Of a cube that others made and sign together: its memories were once said to be of who made it. */
const byWriter = ' by writer'

/** Before the prefixes of the part. */
const ofPart = ' part '

const said = ({ part }: Pick<CubeRecord, 'part'>): string =>
  part === undefined ? '' : ofPart + JSON.stringify(part.filter)

/** Which keys are held, at which commit. */
export function stateOf(record: Pick<CubeRecord, 'commit' | 'part'>): string {
  return record.commit.toString() + said(record)
}

export function cursorAt(record: Pick<CubeRecord, 'own' | 'rosters' | 'part'>, commit: CID): string {
  const { own, rosters } = record
  return commit.toString() + (!own && rosters !== undefined ? byWriter : '') + said(record)
}

/** Whether an index that stands there was told of other keys than those that are held now. */
export function isOfOtherKeys(record: Pick<CubeRecord, 'part'>, cursor: string): boolean {
  const at = cursor.indexOf(ofPart)
  return said(record) !== (at < 0 ? '' : cursor.slice(at))
}

/** The commit in a cursor. */
export function commitIn(cursor: string): string {
  const [commit = ''] = cursor.split(' ', 1)
  return commit
}
