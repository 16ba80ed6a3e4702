/**
 * What this node knows about a cube, kept as one small record per cube in the store. It is local: nothing in it is
 * signed or shared, and all but the name, the wishes (`published`, `followed`), the branch and those in `local` can be
 * derived from blocks.
 */
import type { CID } from 'multiformats/cid'
import type { CubeInfo } from '../core/cube/index.ts'

/** What is held of a cube in place of the whole. */
export interface HeldPart {
  /** Prefixes of keys, as `outermost` gives them. What is under `.memcube/` is held with any part. */
  filter: string[]
  /** Memories of the whole, as its author counts them. */
  of: number
}

type Role = 'own' | 'fork' | 'coauthor' | 'followed' | 'cached'

export interface CubeRecord {
  /** Cube id as text. */
  cube: string
  /** The name it goes by in this home; unique here. */
  name: string
  /** `did:key` of the author. */
  author: string
  own: boolean
  followed: boolean
  published: boolean
  /** The branch that verbs read and write when they name none. */
  branch: string
  /** The signed head that is current here, as bytes. */
  head: Uint8Array
  seq: number
  /** Commit of the current branch. */
  commit: CID
  /** Memories in it, reserved entries not counted. */
  memories: number
  info: CubeInfo
  /** Milliseconds since the Unix epoch until which the head is taken as current. */
  expires: number
  /** The head was seen with another head of the same sequence number. */
  forked?: boolean
  /** Its author unpublished it: what is here stays readable here and is not passed on. */
  withdrawn?: boolean
  /** Kept whatever the cache has no room for. */
  pinned?: boolean
  /** Own, published, and from a backup: peers were not asked yet whether they hold what was written after it. */
  restored?: { createdMs: number }
  /** With several authors, and from a backup: this home may have signed heads up to here that it knows nothing of. */
  leastSeq?: number
  forkOf?: { cube: CID; commit: CID }
  /** Signed rosters, first to newest, each verified before it was kept. Absent while the genesis says all. */
  rosters?: Uint8Array[]
  /** Patterns of the branches that the newest of them lets this home sign. Absent where it names somebody else. */
  signs?: string[]
  /** Where its branches are by the heads of its authors, while this home has signed none. */
  refs?: Record<string, CID>
  /** Branches that no head names: of this home alone, until they are published. */
  local?: Record<string, CID>
  /**
   * Branches of others that are fetched beside the one that is read, because somebody here asked for them; with the newest
   * commit of each whose state is complete here.
   */
  wanted?: Record<string, CID | null>
  /** With several authors: of the states that tell who wrote what, those are here that others could give. */
  told?: true
  /** Commits between which the authors of the current branch have not decided: it stays where it is. */
  diverged?: CID[]
  /** Only this part of the state is here, of which `memories` counts. Nobody is given any of it, and nobody writes to it. */
  part?: HeldPart
}

/** Whether this home signs for the cube, alone or with others. */
export function isWritable(record: Pick<CubeRecord, 'own' | 'signs'>): boolean {
  return record.own || record.signs !== undefined
}

export function roleOf(record: CubeRecord): Role {
  if (record.own) return record.forkOf === undefined ? 'own' : 'fork'
  if (record.signs !== undefined) return 'coauthor'
  return record.followed ? 'followed' : 'cached'
}

/** Whether the head may still be called current: its author re-signs it before it expires. */
export function isFresh(record: CubeRecord, nowMs: number): boolean {
  return record.own || record.expires > nowMs
}
