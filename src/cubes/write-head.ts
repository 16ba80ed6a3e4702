/** Writes where the branches of a cube are: a signed head for those that others may know of, the record for the others. */
import type { CID } from 'multiformats/cid'
import type { AuditEvent } from '../core/audit/index.ts'
import { parseCid, type Block } from '../core/codec/index.ts'
import { signHead, type Head } from '../core/cube/index.ts'
import { headEntry, highWater, outboxEntry } from '../storage/index.ts'
import type { MovesBranches, Signer, Signs } from './needs.ts'
import { type Stored, NodeError } from '../home/index.ts'
import { isLocalBranch, namedBranches, withLocal } from './branches.ts'
import { requireMaySign } from './cube-authors.ts'
import type { CubeRecord } from './cube-record.ts'
import type { Plan } from './ledger.ts'
import { localCopy } from './local-branches.ts'
import { signingKey } from './signing-key.ts'

/** A head is re-signed by its author's daemon at half of this; others take it as current until then. Guess. */
export const headLifetimeMs = 7 * 24 * 3_600_000

/** What goes into the batch of a head beside it. */
interface HeadExtras extends Pick<Plan, 'put' | 'del' | 'removed' | 'news' | 'onDurable'> {
  audit?: readonly AuditEvent[]
  /** What the audit log says of the head; that one was signed, when absent. */
  told?: Partial<Pick<AuditEvent, 'kind' | 'commit'>>
  /** The refs are where others have their branches: nothing to ask this home's rights for. */
  follows?: true
}

/**
 * Writes where all branches of a cube are. A head is signed only where it says something new: what happens on a branch of
 * this home alone changes the record and nothing that others may see.
 * @param branches all of them, as they shall be
 */
export async function writeBranches(
  node: MovesBranches,
  record: CubeRecord,
  branches: Record<string, CID>,
  nowMs: number,
  blocks: Block[],
  also: HeadExtras = {},
): Promise<CubeRecord> {
  const { named, local } = splitBranches(record, branches)
  const next = withLocal(record, local)
  if (!isSameBranches(named, namedBranches(record))) return writeHead(node, next, named, nowMs, blocks, also)
  const told = { kind: 'branch', ...also.told, time: nowMs, cube: parseCid(record.cube) }
  await node.ledger.change(planOf(next, blocks, told, also))
  return next
}

/** What the next head names, and what stays here. */
export function splitBranches(
  record: CubeRecord,
  branches: Record<string, CID>,
): { named: Record<string, CID>; local: Record<string, CID> } {
  const named: Record<string, CID> = {}
  const local: Record<string, CID> = {}
  for (const [name, commit] of Object.entries(branches))
    (isLocalBranch(record, name) ? local : named)[name] = commit
  return { named, local }
}

export function isSameBranches(one: Record<string, CID>, other: Record<string, CID>): boolean {
  const names = new Set([...Object.keys(one), ...Object.keys(other)])
  return [...names].every((name) => String(one[name]) === String(other[name]))
}

/** Signs a head with these refs and writes it, the record and the blocks in one synced batch; then announces it. */
export async function writeHead(
  node: MovesBranches,
  record: CubeRecord,
  refs: Record<string, CID>,
  nowMs: number,
  blocks: Block[],
  also: HeadExtras = {},
): Promise<CubeRecord> {
  if (also.follows !== true) requireMoves(record, refs)
  await requireNewest(node, record)
  const { head, bytes } = signNext(node, record, refs, nowMs, await nextSeq(node, record))
  const { refs: _refs, ...rest } = record
  const published = record.published || (await offersAtOnce(node, record))
  const next: CubeRecord = { ...rest, published, head: bytes, seq: head.seq, expires: head.expires }
  const told = { kind: 'head', ...also.told, time: nowMs, cube: head.cube, head: head.seq }
  const put = [
    headEntry(record.cube, node.author.did, { seq: head.seq, head: bytes }),
    ...(published ? [outboxEntry({ kind: 'head', cube: record.cube })] : []),
    ...(also.put ?? []),
  ]
  await node.ledger.change(planOf(next, blocks, told, { ...also, put }))
  return next
}

/**
 * What a co-author writes to a cube that others read goes to them as what its maker writes does: from their first head on, and
 * until they unpublish it.
 */
async function offersAtOnce(node: Signer & Stored, record: CubeRecord): Promise<boolean> {
  if (record.own || record.signs === undefined || record.withdrawn === true) return false
  return (await highWater(node.store, record.cube, node.author.did)) === undefined
}

function planOf(
  record: CubeRecord,
  blocks: Block[],
  event: AuditEvent,
  { told: _told, follows: _follows, put = [], del = [], audit = [], ...beside }: HeadExtras,
): Plan {
  const copy = localCopy(record)
  return {
    ...beside,
    record,
    blocks,
    put: [...copy.put, ...put],
    del: [...copy.del, ...del],
    audit: [event, ...audit],
  }
}

/**
 * A home that lost its newest head must not sign another one over an older state: to others that is a second history.
 * @throws ERR_CORRUPT
 */
async function requireNewest(node: Stored, record: CubeRecord): Promise<void> {
  const { cube, author, name, seq, rosters } = record
  // Of a cube with several authors the record shows the head of one of them; `nextSeq` counts from the mark.
  if (rosters !== undefined) return
  const mark = await highWater(node.store, cube, author)
  if (mark === undefined || mark.seq <= seq) return
  throw new NodeError(
    'ERR_CORRUPT',
    `${name} stands at sequence ${seq} here, and its head ${mark.seq} was signed before: this home lost what came between`,
    { hint: 'run `memcube fsck --repair`; nothing was written' },
  )
}

function signNext(
  node: Signs,
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
export async function nextSeq(node: Signer & Stored, record: CubeRecord): Promise<number> {
  if (record.rosters === undefined) return record.seq + 1
  const signed = (await highWater(node.store, record.cube, node.author.did))?.seq ?? 0
  return Math.max(signed, record.leastSeq ?? 0) + 1
}

/** @throws ERR_DENIED for a branch that others may sign and this home may not */
function requireMoves(record: CubeRecord, refs: Record<string, CID>): void {
  if (record.signs === undefined) return
  const before = namedBranches(record)
  const names = new Set([...Object.keys(before), ...Object.keys(refs)])
  for (const name of names) if (String(before[name]) !== String(refs[name])) requireMaySign(record, name)
}
