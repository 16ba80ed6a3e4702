/** Where policies bind: what this home writes, and what it takes in. Nothing is loaded for a cube without a policy. */
import type { CID } from 'multiformats/cid'
import type { Block } from '../../core/codec/index.ts'
import { POLICY_KEY, type Commit } from '../../core/cube/index.ts'
import { formatDid } from '../../core/identity/index.ts'
import { getEntry, type TreeReader } from '../../core/tree/index.ts'
import type { Reads } from '../needs.ts'
import { gainedCommits } from './gained-commits.ts'
import { requireAllowed, requireReadable } from './judge-commit.ts'
import { unreadablePolicy } from './policy-refused.ts'
import { readerOver } from './read-memories.ts'
import { speakersAt } from './speakers.ts'

/** A commit that is about to be signed. */
interface PlannedCommit {
  name: string
  branch: string
  author: Uint8Array
  /** The tree of its first parent, its own, and the blocks of it that are not stored yet. */
  before: CID
  after: CID
  blocks: readonly Block[]
  commit: Pick<Commit, 'cube' | 'time' | 'message' | 'parents'>
}

/** @throws PolicyRefused ERR_DENIED naming the rule; ERR_LIMIT */
export async function requirePlanAllowed(node: Reads, plan: PlannedCommit): Promise<void> {
  try {
    await judgePlan(node, plan)
  } catch (error) {
    throw unreadablePolicy(plan.name, error)
  }
}

async function judgePlan(node: Reads, plan: PlannedCommit): Promise<void> {
  const reader = readerOver(node.store, plan.blocks)
  if (!(await isBound(reader, plan.before, plan.after))) return
  const { cube, ...commit } = plan.commit
  const { authors, readApproval } = await speakersAt(node, cube, plan.before)
  await requireAllowed({
    name: plan.name,
    reader,
    before: plan.before,
    after: plan.after,
    facts: { ...commit, cube, branch: plan.branch, author: formatDid(plan.author), authors },
    readApproval,
  })
}

/** A branch that goes from a commit whose state is held to another one, held or just verified. */
interface PlannedMove {
  name: string
  branch: string
  /** Undefined where nothing of the branch was held. */
  from: CID | undefined
  to: CID
}

/** @throws PolicyRefused ERR_DENIED naming the rule; ERR_LIMIT */
export async function requireMoveAllowed(node: Reads, move: PlannedMove): Promise<void> {
  try {
    await judgeMove(node, move)
  } catch (error) {
    throw unreadablePolicy(move.name, error)
  }
}

async function judgeMove(node: Reads, { name, branch, from, to }: PlannedMove): Promise<void> {
  const reader = node.store
  const tip = await node.cubes.commit(to)
  if (from === undefined) return requireReadable(reader, undefined, tip.tree)
  const before = await node.cubes.commit(from)
  if (from.equals(to) || !(await isBound(reader, before.tree, tip.tree))) return
  const { authors, readApproval } = await speakersAt(node, tip.cube, before.tree)
  if (tip.parents[0]?.equals(from) === true) {
    const facts = { ...tip, branch, author: formatDid(tip.author), authors }
    return requireAllowed({ name, reader, before: before.tree, after: tip.tree, facts, readApproval })
  }
  await requireReadable(reader, before.tree, tip.tree)
  const { requireStepAllowed } = await import('./judge-step.ts')
  const gained = await gainedCommits(node, from, to)
  // A branch that was moved back: nothing is new, and what came later is gone.
  if (gained.length === 0) gained.push({ cid: to, commit: tip })
  await requireStepAllowed({
    name,
    reader,
    branch,
    authors,
    before: before.tree,
    after: tip.tree,
    gained,
    readApproval,
  })
}

/** Whether rules bind what leads from one of these commits to the other; the states of both are held. */
export async function hasRules(node: Reads, from: CID, to: CID): Promise<boolean> {
  const [before, after] = [await node.cubes.commit(from), await node.cubes.commit(to)]
  return isBound(node.store, before.tree, after.tree)
}

/** Two searches in trees are all that a cube without a policy costs. */
async function isBound(reader: TreeReader, before: CID, after: CID): Promise<boolean> {
  if ((await getEntry(reader, before, POLICY_KEY)) !== undefined) return true
  return (await getEntry(reader, after, POLICY_KEY)) !== undefined
}
