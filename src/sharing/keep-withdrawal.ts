/**
 * An author takes a cube back: gossip tells of it, or a peer that is asked. The withdrawal becomes the highest statement of
 * its author, so that an older head is no news after it, also for a home that never had the cube.
 */
import { bytesEqual, parseCid } from '../core/codec/index.ts'
import { isJump, type Head, type Withdrawal } from '../core/cube/index.ts'
import { formatDid } from '../core/identity/index.ts'
import {
  authorsOf,
  isNamed,
  knownHeads,
  type Changes,
  type CubeRecord,
  type Reads,
  type Signer,
} from '../cubes/index.ts'
import type { Clock } from '../home/index.ts'
import { headEntry, highWater } from '../storage/index.ts'
import { decideWithdrawal } from './decide-following.ts'

export interface SignedWithdrawal {
  /** Its signature was checked, and its author is one of the cube. */
  withdrawal: Withdrawal
  bytes: Uint8Array
}

interface Needs extends Reads, Signer, Changes, Clock {}

/** The caller holds the cube's lock. */
export async function keepWithdrawal(node: Needs, { withdrawal, bytes }: SignedWithdrawal): Promise<void> {
  const cube = withdrawal.cube.toString()
  const author = formatDid(withdrawal.author)
  const record = await node.cubes.get(cube)
  const isOfSeveral = record?.rosters !== undefined
  if (isOfSeveral && !isNamed(await authorsOf(node, record), author)) return
  if (record !== undefined && !isOfSeveral && (record.own || author !== record.author)) return
  const mark = await highWater(node.store, cube, author)
  const decided = decideWithdrawal({
    seq: withdrawal.seq,
    // A newer head may be known here whose state could not be pulled.
    have: Math.max(isOfSeveral ? 0 : (record?.seq ?? 0), mark?.seq ?? 0),
    isOwn: author === node.author.did,
    others: isOfSeveral ? await othersOffering(node, record, author) : 0,
  })
  if (decided === undefined || (mark !== undefined && isJump(mark, withdrawal))) return
  await node.ledger.change({
    record: record && withdrawn(record, withdrawal.seq, decided.withdrawn),
    put: [headEntry(cube, author, { seq: withdrawal.seq, head: bytes })],
    audit: [{ time: node.nowMs(), kind: 'withdrawn', cube: parseCid(cube), head: withdrawal.seq, author }],
  })
}

/** How many other authors offer the cube. */
async function othersOffering(node: Reads, record: CubeRecord, author: string): Promise<number> {
  const heads = await knownHeads(node, record.cube, await authorsOf(node, record))
  return heads.filter((one) => one.author !== author).length
}

/** Of a cube with several authors the record shows the head of one of them, and stays as it is while another offers it. */
function withdrawn(record: CubeRecord, seq: number, isGone: boolean): CubeRecord {
  return {
    ...record,
    ...(record.rosters === undefined && { seq }),
    ...(isGone && { withdrawn: true }),
  }
}

/** Of these the ones that no offer of the same author goes beyond: whoever offers the cube is behind. Pure. */
export function stillTakenBack(
  withdrawals: readonly SignedWithdrawal[],
  offers: readonly { head: Pick<Head, 'author' | 'seq'> }[],
): SignedWithdrawal[] {
  return withdrawals.filter(
    ({ withdrawal: { author, seq } }) =>
      !offers.some(({ head }) => bytesEqual(head.author, author) && head.seq > seq),
  )
}
