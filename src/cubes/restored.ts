/**
 * Cubes after a backup was restored. Their home may have signed heads after the backup was made, which other nodes have
 * and this one does not know: a number used twice is a forked head, and a newer number over an older state takes back
 * what was published. So numbers go on far above, and a published cube waits until its peers were asked.
 */
import { parseCid } from '../core/codec/index.ts'
import { parseHead } from '../core/cube/index.ts'
import {
  headEntry,
  highWater,
  type HighWaterMark,
  type LedgerStore,
  type RecordPut,
} from '../storage/index.ts'
import { type Clock, NodeError } from '../home/index.ts'
import type { Changes, Reads, Signer } from './needs.ts'
import { awayEntry, listAway } from './away.ts'
import { isWritable, type CubeRecord } from './cube-record.ts'
import { changeClosedHome, type Plan } from './ledger.ts'

/**
 * How far the numbers of heads jump: more than a home signs between a backup and its loss, one each second for a day, and
 * a tenth of the jump that others quarantine. Guess.
 */
export const restoredJump = 100_000

export interface Restored {
  /** `did:key` of the home. */
  author: string
  /** When the backup was made, milliseconds since the Unix epoch. */
  createdMs: number
  nowMs: number
  /** In a swarm every cube is for all members, also one that was not given to them yet. */
  isSwarm?: boolean
}

/** @returns the names of own cubes that others may hold */
export async function markRestored(
  store: LedgerStore,
  { author, createdMs, nowMs, isSwarm = false }: Restored,
): Promise<string[]> {
  const plans: Plan[] = []
  const put: RecordPut[] = []
  const published: string[] = []
  const raised = (record: CubeRecord): CubeRecord => ({
    ...record,
    ...(record.author === author && { seq: record.seq + restoredJump }),
    // Its mark is raised below, but who had signed nothing yet has none.
    ...(record.rosters !== undefined && { leastSeq: restoredJump }),
    ...((record.published || isSwarm || isOffered(record)) && { restored: { createdMs } }),
  })
  for await (const [, record] of store.records<CubeRecord>('cubes').readable()) {
    if (!isWritable(record)) continue
    plans.push({ record: raised(record), audit: [] })
    if (record.published || isSwarm || isOffered(record)) published.push(record.name)
  }
  for (const away of await listAway(store))
    if (isWritable(away.record)) put.push(awayEntry({ ...away, record: raised(away.record) }))
  for await (const [key, mark] of store.records<HighWaterMark>('heads').readable()) {
    const at = key.indexOf('/')
    if (key.slice(at + 1) !== author) continue
    put.push(headEntry(key.slice(0, at), author, { ...mark, seq: mark.seq + restoredJump }))
  }
  const count = plans.length + put.length
  plans.push({ put, audit: [{ time: nowMs, kind: 'restore-backup', count }] })
  await changeClosedHome(store, plans)
  return published
}

/** What a co-author writes is offered from the first head on, which the home may have signed after the backup. */
function isOffered({ own, signs, withdrawn }: CubeRecord): boolean {
  return !own && signs !== undefined && withdrawn !== true
}

/** @throws ERR_DENIED for a published cube from a backup, until peers were asked what was written after it */
export function requirePeersAsked({ name, restored }: CubeRecord): void {
  if (restored === undefined) return
  const made = new Date(restored.createdMs).toISOString().slice(0, 16).replace('T', ' ')
  throw new NodeError(
    'ERR_DENIED',
    `${name} was restored from a backup of ${made} UTC, and it was published: other nodes may hold what was written after that`,
    {
      hint: `connect to a node that has it and run \`memcube pull ${name}\`; or go on from the backup with \`memcube publish ${name} --as-restored\``,
    },
  )
}

/** The record as one that may be signed for again. */
export function withoutRestored({ restored: _restored, ...record }: CubeRecord): CubeRecord {
  return record
}

/** The last head that the backup knows, by which to judge what others offer; its number was raised since. */
export function headOfBackup({ head }: CubeRecord): { seq: number; head: Uint8Array } {
  return { seq: parseHead(head).seq, head }
}

/** Others were asked, and what they had is here: the cube is signed for again, above every number used before. */
export async function finishRestore(
  node: Reads & Signer & Changes & Clock,
  before: CubeRecord,
): Promise<CubeRecord> {
  const { cube } = before
  const { did } = node.author
  const record = await node.cubes.resolve(cube)
  const next = withoutRestored({ ...record, seq: Math.max(record.seq, before.seq) })
  const mark = await highWater(node.store, cube, did)
  await node.ledger.change({
    record: next,
    put: mark === undefined ? [] : [headEntry(cube, did, { ...mark, seq: Math.max(mark.seq, next.seq) })],
    audit: [{ time: node.nowMs(), kind: 'restore-checked', cube: parseCid(cube), commit: next.commit }],
  })
  return next
}
