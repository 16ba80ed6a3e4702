/**
 * The authors of a cube: its genesis and the rosters that follow it, each signed by enough of those before. Invariant: an
 * `Authors` was verified from the genesis on, or comes from this home's own record of one that was. Pure.
 * Spec: protocols/authors/spec.md, "Chain".
 */
import type { CID } from 'multiformats/cid'
import { bytesEqual } from '../codec/index.ts'
import { CubeError, type Genesis } from '../cube/index.ts'
import {
  parseRoster,
  ROSTER_LIMITS,
  rosterId,
  verifySignatures,
  type Roster,
  type RosterAuthor,
} from './authors-roster.ts'
import { verifySuccessor } from './authors-successor.ts'
import { fitsPattern } from './branch-pattern.ts'

/** Who may sign at one moment. */
export interface Standing {
  /** 0 for the genesis. */
  n: number
  /** Id of the roster; the cube id for the genesis. */
  id: CID
  authors: readonly RosterAuthor[]
  threshold: number
}

export interface Authors {
  /** The one in force. */
  standing: Standing
  /** All rosters, first to newest, as they were signed. */
  rosters: readonly Roster[]
  /** Keys that were ever named: what they signed while they were stays valid. */
  ever: readonly Uint8Array[]
}

/** What a cube starts with: each author of the genesis signs every branch alone. */
export function genesisAuthors(cube: CID, genesis: Genesis): Authors {
  const sorted = [...genesis.authors].sort((a, b) => Buffer.compare(a, b))
  // A genesis may name a key twice; its author counts once.
  const keys = sorted.filter((key, at) => at === 0 || !bytesEqual(key, sorted[at - 1]!))
  const authors = keys.map((key) => ({ key, branches: ['*'] }))
  return { standing: { n: 0, id: cube, authors, threshold: 1 }, rosters: [], ever: keys }
}

/** Proves a chain of rosters, oldest first, from the genesis on. @throws {CubeError} ERR_UNVERIFIABLE, ERR_LIMIT */
export function verifyAuthors(cube: CID, genesis: Genesis, records: readonly Uint8Array[]): Authors {
  const steps = verifyAuthorsInSteps(cube, genesis, records)
  for (;;) {
    const step = steps.next()
    if (step.done === true) return step.value
  }
}

/**
 * The same for a chain that a stranger sent: gives out each roster before its signatures are checked, so that the caller
 * can count their keys and let others have a turn.
 */
export function* verifyAuthorsInSteps(
  cube: CID,
  genesis: Genesis,
  records: readonly Uint8Array[],
): Generator<Roster, Authors, void> {
  requireBounded(records)
  let authors = genesisAuthors(cube, genesis)
  const rosters = records.map(parseRoster)
  requireFewSignatures(rosters)
  for (const roster of rosters) {
    yield roster
    verifyNext(authors.standing, cube, roster)
    authors = follow(authors, roster)
  }
  return authors
}

/** The same from records that were verified before they were kept: no signature is checked. */
export function readAuthors(cube: CID, genesis: Genesis, records: readonly Uint8Array[] = []): Authors {
  return records.map(parseRoster).reduce(follow, genesisAuthors(cube, genesis))
}

/** What a roster makes of the authors before it. */
export function follow(before: Authors, roster: Roster): Authors {
  const { n, authors, threshold } = roster
  const fresh = authors.map(({ key }) => key).filter((key) => !includes(before.ever, key))
  return {
    standing: { n, id: rosterId(roster), authors, threshold },
    rosters: [...before.rosters, roster],
    ever: [...before.ever, ...fresh],
  }
}

/** That a roster follows these authors and enough of them signed it. @throws {CubeError} ERR_UNVERIFIABLE */
function verifyNext(before: Standing, cube: CID, roster: Roster): void {
  verifyStep(before, cube, roster)
  verifySignatures(roster)
  const { have, need } = approvals(before, roster)
  if (have.length >= need) return
  throw new CubeError(
    'ERR_UNVERIFIABLE',
    `roster ${roster.n} has ${have.length} signatures of authors who may change it; it needs ${need}`,
  )
}

/** All of it but the quorum: for a roster that is still collecting signatures. @throws {CubeError} ERR_UNVERIFIABLE */
export function verifyStep(before: Standing, cube: CID, roster: Roster): void {
  const { n, previous, successor } = roster
  if (!roster.cube.equals(cube)) throw refused(`roster ${n} is one of ${roster.cube}, not of ${cube}`)
  if (n !== before.n + 1 || !previous.equals(before.id))
    throw refused(`roster ${n} does not follow the roster ${before.n} that is known`)
  if (successor === undefined) return
  verifySuccessor(successor, roster.v)
  if (!isReplacement(before, roster))
    throw refused(`roster ${n} changes more than the key of the author whose successor it names`)
}

/**
 * Whose signatures count and how many it takes: those who may sign `main`, as many as the threshold. Whoever replaces
 * their own key by its successor needs nobody else.
 */
export function approvals(before: Standing, roster: Roster): { have: Uint8Array[]; need: number } {
  const signed = roster.signatures.map(({ author }) => author)
  const { successor } = roster
  if (successor !== undefined && isReplacement(before, roster)) {
    return { have: signed.filter((key) => bytesEqual(key, successor.old)), need: 1 }
  }
  return { have: signed.filter((key) => maySign(before, key, 'main')), need: before.threshold }
}

/** Whether a key may sign heads of a branch now. */
export function maySign({ authors }: Standing, key: Uint8Array, branch: string): boolean {
  const author = authors.find((one) => bytesEqual(one.key, key))
  return author !== undefined && author.branches.some((pattern) => fitsPattern(pattern, branch))
}

/** Keys that may sign heads now. */
export function keysOf({ authors }: Standing): Uint8Array[] {
  return authors.map(({ key }) => key)
}

/** How many authors must have a commit of a branch: the threshold, or all who may sign it where they are fewer. */
export function thresholdOf(standing: Standing, branch: string): number {
  const able = standing.authors.filter(({ key }) => maySign(standing, key, branch)).length
  return Math.max(1, Math.min(standing.threshold, able))
}

/** How one chain of rosters stands to another of the same cube. */
export function relateAuthors(ours: Authors, theirs: Authors): 'same' | 'behind' | 'ahead' | 'diverged' {
  const common = Math.min(ours.rosters.length, theirs.rosters.length)
  for (let at = 0; at < common; at++)
    if (!rosterId(ours.rosters[at]!).equals(rosterId(theirs.rosters[at]!))) return 'diverged'
  if (ours.rosters.length === theirs.rosters.length) return 'same'
  return ours.rosters.length < theirs.rosters.length ? 'behind' : 'ahead'
}

/** The key that a key was replaced by, step by step, to the newest; itself where it never was. */
export function newestKey({ rosters }: Authors, key: Uint8Array): Uint8Array {
  return rosters.reduce(
    (newest, { successor }) =>
      successor !== undefined && bytesEqual(successor.old, newest) ? successor.new : newest,
    key,
  )
}

function isReplacement(before: Standing, { authors, threshold, successor }: Roster): boolean {
  if (successor === undefined || threshold !== before.threshold) return false
  const replaced = before.authors.map((author) =>
    bytesEqual(author.key, successor.old) ? { ...author, key: successor.new } : author,
  )
  const expected = replaced.sort((a, b) => Buffer.compare(a.key, b.key))
  return (
    includes(keysOf(before), successor.old) &&
    expected.length === authors.length &&
    expected.every(({ key, branches }, at) => {
      const author = authors[at]!
      return bytesEqual(key, author.key) && branches.join('\n') === author.branches.join('\n')
    })
  )
}

function includes(keys: readonly Uint8Array[], key: Uint8Array): boolean {
  return keys.some((one) => bytesEqual(one, key))
}

function requireBounded(records: readonly Uint8Array[]): void {
  const { maxRosters, maxChainBytes } = ROSTER_LIMITS
  const bytes = records.reduce((sum, { length }) => sum + length, 0)
  if (records.length <= maxRosters && bytes <= maxChainBytes) return
  throw new CubeError(
    'ERR_LIMIT',
    `${records.length} rosters of ${bytes} bytes; a cube has at most ${maxRosters} of ${maxChainBytes}`,
  )
}

/** Counted before the first is checked: a peer must not buy much work with few bytes. */
function requireFewSignatures(rosters: readonly Roster[]): void {
  const count = rosters.reduce((sum, { signatures }) => sum + signatures.length, 0)
  if (count <= ROSTER_LIMITS.maxChainSignatures) return
  throw new CubeError(
    'ERR_LIMIT',
    `${count} signatures in the rosters of a cube; ${ROSTER_LIMITS.maxChainSignatures} are allowed`,
  )
}

function refused(message: string): CubeError {
  return new CubeError('ERR_UNVERIFIABLE', message)
}
