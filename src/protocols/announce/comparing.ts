// What this node believes that a peer has of the cubes that it follows: its own marks, but for cubes of which the peer said something
// else and nothing newer. So an agreeing pair asks for one sum, and a peer that stays behind is not asked about it again and again.
// Invariant: a belief that differs from the marks is kept only once the heads of the peer were heard and none was of use.
// Pure. Spec: protocols/announce/spec.md, "Anti-entropy".
import type { CID } from 'multiformats/cid'
import type { Steps } from '../../core/turns/index.ts'
import { bytesEqual } from '../../core/codec/index.ts'
import { keysOf, type Authors } from '../../core/policy/index.ts'
import { Comparison } from '../compare/comparison.ts'
import { digestOfStatements, keyOf, stateBetween } from '../compare/digest-of-statements.ts'
import { COMPARE_LIMITS } from '../compare/limits.ts'
import type { Watch } from '../compare/messages.ts'
import { RangeSet, type CubeState } from '../compare/range-set.ts'
import type { PlannedComparison } from '../interface.ts'
import { authorId } from './author-id.ts'
import type { HighWaterMark } from './ports.ts'

/** What is compared of a cube that is followed. */
interface ComparedCube {
  cube: CID
  authors: Authors
  marks: ReadonlyMap<string, HighWaterMark>
  digest: Uint8Array | undefined
}

interface FollowedCubes {
  cubes: ReadonlyMap<string, ComparedCube>
}

/** A cube about whose heads the peer is asked, because it has them in another state. */
interface Question {
  state: Uint8Array
  /** It said something of it, all of which was known or older. */
  isSettled: boolean | undefined
  /** It told all the statements that have this state. */
  isTrue: boolean
}

export interface Comparing {
  /** What all below was hashed with. */
  agreement: Uint8Array | undefined
  /** Cubes that the peer compares, by the hex of their digests; undefined while it is not known what it has understood. */
  watched: ReadonlyMap<string, CID> | undefined
  /** What the peer has, where it is not what this node has; null for nothing. */
  told: Map<string, Uint8Array | null>
  /** What this node has, as it was hashed last. */
  hashed: Map<string, { digest: Uint8Array; state: Uint8Array }>
  questions: Map<string, Question>
  planned: { watched: ReadonlyMap<string, CID>; comparison: Comparison } | undefined
}

export function createComparing(): Comparing {
  return {
    agreement: undefined,
    watched: undefined,
    told: new Map(),
    hashed: new Map(),
    questions: new Map(),
    planned: undefined,
  }
}

/** Whether so many cubes can be compared at all. */
export function isComparable(state: FollowedCubes): boolean {
  return state.cubes.size <= COMPARE_LIMITS.maxWatched
}

/** @param agreement hash of what was agreed with the peer */
export function* planComparison(
  state: FollowedCubes,
  comparing: Comparing,
  agreement: Uint8Array,
): Steps<PlannedComparison> {
  const isSame = comparing.agreement !== undefined && bytesEqual(comparing.agreement, agreement)
  // What was agreed is in every state: nothing that was hashed for another agreement is of use.
  if (!isSame) Object.assign(comparing, createComparing(), { agreement })
  const followed = new Map<string, ComparedCube>()
  const entries: CubeState[] = []
  // As they are now: between two steps others are followed.
  const cubes = [...state.cubes.values()]
  for (const one of cubes) {
    const id = keyOf(one.cube)
    followed.set(id, one)
    entries.push(...believed(comparing, agreement, id, one))
    yield
  }
  const before = comparing.watched
  const anew = before === undefined || [...before.keys()].some((id) => !followed.has(id))
  const watched = new Map([...followed].map(([id, { cube }]) => [id, cube]))
  const news = [...watched].filter(([id]) => anew || !before.has(id)).map(([, cube]) => cube)
  const comparison = new Comparison(yield* RangeSet.steps(entries), new Set(watched.keys()))
  // Until it is known what the peer has understood, it is told everything the next time.
  comparing.watched = undefined
  comparing.planned = { watched, comparison }
  return { watches: watchesOf(news, anew), count: watched.size, comparison }
}

function watchesOf(cubes: readonly CID[], anew: boolean): Watch[] {
  const pages = Array.from({ length: Math.ceil(cubes.length / COMPARE_LIMITS.cubesPerWatch) }, (_, i) =>
    cubes.slice(i * COMPARE_LIMITS.cubesPerWatch, (i + 1) * COMPARE_LIMITS.cubesPerWatch),
  )
  if (anew && pages.length === 0) pages.push([])
  return pages.map((page, i) => ({ anew: anew && i === 0, cubes: page }))
}

function believed(
  comparing: Comparing,
  agreement: Uint8Array,
  id: string,
  followed: ComparedCube,
): CubeState[] {
  const own = ownState(comparing, agreement, id, followed)
  const told = comparing.told.get(id)
  if (told !== undefined && told !== null && own !== undefined && bytesEqual(told, own))
    comparing.told.delete(id)
  const state = told === undefined ? own : (told ?? undefined)
  return state === undefined ? [] : [{ id, state }]
}

function ownState(
  { hashed }: Comparing,
  agreement: Uint8Array,
  id: string,
  followed: ComparedCube,
): Uint8Array | undefined {
  const digest = (followed.digest ??= digestOf(followed))
  if (digest === undefined) return undefined
  const before = hashed.get(id)
  if (before !== undefined && bytesEqual(before.digest, digest)) return before.state
  const state = stateBetween(agreement, digest)
  hashed.set(id, { digest, state })
  return state
}

function digestOf({ cube, authors, marks }: ComparedCube): Uint8Array | undefined {
  const statements = keysOf(authors.standing).flatMap((key) => marks.get(authorId(key))?.head ?? [])
  return digestOfStatements(cube, statements)
}

/**
 * The comparison is over.
 * @returns cubes whose heads the peer is to be asked for, and whether its heads bore out what it claimed the last time: a cube that
 *   changed between the two questions does not, but not in each round
 */
export function endComparison(comparing: Comparing): { cubes: CID[]; wasTrue: boolean } {
  const { planned } = comparing
  if (planned === undefined) return { cubes: [], wasTrue: true }
  const wasTrue = [...comparing.questions.values()].every(({ isTrue }) => isTrue)
  comparing.planned = undefined
  comparing.watched = planned.watched
  comparing.questions.clear()
  const cubes: CID[] = []
  for (const [id, state] of planned.comparison.found) {
    const cube = planned.watched.get(id)
    if (cube === undefined) continue
    // Whoever has nothing of a cube need not be asked what.
    if (state === undefined) comparing.told.set(id, null)
    else {
      comparing.questions.set(id, { state, isSettled: undefined, isTrue: false })
      cubes.push(cube)
    }
  }
  return { cubes, wasTrue }
}

/** A head of a cube was heard from the peer. @param isKnown it said nothing new, and nothing that is still to be found out */
export function noteHeard(comparing: Comparing, cube: CID, isKnown: boolean): void {
  const question = comparing.questions.get(keyOf(cube))
  if (question !== undefined) question.isSettled = isKnown && question.isSettled !== false
}

/** All of a peer's statements of a cube were heard: where they are those that it compares and of no use, it is not asked again. */
export function endQuestion(comparing: Comparing, cube: CID, statements: readonly Uint8Array[]): void {
  const { agreement, questions, told } = comparing
  const id = keyOf(cube)
  const question = questions.get(id)
  const digest = digestOfStatements(cube, statements)
  if (question === undefined || agreement === undefined || digest === undefined) return
  question.isTrue = bytesEqual(stateBetween(agreement, digest), question.state)
  if (question.isTrue && question.isSettled === true) told.set(id, question.state)
}
