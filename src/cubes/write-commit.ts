/** The one place where a cube is changed: tree, commit, head and record are computed, then written in one synced batch. */
import type { CID } from 'multiformats/cid'
import type { Block } from '../core/codec/index.ts'
import { nextTid, RESERVED_PREFIX, signCommit, type Commit } from '../core/cube/index.ts'
import { applyChanges } from '../core/tree/index.ts'
import type { Forgets, MovesBranches, Reads, Revisions, Trust, Writes } from './needs.ts'
import { type Clock, NodeError } from '../home/index.ts'
import { requirePlanAllowed } from './policies/binding.ts'
import { requireNoNewSecret, requireNoSecretBrought } from './publishing/gate.ts'
import { refuseForgottenState } from './forgotten/refuse.ts'
import { refuseForgotten } from './forgotten/shelf.ts'
import { branchesOf, branchNamed, type Branch } from './branches.ts'
import { requirePeersAsked } from './restored.ts'
import { requireMaySign, requireNamedAt } from './cube-authors.ts'
import { isWritable, type CubeRecord } from './cube-record.ts'
import type { FedChange, Plan } from './ledger.ts'
import { signingKey } from './signing-key.ts'
import { writeBranches } from './write-head.ts'
import type { CubeChange } from './cube-change.ts'

/** What becomes durable in the batch of a commit. */
type CommitExtras = Partial<Pick<Plan, 'put' | 'del' | 'audit'>>

interface WrittenCommit {
  commit: CID
  record: CubeRecord
}

/**
 * Writes one commit with all changes on a branch, the current one when none is named, and signs the head that names it. The
 * caller holds the cube's lock.
 * @throws ERR_DENIED when the cube is not ours to sign, ERR_NOT_FOUND without such a branch
 */
export async function writeCommit(
  node: Writes,
  record: CubeRecord,
  changes: readonly CubeChange[],
  message: string,
  branch: Branch = branchNamed(record),
  also: CommitExtras = {},
): Promise<WrittenCommit> {
  refuseForgottenChanges(node.forgotten, record, changes)
  const { tree: before } = await node.cubes.commit(branch.commit)
  const tree = await applyChanges(
    node.store,
    before,
    changes.map(({ key, after }) => ({ key, value: after?.cid ?? null })),
  )
  const blocks = [...changes.flatMap(({ after }) => after?.blocks ?? []), ...tree.blocks]
  const memories = growth(changes.filter(({ key }) => !key.startsWith(RESERVED_PREFIX)))
  return writeState(node, record, {
    branch,
    tree: tree.root,
    blocks,
    grownBy: { entries: growth(changes), memories },
    message,
    kind: changes.length > 0 && changes.every(({ after }) => after === undefined) ? 'remove' : 'write',
    also: () => also,
    changes: changesInMemory(changes),
  })
}

/** @throws ERR_DENIED when the cube would get again what was forgotten in it */
export function refuseForgottenChanges(
  forgotten: Forgets['forgotten'],
  cube: { cube: string; name: string },
  changes: readonly CubeChange[],
): void {
  const fresh = changes.flatMap(({ after }) =>
    after === undefined ? [] : [{ cid: after.cid, body: after.memory?.body }],
  )
  refuseForgotten(forgotten, cube, fresh)
}

/** Undefined when the memories of some are no longer in memory. */
function changesInMemory(changes: readonly CubeChange[]): FedChange[] | undefined {
  const fed: FedChange[] = []
  for (const { key, after } of changes) {
    if (after === undefined) fed.push({ key, after })
    else if (after.memory === undefined) return undefined
    else fed.push({ key, after: { cid: after.cid, memory: after.memory } })
  }
  return fed
}

/** How many entries a tree has more after these changes. */
function growth(changes: readonly CubeChange[]): number {
  return changes.reduce(
    (sum, { before, after }) => sum + (after === undefined ? 0 : 1) - (before === undefined ? 0 : 1),
    0,
  )
}

/** The next state of a branch. */
interface NextState {
  branch: Branch
  /** The commit merged into it. */
  merged?: CID
  tree: CID
  /** Of the tree and of its memories: those that the store does not have. */
  blocks: Block[]
  /** Against the state that the branch has now. `memories` counts no reserved entries. */
  grownBy: { entries: number; memories: number }
  message: string
  /** What becomes durable in the same batch, given the commit. */
  also?: (commit: CID) => CommitExtras
  /** What the audit log calls it; a write when absent. */
  kind?: string
  /** What the memories under keys become, where that is in memory. */
  changes?: readonly FedChange[] | undefined
}

interface Needs extends Reads, MovesBranches, Trust, Forgets, Clock, Revisions {}

/**
 * Signs a commit of a state, and the head that has it where one has, and writes them.
 * @throws ERR_DENIED when the cube is not ours to sign, its policy says no or a secret would become public, ERR_LIMIT
 */
export async function writeState(node: Needs, record: CubeRecord, next: NextState): Promise<WrittenCommit> {
  const { branch, merged, grownBy } = next
  requireOwn(record, branch.name)
  const before = await node.cubes.commit(branch.commit)
  await refuseForgottenState(node, record, { before: before.tree, after: next.tree }, next.blocks)
  const { blocks, message } = next
  const state = { before: before.tree, after: next.tree, blocks, message }
  await requireNoNewSecret(node, record, branch.name, state)
  if (merged !== undefined) await requireNoSecretBrought(node, record, branch.name, merged)
  const parents: Commit[] = merged === undefined ? [before] : [before, await node.cubes.commit(merged)]
  await requireNamedAt(node, record, parents)
  const nowMs = Math.max(node.nowMs(), ...parents.map(({ time }) => time))
  const fields = {
    cube: before.cube,
    tree: next.tree,
    parents: merged === undefined ? [branch.commit] : [branch.commit, merged],
    rev: nextTid(latestRev(parents), nowMs, node.clockId),
    author: node.author.publicKey,
    time: nowMs,
    message: next.message,
    count: before.count + grownBy.entries,
  }
  await requirePlanAllowed(node, {
    name: record.name,
    branch: branch.name,
    author: fields.author,
    before: before.tree,
    after: next.tree,
    blocks: next.blocks,
    commit: fields,
  })
  const { block } = signCommit(fields, signingKey(node))
  const isCurrent = branch.name === record.branch
  const moved = isCurrent
    ? { ...record, commit: block.cid, memories: record.memories + grownBy.memories }
    : record
  const refs = { ...branchesOf(record), [branch.name]: block.cid }
  const written = await writeBranches(node, moved, refs, nowMs, [...next.blocks, block], {
    ...next.also?.(block.cid),
    told: { kind: next.kind ?? 'write', commit: block.cid },
    ...(isCurrent && next.changes && { news: { previous: branch.commit, changes: next.changes } }),
  })
  return { commit: block.cid, record: written }
}

function latestRev(commits: readonly Commit[]): string | undefined {
  return commits
    .map(({ rev }) => rev)
    .sort()
    .at(-1)
}

/**
 * That this home signs for the cube, and for the branch where one is named.
 * @param instead what to do with a cube of somebody else; a fork where nothing is said
 * @throws ERR_DENIED
 */
export function requireOwn(record: CubeRecord, branch?: string, instead?: string): void {
  if (isWritable(record)) {
    requirePeersAsked(record)
    if (branch !== undefined) requireMaySign(record, branch)
    return
  }
  throw new NodeError(
    'ERR_DENIED',
    `${record.name} is signed by ${record.author}; this home cannot change it`,
    { hint: instead ?? `make your own with \`memcube fork ${record.name}\`` },
  )
}
