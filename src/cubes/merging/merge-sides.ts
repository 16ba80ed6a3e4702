/** Who takes part in a merge: the other side, found and trusted far enough. */
import type { CID } from 'multiformats/cid'
import { nextTid } from '../../core/cube/index.ts'
import type { Reads, Shelved, Trust } from '../needs.ts'
import { type Clock, type Stored, invalidInput, NodeError } from '../../home/index.ts'
import type { CubeRecord } from '../cube-record.ts'
import { resolveOther, type OtherSide } from '../other-side.ts'
import { isAtLeast, type Tier } from '../tier.ts'
import { proposalName } from '../proposals/held-proposals.ts'
import type { UnfinishedMerge } from './unfinished-merge.ts'

/** The side to merge: the one named, else that of the merge that is unfinished. @throws ERR_CONFLICT when they differ */
export async function otherSide(
  node: Reads & Trust & Clock,
  record: CubeRecord,
  branch: string,
  text: string | undefined,
  unfinished: UnfinishedMerge | undefined,
): Promise<OtherSide> {
  if (unfinished !== undefined && (await isProposal(node, record, unfinished)))
    throw isUnfinished(record, unfinished)
  if (text === undefined) {
    if (unfinished === undefined) throw nothingUnfinished(record, branch)
    const { cube } = await node.cubes.commit(unfinished.theirs)
    const known = await node.cubes.get(cube.toString())
    const name = unfinished.other === known?.cube ? known.name : unfinished.other
    return { id: unfinished.other, name, commit: unfinished.theirs, record: known }
  }
  const other = await resolveOther(node, record, text)
  if (unfinished === undefined || unfinished.other === other.id || unfinished.theirs.equals(other.commit)) {
    await node.cubes.state(other.commit)
    return other
  }
  throw isUnfinished(record, unfinished, `merge ${record.name}`)
}

/** Another merge waits for decisions. @param finish the verb that finishes it; by default the one for a proposal */
export function isUnfinished(
  record: CubeRecord,
  { other, branch }: UnfinishedMerge,
  finish = `accept ${other}`,
): NodeError {
  return new NodeError(
    'ERR_CONFLICT',
    `a merge of ${other} into the branch "${branch}" of ${record.name} is unfinished`,
    {
      hint: `finish it with \`memcube ${finish} --resolve KEY=...\`, or forget it with \`memcube merge ${record.name} --abort\``,
    },
  )
}

/** A proposal's merge is finished by accepting it: its author is to hear of that. */
export async function isProposal(
  node: Stored,
  { cube }: Pick<CubeRecord, 'cube'>,
  { other }: UnfinishedMerge,
): Promise<boolean> {
  const { space, key } = proposalName(cube, other)
  return (await node.store.records(space).get(key)) !== undefined
}

/** The lower of the two tiers. @throws ERR_DENIED for what a blocked author wrote */
export async function trustOf(
  node: Trust,
  record: CubeRecord,
  { record: other, name }: OtherSide,
): Promise<Tier> {
  const ours = await node.authors.tier(record)
  const theirs = other === undefined ? 'community' : await node.authors.tier(other)
  if (theirs === 'quarantined') {
    throw new NodeError(
      'ERR_DENIED',
      `the author of ${name} is blocked or quarantined here; nothing was merged`,
      {
        hint: `\`memcube trust ${other?.author ?? 'AUTHOR'} community\` lifts it`,
      },
    )
  }
  return isAtLeast(ours, theirs) ? theirs : ours
}

/** Clocks differ; more than this is no clock. Guess. */
const maxAheadMs = 24 * 3_600_000

/**
 * A commit made on this one has a later time and a later rev, so one from far ahead would leave no room for what
 * comes after it. @throws ERR_DENIED
 */
export async function requireCredibleTime(node: Shelved & Clock, commit: CID, name: string): Promise<void> {
  const { time, rev } = await node.cubes.commit(commit)
  const latestMs = node.nowMs() + maxAheadMs
  if (time <= latestMs && rev <= nextTid(undefined, latestMs, 1_023)) return
  throw new NodeError(
    'ERR_DENIED',
    `${name} was signed at a time that has not come yet; nothing was merged`,
    {
      hint: 'see that the clock here is right; otherwise tell its author',
    },
  )
}

export function nothingUnfinished(record: CubeRecord, branch: string): Error {
  return invalidInput(
    `no merge into the branch "${branch}" of ${record.name} is unfinished`,
    `say what to merge: memcube merge ${record.name} REV, or another cube`,
  )
}
