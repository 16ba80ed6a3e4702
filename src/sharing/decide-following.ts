/**
 * How a home follows cubes of others: which heads that it hears of it pulls, what becomes of a withdrawal, and which cubes
 * it listens for. Invariant: a statement that is not newer than the newest of its author changes nothing. Pure.
 */
import type { CID } from 'multiformats/cid'
import { branchToPull, isWritable, type CubeRecord, type AuthorRecord } from '../cubes/index.ts'
import type { CandidateOutcome, HeadCandidate, Observation } from '../protocols/index.ts'

/** What becomes of a head that gossip or a peer told of. */
type CandidateStep =
  | { type: 'end'; outcome: CandidateOutcome }
  | { type: 'pull'; commit: CID }
  /** One head of several: the branch goes where its authors agree. */
  | { type: 'pullShared' }

type Held = Pick<CubeRecord, 'own' | 'rosters' | 'branch' | 'seq'>

/**
 * @param known the cube as it is here; undefined for one that is not
 * @param mark the newest statement of its author that was accepted: a state that could not be pulled may leave it ahead
 */
export function decideCandidate(
  known: Held | undefined,
  mark: { seq: number } | undefined,
  { head, rosters }: Pick<HeadCandidate, 'head' | 'rosters'>,
): CandidateStep {
  if (known === undefined) return ended('refused')
  if ((rosters ?? known.rosters) !== undefined) return { type: 'pullShared' }
  const commit = branchToPull(head, known.branch)?.commit
  // Nobody knows better than this home what it signed itself.
  if (commit === undefined || known.own) return ended('refused')
  return Math.max(known.seq, mark?.seq ?? 0) >= head.seq ? ended('accepted') : { type: 'pull', commit }
}

/**
 * The same for one head of several. One above all that this home signed, by its own key, is of whoever else has the key: it
 * is never taken by being heard of. After a backup was restored a pull takes it, once it is said that the home is the only one.
 * @param mark the newest statement of its author that was accepted
 */
export function decideSharedCandidate(
  mark: { seq: number } | undefined,
  author: AuthorRecord | undefined,
  { seq, isOwn }: { seq: number; isOwn: boolean },
): CandidateStep {
  if ((mark?.seq ?? 0) >= seq) return ended('accepted')
  if (isOwn) return ended('refused')
  return author?.blocked === true ? ended('failed') : { type: 'pullShared' }
}

/**
 * What announce is told of a pull that failed with every peer: `refused` is not asked for again, `failed` is.
 * @param failures `breaksPolicy` for a commit that the policy of its cube forbids
 */
export function decideOutcome(
  failures: readonly { code: string; breaksPolicy: boolean }[],
): CandidateOutcome {
  const isRefused = failures.some(({ code, breaksPolicy }) => breaksPolicy || code === 'ERR_UNVERIFIABLE')
  return isRefused ? 'refused' : 'failed'
}

/** The same for one head of several, where an author may be denied what the head says. */
export function decideSharedOutcome(code: string): CandidateOutcome {
  return code === 'ERR_UNVERIFIABLE' || code === 'ERR_DENIED' ? 'refused' : 'failed'
}

function ended(outcome: CandidateOutcome): CandidateStep {
  return { type: 'end', outcome }
}

/** A withdrawal of the author of a cube, and what is known of it here. */
interface SeenWithdrawal {
  seq: number
  /** The newest statement of its author that was accepted; 0 for none. */
  have: number
  /** This home signed it. */
  isOwn: boolean
  /** Other authors whose newest statement offers the cube. */
  others: number
}

/** Undefined for one that says nothing new; a cube is withdrawn when nobody is left who offers it. */
export function decideWithdrawal(seen: SeenWithdrawal): { withdrawn: boolean } | undefined {
  if (seen.isOwn || seen.seq <= seen.have) return undefined
  return { withdrawn: seen.others === 0 }
}

/** Whether to listen for a cube: one that is followed, or whose author is; and one that this home signs with others. */
export function decideFollow(
  record: Pick<CubeRecord, 'own' | 'followed' | 'rosters' | 'signs'>,
  author: AuthorRecord | undefined,
): boolean {
  if (record.rosters !== undefined && isWritable(record)) return true
  return !record.own && author?.blocked !== true && (record.followed || author?.followed === true)
}

/** Whether what was observed of a cube concerns this home: of a cube that it signs alone nobody knows better. */
export function concerns(record: Pick<CubeRecord, 'own' | 'rosters'> | undefined): boolean {
  return record !== undefined && !(record.own && record.rosters === undefined)
}

/** What a person is told of an observation that changes nothing; undefined for one that is no refusal. */
export function refusalIn(seen: Observation): { code: string; message: string } | undefined {
  if (seen.type === 'rollback')
    return {
      code: 'ERR_ROLLBACK',
      message: `offered sequence ${seen.got}; ${seen.have} was accepted before`,
    }
  if (seen.type === 'quarantine')
    return { code: 'ERR_UNVERIFIABLE', message: `offered a jump to sequence ${seen.got}` }
  return undefined
}
