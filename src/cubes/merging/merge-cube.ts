/** Takes in what a branch, a fork or an upstream did: the plan is carried out, or kept until its conflicts are decided. */
import type { CID } from 'multiformats/cid'
import type { Block } from '../../core/codec/index.ts'
import type { Commit } from '../../core/cube/index.ts'
import { compareLicences } from '../../core/licence/index.ts'
import { getEntry, type KeyChange } from '../../core/tree/index.ts'
import type { RecordPut } from '../../storage/index.ts'
import type { Feeds, Hears, Writes } from '../needs.ts'
import { type Locks, type Logs, type Stored, invalidInput } from '../../home/index.ts'
import { branchesOf, branchNamed, type Branch } from '../branches.ts'
import { infoIn } from '../describe-state.ts'
import { infoKey } from '../info-key.ts'
import type { CubeRecord } from '../cube-record.ts'
import { describeState } from '../describe-state.ts'
import { diffKeys } from '../diff-commits.ts'
import type { OtherSide } from '../other-side.ts'
import { defaultLowestTier, isAtLeast, type Tier } from '../tier.ts'
import { holdOwn } from '../hold-cube.ts'
import { writeState } from '../write-commit.ts'
import { writeBranches } from '../write-head.ts'
import { emptyAnswer, shownConflict, type MergeAnswer } from './merge-answer.ts'
import { nothingUnfinished, otherSide, requireCredibleTime, trustOf } from './merge-sides.ts'
import { mergedTree, type MergedTree } from './merged-tree.ts'
import { overlapStep, type OverlapStep } from './overlap-step.ts'
import { foreignCube, planMergeFetching, type Fetching, type MergePlan } from './plan-merge.ts'
import { sayOther } from './say-side.ts'
import { settleConflicts, type Decision, type Settlement } from './settle-conflicts.ts'
import { loadUnfinished, recordOf, unfinishedEntry, type UnfinishedMerge } from './unfinished-merge.ts'
import { requireMoveAllowed } from '../policies/binding.ts'
import { requireNoSecretBrought } from '../publishing/gate.ts'

export interface MergeRequest {
  cube: string
  other?: string | undefined
  strategy: 'ask' | 'ours' | 'theirs' | 'union'
  resolve: Decision[]
  dedupe?: boolean
  branch?: string | undefined
  message?: string | undefined
  abort?: boolean
}

export async function mergeCube(
  node: Writes & Hears & Feeds & Logs & Locks,
  request: MergeRequest,
  options: Fetching,
): Promise<MergeAnswer> {
  return holdOwn(node, request.cube, async (record) => {
    const { cube } = record
    if (request.abort) return abort(node, record, request)
    const branch = branchNamed(record, request.branch)
    const unfinished = await loadUnfinished(node.store, cube, branch.name)
    const other = await otherSide(node, record, branch.name, request.other, unfinished)
    const tier = await trustOf(node, record, other)
    await requireCredibleTime(node, other.commit, other.name)
    const plan = await planMergeFetching(node, branch.commit, other.commit, options)
    const step = { node, record, branch, other, tier, request, unfinished }
    if (plan.type === 'merge') return mergeStep(step, plan, options)
    if (request.resolve.length > 0)
      throw invalidInput('there is no conflict; nothing was merged', 'merge without --resolve')
    if (plan.type === 'fast-forward') return fastForward(step)
    if (unfinished !== undefined) await node.store.commit({ del: [recordOf(cube, branch.name)] })
    return { ...emptyAnswer('nothing', step.tier), commit: branch.commit.toString() }
  })
}

/** What comes with a merge besides what the other side did: nothing that both sides could have changed. */
interface MergeExtra {
  /** Kept in the commit where nobody said why. */
  message: string
  changes: KeyChange[]
  blocks: Block[]
  /** What the audit log calls it. */
  kind: string
  /** Records that become durable with the commit. */
  also(commit: CID): RecordPut[]
}

interface MergeStep {
  node: Writes & Hears & Feeds & Logs
  record: CubeRecord
  branch: Branch
  other: OtherSide
  tier: Tier
  request: Pick<MergeRequest, 'strategy' | 'resolve' | 'message' | 'dedupe'>
  unfinished: UnfinishedMerge | undefined
  extra?: MergeExtra
}

/** Settles what is decided, and writes the merge or, with conflicts left, what was decided of it. */
export async function mergeStep(
  step: MergeStep,
  plan: MergePlan & { type: 'merge' },
  { signal }: Pick<Fetching, 'signal'>,
): Promise<MergeAnswer> {
  const { node, branch, other, request, unfinished } = step
  const ours = await node.cubes.commit(branch.commit)
  const theirs = await node.cubes.commit(other.commit)
  const changed = new Map(plan.changes.map(({ key, value }) => [key, value]))
  const settlement = await settleConflicts(node, {
    conflicts: plan.conflicts,
    before: unfinished?.settled ?? [],
    decisions: request.resolve,
    strategy: request.strategy,
    theirCube: foreignCube(ours, theirs),
    valueAt: async (key) =>
      changed.has(key) ? (changed.get(key) ?? undefined) : getEntry(node.store, ours.tree, key),
  })
  const changes = [...plan.changes, ...settlement.changes, ...(step.extra?.changes ?? [])]
  const merged = await mergedTree(node.store, ours.tree, changes)
  const isDone = settlement.unresolved.length === 0
  const overlap = isDone ? await overlapOf(step, { ours, theirs, changes, tree: merged }, signal) : undefined
  const { added, changed: replaced, removed } = overlap?.tree ?? merged
  const answer: MergeAnswer = {
    ...emptyAnswer('merge', step.tier),
    added,
    changed: replaced,
    removed,
    resolved: settlement.resolved.map(({ conflict, by }) => ({ ...shownConflict(conflict), by })),
    conflicts: settlement.unresolved.map(shownConflict),
    ...licenceOf(step),
    ...(overlap !== undefined && { similar: overlap.similar, deduped: overlap.deduped }),
    notes: [...notesOf(step, plan), ...(overlap?.notes ?? [])],
  }
  signal.throwIfAborted()
  if (overlap === undefined) {
    await keepUnfinished(step, settlement)
    return { ...answer, type: 'unfinished' }
  }
  return { ...answer, commit: await writeMerge(step, plan, settlement, overlap) }
}

/** Looked for once nothing waits for a decision. */
function overlapOf(
  { node, record, branch, other, request }: MergeStep,
  { ours, theirs, changes, tree }: { ours: Commit; theirs: Commit; changes: KeyChange[]; tree: MergedTree },
  signal: AbortSignal,
): Promise<OverlapStep> {
  const sides = {
    ours: { commit: branch.commit, tree: ours.tree },
    theirs: { commit: other.commit, tree: theirs.tree },
  }
  return overlapStep(node, { record, ...sides, changes, tree, dedupe: request.dedupe === true }, signal)
}

/** Why, as it is said now, or was before its conflicts were settled. */
export function saidOf(
  request: Pick<MergeRequest, 'message'>,
  unfinished: UnfinishedMerge | undefined,
): string | undefined {
  return request.message ?? unfinished?.message
}

async function keepUnfinished(
  { node, record, branch, other, request, unfinished }: MergeStep,
  { settled, blocks }: Settlement,
): Promise<void> {
  const message = saidOf(request, unfinished)
  const waiting: UnfinishedMerge = {
    branch: branch.name,
    other: other.id,
    theirs: other.commit,
    settled,
    ...(message !== undefined && { message }),
  }
  await node.store.commit({ blocks, put: [unfinishedEntry(record.cube, waiting)] })
}

async function writeMerge(
  { node, record, branch, other, request, unfinished, extra }: MergeStep,
  plan: MergePlan & { type: 'merge' },
  settlement: Settlement,
  { tree, blocks }: OverlapStep,
): Promise<string> {
  const info = [...plan.changes, ...settlement.changes].findLast(({ key }) => key === infoKey)?.value
  const isCurrent = branch.name === record.branch
  const described = info && isCurrent ? { ...record, info: await infoIn(node, info) } : record
  const written = await writeState(node, described, {
    branch,
    merged: other.commit,
    tree: tree.root,
    blocks: [...settlement.blocks, ...blocks, ...tree.blocks, ...(extra?.blocks ?? [])],
    grownBy: tree.grownBy,
    message: saidOf(request, unfinished) ?? extra?.message ?? `merge ${await sayOther(node, other)}`,
    ...(extra !== undefined && { kind: extra.kind }),
    also: (commit) => ({ del: [recordOf(record.cube, branch.name)], put: extra?.also(commit) ?? [] }),
  })
  return written.commit.toString()
}

async function fastForward(step: MergeStep): Promise<MergeAnswer> {
  const { node, record, branch, other } = step
  await requireMoveAllowed(node, {
    name: record.name,
    branch: branch.name,
    from: branch.commit,
    to: other.commit,
  })
  const [from, to] = [await node.cubes.state(branch.commit), await node.cubes.state(other.commit)]
  const { added, changed, removed } = await diffKeys(node, from, to)
  const isCurrent = branch.name === record.branch
  const moved = isCurrent
    ? { ...record, commit: other.commit, ...(await describeState(node, other.commit)) }
    : record
  const refs = { ...branchesOf(record), [branch.name]: other.commit }
  await requireNoSecretBrought(node, record, branch.name, other.commit)
  await writeBranches(node, moved, refs, node.nowMs(), [], {
    del: [recordOf(record.cube, branch.name)],
    ...(isCurrent && { told: { commit: other.commit } }),
  })
  return {
    ...emptyAnswer('fast-forward', step.tier),
    commit: other.commit.toString(),
    added: added.length,
    changed: changed.length,
    removed: removed.length,
    notes:
      saidOf(step.request, step.unfinished) === undefined
        ? []
        : ['a fast-forward makes no commit that could keep the message: it is not kept'],
  }
}

async function abort(node: Stored, record: CubeRecord, request: MergeRequest): Promise<MergeAnswer> {
  const name = (request.branch ?? record.branch).normalize('NFC')
  if ((await loadUnfinished(node.store, record.cube, name)) === undefined)
    throw nothingUnfinished(record, name)
  await node.store.commit({ del: [recordOf(record.cube, name)] })
  return { ...emptyAnswer('aborted', 'own'), commit: String(branchesOf(record)[name] ?? record.commit) }
}

/** A fork, an upstream or another cube that shares history may be under another licence. */
function licenceOf({ record, other }: MergeStep): Pick<MergeAnswer, 'licence'> {
  if (other.record === undefined || other.record.cube === record.cube) return {}
  return { licence: compareLicences(record.info.licence, other.record.info.licence) }
}

function notesOf(
  { record, other, tier }: MergeStep,
  { keptSettings }: MergePlan & { type: 'merge' },
): string[] {
  const notes: string[] = []
  if (keptSettings.length > 0)
    notes.push(`the settings ${keptSettings.join(', ')} differ and stay as they are in ${record.name}`)
  if (!isAtLeast(tier, defaultLowestTier))
    notes.push(
      `the author of ${other.name} is trusted as ${tier}; what is merged of theirs stays so: recall leaves it out unless it is asked with --tier ${tier}`,
    )
  return notes
}
