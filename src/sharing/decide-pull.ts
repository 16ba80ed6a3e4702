/** What a pull of a cube with one author does with the heads that peers offer. Pure. */
import type { CID } from 'multiformats/cid'
import {
  branchToPull,
  isOnLocalBranch,
  mainBranch,
  sharedCommit,
  type Branch,
  type CubeRecord,
} from '../cubes/index.ts'
import type { Head } from '../core/cube/index.ts'
import { outermost } from '../core/tree/index.ts'
import type { HeadChoice, OfferedHead } from './choose-head.ts'

/** Whether there can be anything to pull: nobody has newer heads of a cube than the home that signs it alone. */
export function mayBePulled(known: Pick<CubeRecord, 'own' | 'rosters' | 'restored'> | undefined): boolean {
  return known?.own !== true || known.rosters !== undefined || known.restored !== undefined
}

/** What of a cube a pull is for. */
type PullPart =
  | {
      type: 'pull'
      /** Undefined for the whole. */
      filter: string[] | undefined
      /** Just that is held: what has changed is enough. */
      isHeld: boolean
    }
  | { type: 'whole already' }
  | { type: 'too many' }

/**
 * A part that is asked for is added to the one that is held; who asks for none gets the whole.
 * @param held the cube as it is here
 * @param asked prefixes
 * @param most so many may be held of one cube
 */
export function decidePart(
  held: Pick<CubeRecord, 'part'> | undefined,
  asked: readonly string[] | undefined,
  most: number,
): PullPart {
  if (asked === undefined)
    return { type: 'pull', filter: undefined, isHeld: held !== undefined && held.part === undefined }
  if (held !== undefined && held.part === undefined) return { type: 'whole already' }
  const before = held?.part?.filter ?? []
  const filter = outermost([...before, ...asked])
  if (filter.length > most) return { type: 'too many' }
  const isHeld = filter.length === before.length && filter.every((one, i) => one === before[i])
  return { type: 'pull', filter, isHeld }
}

type PullStep =
  | { type: 'pull'; offer: OfferedHead }
  /** What is held is as new as what is offered. */
  | { type: 'stay'; peers: readonly string[] }
  | { type: 'refuse'; choice: Exclude<HeadChoice, { type: 'pull' } | { type: 'current' }> }

/** @param held the cube as it is here; undefined where it is not, or not as much as is wanted: its newest head may be known all the same */
export function decidePull(
  choice: HeadChoice,
  held: Pick<CubeRecord, 'restored'> | undefined,
  offers: readonly OfferedHead[],
): PullStep {
  if (choice.type === 'pull') return choice
  // The mark of a head outlives its blocks: what was evicted comes back at the very head that is known.
  if (choice.type === 'current')
    return held === undefined ? { type: 'pull', offer: choice.offer } : { type: 'stay', peers: choice.peers }
  // Others have nothing that the backup has not.
  if (choice.type === 'rollback' && held?.restored !== undefined)
    return { type: 'stay', peers: offers[0]?.peers ?? [] }
  return { type: 'refuse', choice }
}

/** Where a pulled commit goes. */
export interface PulledPlace {
  /** The branch that is current here, or main where the author took that branch away. */
  branch: string
  /** What the branch goes on from; undefined where nothing of it was held. */
  from: CID | undefined
  /** Who is on a branch of this home alone stays there: what is written next must not become public by a pull. */
  isBeside: boolean
}

export function decidePlace(head: Head, commit: CID, known: CubeRecord | undefined): PulledPlace {
  const wanted: Branch | undefined = branchToPull(head, known?.branch)
  const branch = wanted?.commit.equals(commit) === true ? wanted.name : mainBranch
  const isBeside = known !== undefined && isOnLocalBranch(known)
  const goesOn = known !== undefined && (isBeside || known.branch === branch)
  return { branch, from: goesOn ? sharedCommit(known) : undefined, isBeside }
}

/** A stranger's name for a cube, without what would make it look like a path, an option or a ticket here. */
export function safeName(name: string): string {
  const safe = name
    .normalize('NFC')
    .replace(/[\p{C}/\\:~]/gu, '-')
    .replace(/^[-.\s]+|\s+$/g, '')
  return safe === '' ? 'cube' : safe
}
