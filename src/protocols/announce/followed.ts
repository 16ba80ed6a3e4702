// One cube that is followed: who may sign it, and how far each of them has come. Invariant: a mark is never lowered, and a chain of
// rosters is never replaced by one that does not contain it. Pure. Spec: protocols/announce/spec.md, "States".
import { parseGenesis } from '../../core/cube/index.ts'
import { MemCubeError } from '../../core/errors.ts'
import { readAuthors, relateAuthors, verifyAuthors } from '../../core/policy/index.ts'
import { claimOf } from '../statement.ts'
import type { AnnounceState, Followed } from './announce-state.ts'
import { authorId } from './author-id.ts'
import { parseAnnouncement } from './messages.ts'
import type { FollowedCube, HighWaterMark } from './ports.ts'

/** A cube of which nothing has been heard yet. Its marks are raised by themselves. */
export function createFollowed({ cube, genesis: genesisBytes, rosters = [] }: FollowedCube): Followed {
  const genesis = parseGenesis(genesisBytes)
  return {
    cube,
    genesis,
    authors: readAuthors(cube, genesis, rosters),
    rosters,
    marks: new Map(),
    lanes: new Map(),
    forks: new Set(),
    digest: undefined,
  }
}

/** The cube that a statement of a peer is about, if it is followed. */
export function followedBy(state: AnnounceState, bytes: Uint8Array): Followed | undefined {
  try {
    return state.cubes.get(claimOf(parseAnnouncement(bytes)).cube.toString())
  } catch (error) {
    if (error instanceof MemCubeError) return undefined
    throw error
  }
}

export function raiseMark(followed: Followed, mark: HighWaterMark): void {
  const id = authorId(mark.author)
  const known = followed.marks.get(id)
  if (known !== undefined && mark.seq <= known.seq) return
  followed.marks.set(id, mark)
  followed.digest = undefined
}

/** A longer chain counts if it is true and contains the one known. */
export function takeRosters(followed: Followed, rosters: readonly Uint8Array[]): void {
  if (rosters.length <= followed.rosters.length) return
  try {
    const authors = verifyAuthors(followed.cube, followed.genesis, rosters)
    if (relateAuthors(followed.authors, authors) !== 'behind') return
    followed.authors = authors
    followed.rosters = rosters
    followed.digest = undefined
  } catch (error) {
    if (!(error instanceof MemCubeError)) throw error
  }
}
