/** The one place where a cube is changed: tree, commit, head and record are computed, then written in one synced batch. */
import type { CID } from 'multiformats/cid'
import { parseCid, type Block } from '../../core/codec/index.ts'
import {
  nextTid,
  parseHead,
  RESERVED_PREFIX,
  signCommit,
  signHead,
  type Head,
} from '../../core/cube/index.ts'
import { applyChanges } from '../../core/tree/index.ts'
import { headEntry, outboxEntry } from '../../storage/index.ts'
import type { NodeContext } from '../context.ts'
import { NodeError } from '../errors.ts'
import type { ComposedMemory } from './compose-memory.ts'
import type { CubeRecord } from './cube-record.ts'

/** A head is re-signed by its author's daemon at half of this; others take it as current until then. Guess. */
export const headLifetimeMs = 7 * 24 * 3_600_000

export interface CubeChange {
  key: string
  /** What the key holds now. */
  before: CID | undefined
  /** What it shall hold, with the blocks needed for it; undefined to remove the key. */
  after: Pick<ComposedMemory, 'cid' | 'memory' | 'blocks'> | undefined
}

export interface WrittenCommit {
  commit: CID
  record: CubeRecord
}

/**
 * Writes one commit with all changes on the current branch and signs the new head. The caller holds the cube's lock.
 * @throws ERR_DENIED when the cube is not ours to sign.
 */
export async function writeCommit(
  node: NodeContext,
  record: CubeRecord,
  changes: readonly CubeChange[],
  message: string,
): Promise<WrittenCommit> {
  requireOwn(record)
  const before = await node.cubes.commit(record.commit)
  const tree = await applyChanges(
    node.store,
    before.tree,
    changes.map(({ key, after }) => ({ key, value: after?.cid ?? null })),
  )
  const nowMs = Math.max(node.nowMs(), before.time)
  const { block } = signCommit(
    {
      cube: before.cube,
      tree: tree.root,
      parents: [record.commit],
      rev: nextTid(before.rev, nowMs, node.clockId),
      author: node.author.publicKey,
      time: nowMs,
      message,
      count: before.count + growth(changes),
    },
    node.author.secret,
  )
  const next = {
    ...record,
    commit: block.cid,
    memories: record.memories + growth(changes.filter(({ key }) => !key.startsWith(RESERVED_PREFIX))),
  }
  const blocks = [...changes.flatMap(({ after }) => after?.blocks ?? []), ...tree.blocks, block]
  const written = await writeHead(
    node,
    next,
    { ...parseHead(record.head).refs, [record.branch]: block.cid },
    nowMs,
    blocks,
  )
  await node.recall.feed(written, record.commit, changes)
  return { commit: block.cid, record: written }
}

/** How many entries a tree has more after these changes. */
function growth(changes: readonly CubeChange[]): number {
  return changes.reduce(
    (sum, { before, after }) => sum + (after === undefined ? 0 : 1) - (before === undefined ? 0 : 1),
    0,
  )
}

/** Signs a head with these refs and writes it, the record and the blocks in one synced batch; then announces it. */
export async function writeHead(
  node: NodeContext,
  record: CubeRecord,
  refs: Record<string, CID>,
  nowMs: number,
  blocks: Block[],
): Promise<CubeRecord> {
  const { head, bytes } = signNext(node, record, refs, nowMs)
  const next: CubeRecord = { ...record, head: bytes, seq: head.seq, expires: head.expires }
  await node.store.commit({
    blocks,
    put: [
      { space: 'cubes', key: record.cube, value: next },
      headEntry(record.cube, record.author, { seq: head.seq, head: bytes }),
      ...(record.published ? [outboxEntry({ kind: 'head', cube: record.cube })] : []),
    ],
  })
  node.events.emit('cubeChanged', next)
  return next
}

function signNext(
  node: NodeContext,
  record: CubeRecord,
  refs: Record<string, CID>,
  nowMs: number,
): { head: Head; bytes: Uint8Array } {
  return signHead(
    {
      cube: parseCid(record.cube),
      seq: record.seq + 1,
      refs,
      author: node.author.publicKey,
      time: nowMs,
      expires: nowMs + headLifetimeMs,
    },
    node.author.secret,
  )
}

/** @throws ERR_DENIED when the cube is somebody else's. */
export function requireOwn(record: CubeRecord): void {
  if (record.own) return
  throw new NodeError(
    'ERR_DENIED',
    `${record.name} is signed by ${record.author}; this home cannot change it`,
    {
      hint: `make your own with \`memcube fork ${record.name}\``,
    },
  )
}
