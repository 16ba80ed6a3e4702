/** The one place where a cube is changed: tree, commit, head and record are computed, then written in one synced batch. */
import type { CID } from 'multiformats/cid'
import type { AuditEvent } from '../../core/audit/index.ts'
import { parseCid, type Block } from '../../core/codec/index.ts'
import {
  nextTid,
  RESERVED_PREFIX,
  signCommit,
  signHead,
  type Commit,
  type Head,
} from '../../core/cube/index.ts'
import { applyChanges } from '../../core/tree/index.ts'
import { headEntry, outboxEntry, type StoreBatch } from '../../storage/index.ts'
import type { NodeContext } from '../context.ts'
import { NodeError } from '../errors.ts'
import { requirePlanAllowed } from '../policies/binding.ts'
import { requireNoNewSecret } from '../publishing/gate.ts'
import { refuseForgottenState } from '../forgotten/refuse.ts'
import { refuseForgotten } from '../forgotten/shelf.ts'
import { branchesOf, branchNamed, type Branch } from './branches.ts'
import type { ComposedMemory } from './compose-memory.ts'
import { requireLookedFor } from './restored.ts'
import { requireMaySign } from './cube-authors.ts'
import { isWritable, type CubeRecord } from './cube-record.ts'
import { signingKey } from './signing-key.ts'

/** A head is re-signed by its author's daemon at half of this; others take it as current until then. Guess. */
export const headLifetimeMs = 7 * 24 * 3_600_000

export interface CubeChange {
  key: string
  /** What the key holds now. */
  before: CID | undefined
  /** What it shall hold, with the blocks needed for it; undefined to remove the key. */
  after: Pick<ComposedMemory, 'cid' | 'memory' | 'blocks'> | undefined
}

/** What goes into the batch of a head beside it. */
export interface Beside extends Pick<StoreBatch, 'put' | 'del' | 'audit'> {
  /** What the audit log says of the head; that one was signed, when absent. */
  told?: Pick<AuditEvent, 'kind' | 'commit'>
  /** The refs are where others have their branches: nothing to ask this home's rights for. */
  follows?: true
}

export interface WrittenCommit {
  commit: CID
  record: CubeRecord
}

/**
 * Writes one commit with all changes on a branch, the current one when none is named, and signs the new head. The
 * caller holds the cube's lock.
 * @throws ERR_DENIED when the cube is not ours to sign, ERR_NOT_FOUND without such a branch
 */
export async function writeCommit(
  node: NodeContext,
  record: CubeRecord,
  changes: readonly CubeChange[],
  message: string,
  branch: Branch = branchNamed(record),
  also: Pick<StoreBatch, 'put' | 'del' | 'audit'> = {},
): Promise<WrittenCommit> {
  const fresh = changes.flatMap(({ after }) =>
    after === undefined ? [] : [{ cid: after.cid, body: after.memory.body }],
  )
  refuseForgotten(node.forgotten, record, fresh)
  const { tree: before } = await node.cubes.commit(branch.commit)
  const tree = await applyChanges(
    node.store,
    before,
    changes.map(({ key, after }) => ({ key, value: after?.cid ?? null })),
  )
  const blocks = [...changes.flatMap(({ after }) => after?.blocks ?? []), ...tree.blocks]
  const memories = growth(changes.filter(({ key }) => !key.startsWith(RESERVED_PREFIX)))
  const written = await writeState(node, record, {
    branch,
    tree: tree.root,
    blocks,
    grownBy: { entries: growth(changes), memories },
    message,
    kind: changes.length > 0 && changes.every(({ after }) => after === undefined) ? 'remove' : 'write',
    also: () => also,
  })
  if (branch.name === record.branch) await node.recall.feedSoon(written.record, record.commit, changes)
  return written
}

/** How many entries a tree has more after these changes. */
function growth(changes: readonly CubeChange[]): number {
  return changes.reduce(
    (sum, { before, after }) => sum + (after === undefined ? 0 : 1) - (before === undefined ? 0 : 1),
    0,
  )
}

/** The next state of a branch. */
export interface NextState {
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
  also?: (commit: CID) => Pick<StoreBatch, 'put' | 'del' | 'audit'>
  /** What the audit log calls it; a write when absent. */
  kind?: string
}

/**
 * Signs a commit of a state and the head that has it, and writes them. The index is not told.
 * @throws ERR_DENIED when the cube is not ours to sign, its policy says no or a secret would become public, ERR_LIMIT
 */
export async function writeState(
  node: NodeContext,
  record: CubeRecord,
  next: NextState,
): Promise<WrittenCommit> {
  const { branch, merged, grownBy } = next
  requireOwn(record, branch.name)
  const before = await node.cubes.commit(branch.commit)
  await refuseForgottenState(node, record, { before: before.tree, after: next.tree }, next.blocks)
  const { blocks, message } = next
  await requireNoNewSecret(node, record, { before: before.tree, after: next.tree, blocks, message })
  const parents: Commit[] = merged === undefined ? [before] : [before, await node.cubes.commit(merged)]
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
  const written = await writeHead(node, moved, refs, nowMs, [...next.blocks, block], {
    ...next.also?.(block.cid),
    told: { kind: next.kind ?? 'write', commit: block.cid },
  })
  return { commit: block.cid, record: written }
}

function latestRev(commits: readonly Commit[]): string | undefined {
  return commits
    .map(({ rev }) => rev)
    .sort()
    .at(-1)
}

/** Signs a head with these refs and writes it, the record and the blocks in one synced batch; then announces it. */
export async function writeHead(
  node: NodeContext,
  record: CubeRecord,
  refs: Record<string, CID>,
  nowMs: number,
  blocks: Block[],
  also: Beside = {},
): Promise<CubeRecord> {
  if (also.follows !== true) requireMoves(record, refs)
  await requireNewest(node, record)
  const { head, bytes } = signNext(node, record, refs, nowMs, await nextSeq(node, record))
  const { refs: _refs, ...rest } = record
  const next: CubeRecord = { ...rest, head: bytes, seq: head.seq, expires: head.expires }
  await node.store.commit({
    blocks,
    put: [
      { space: 'cubes', key: record.cube, value: next },
      headEntry(record.cube, node.author.did, { seq: head.seq, head: bytes }),
      ...(record.published ? [outboxEntry({ kind: 'head', cube: record.cube })] : []),
      ...(also.put ?? []),
    ],
    ...(also.del !== undefined && { del: also.del }),
    audit: [
      { kind: 'head', ...also.told, time: nowMs, cube: head.cube, head: head.seq },
      ...(also.audit ?? []),
    ],
  })
  node.events.emit('cubeChanged', next)
  return next
}

/**
 * A home that lost its newest head must not sign another one over an older state: to others that is a second history.
 * @throws ERR_CORRUPT
 */
async function requireNewest(node: NodeContext, record: CubeRecord): Promise<void> {
  const { cube, author, name, seq, rosters } = record
  // Of a cube with several authors the record shows the head of one of them; `nextSeq` counts from the mark.
  if (rosters !== undefined) return
  const mark = await node.highWater(cube, author)
  if (mark === undefined || mark.seq <= seq) return
  throw new NodeError(
    'ERR_CORRUPT',
    `${name} stands at sequence ${seq} here, and its head ${mark.seq} was signed before: this home lost what came between`,
    { hint: 'run `memcube fsck --repair`; nothing was written' },
  )
}

function signNext(
  node: NodeContext,
  record: CubeRecord,
  refs: Record<string, CID>,
  nowMs: number,
  seq: number,
): { head: Head; bytes: Uint8Array } {
  return signHead(
    {
      cube: parseCid(record.cube),
      seq,
      refs,
      author: node.author.publicKey,
      time: nowMs,
      expires: nowMs + headLifetimeMs,
    },
    signingKey(node),
  )
}

/** The number of this home's next statement about a cube; those of its other authors are theirs. */
export async function nextSeq(node: NodeContext, record: CubeRecord): Promise<number> {
  if (record.rosters === undefined) return record.seq + 1
  const signed = (await node.highWater(record.cube, node.author.did))?.seq ?? 0
  return Math.max(signed, record.leastSeq ?? 0) + 1
}

/** @throws ERR_DENIED for a branch that others may sign and this home may not */
function requireMoves(record: CubeRecord, refs: Record<string, CID>): void {
  if (record.signs === undefined) return
  const before = branchesOf(record)
  const names = new Set([...Object.keys(before), ...Object.keys(refs)])
  for (const name of names) if (String(before[name]) !== String(refs[name])) requireMaySign(record, name)
}

/**
 * That this home signs for the cube, and for the branch where one is named.
 * @throws ERR_DENIED
 */
export function requireOwn(record: CubeRecord, branch?: string): void {
  if (isWritable(record)) {
    requireLookedFor(record)
    if (branch !== undefined) requireMaySign(record, branch)
    return
  }
  throw new NodeError(
    'ERR_DENIED',
    `${record.name} is signed by ${record.author}; this home cannot change it`,
    {
      hint: `make your own with \`memcube fork ${record.name}\``,
    },
  )
}
