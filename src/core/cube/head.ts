/** Head: what an author says is current; and its opposite, the withdrawal. Spec: protocols/cube/spec.md, "Head". */
import type { CID } from 'multiformats/cid'
import { bytesEqual, decode, encode, LIMITS } from '../codec/index.ts'
import { CubeError } from './cube-error.ts'
import {
  kindOf,
  readRecord,
  wireRecord,
  WRITTEN_VERSION,
  type Fields,
  type Parts,
  type Version,
} from './form.ts'
import { cubeIdOf, type Genesis } from './genesis.ts'
import { bytes, integer, link, mapOf, isMap, type Check, type Shape } from './shape.ts'
import { isSigned, requireSigned, signRecord } from './signed.ts'

export interface Head {
  v: Version
  t: 'memcube/head'
  cube: CID
  /** Grows by one with each head that the author signs for the cube. */
  seq: number
  /** Branch name to commit. */
  refs: Record<string, CID>
  author: Uint8Array
  /** Milliseconds since the Unix epoch. */
  time: number
  /** Milliseconds since the Unix epoch after which the head is stale. */
  expires: number
  sig: Uint8Array
}

/** The author no longer publishes the cube. */
export interface Withdrawal {
  v: Version
  t: 'memcube/withdrawal'
  cube: CID
  seq: number
  author: Uint8Array
  time: number
  sig: Uint8Array
}

const branchName = /^[\p{L}\p{N}][\p{L}\p{N}._/-]{0,127}$/u
const refs: Check = (value) => {
  if (!isMap(value)) return 'a map'
  if (!Object.keys(value).every((name) => branchName.test(name)))
    return 'branch names of letters, digits and ._/-'
  return mapOf(link, 64, 1)(value)
}

const common = ({ key }: Parts): Shape => ({
  cube: link,
  seq: integer(1),
  author: key,
  time: integer(0),
  sig: bytes(64),
})
const headKind = kindOf('memcube/head', 'author', (parts) => ({
  ...common(parts),
  refs,
  expires: integer(0),
}))
const withdrawalKind = kindOf('memcube/withdrawal', 'author', common)

/** @throws {CubeError} ERR_UNVERIFIABLE, ERR_INCOMPATIBLE, ERR_LIMIT above 4 KiB */
export function parseHead(head: Uint8Array): Head {
  return readRecord<Head>(headKind, decodeSmall(head))
}

/** @throws {CubeError} ERR_UNVERIFIABLE, ERR_INCOMPATIBLE, ERR_LIMIT above 4 KiB */
export function parseWithdrawal(withdrawal: Uint8Array): Withdrawal {
  return readRecord<Withdrawal>(withdrawalKind, decodeSmall(withdrawal))
}

/** @throws {CubeError} ERR_INVALID_INPUT, ERR_LIMIT above 4 KiB */
export function encodeHead(head: Head): Uint8Array {
  return requireSmall(encode(wireRecord(headKind, head)))
}

/** @throws {CubeError} ERR_INVALID_INPUT */
export function encodeWithdrawal(withdrawal: Withdrawal): Uint8Array {
  return requireSmall(encode(wireRecord(withdrawalKind, withdrawal)))
}

/** @throws {CubeError} ERR_INVALID_INPUT, ERR_LIMIT above 4 KiB */
export function signHead(fields: Fields<Head>, secret: Uint8Array): { head: Head; bytes: Uint8Array } {
  const head: Head = signRecord(headKind, { v: WRITTEN_VERSION, t: 'memcube/head', ...fields }, secret)
  return { head, bytes: encodeHead(head) }
}

/** @throws {CubeError} ERR_INVALID_INPUT */
export function signWithdrawal(
  fields: Fields<Withdrawal>,
  secret: Uint8Array,
): { withdrawal: Withdrawal; bytes: Uint8Array } {
  const withdrawal: Withdrawal = signRecord(
    withdrawalKind,
    { v: WRITTEN_VERSION, t: 'memcube/withdrawal', ...fields },
    secret,
  )
  return { withdrawal, bytes: encodeWithdrawal(withdrawal) }
}

/** Whether the author whom it names signed it. Says nothing of who may speak for its cube. */
export function isSignedBySelf(statement: Head | Withdrawal): boolean {
  return isSigned(statement.t === 'memcube/head' ? headKind : withdrawalKind, statement)
}

/** @param authors keys that may sign heads now @throws {CubeError} ERR_UNVERIFIABLE */
export function verifyHead(
  head: Head,
  genesis: Genesis,
  authors: readonly Uint8Array[] = genesis.authors,
): void {
  requireCube(head.cube, genesis)
  requireSigned(headKind, head, authors)
}

/** @param authors keys that may sign withdrawals now @throws {CubeError} ERR_UNVERIFIABLE */
export function verifyWithdrawal(
  withdrawal: Withdrawal,
  genesis: Genesis,
  authors: readonly Uint8Array[] = genesis.authors,
): void {
  requireCube(withdrawal.cube, genesis)
  requireSigned(withdrawalKind, withdrawal, authors)
}

/**
 * How far ahead a head may vouch for itself: twice what this program signs. One that expires in the year 9999 would else be
 * called current for ever. Guess.
 */
const maxFreshMs = 14 * 24 * 3_600_000

/** Until when a head that comes now may be called current. */
export function freshUntil({ time, expires }: Pick<Head, 'time' | 'expires'>, nowMs: number): number {
  return Math.min(expires, time + maxFreshMs, nowMs + maxFreshMs)
}

/** A jump of the sequence number beyond this is held back: a broken counter or a key that leaked. formats.md */
const maxJump = 1_000_000

export type HeadDecision =
  | { type: 'accept' }
  | { type: 'same' }
  | { type: 'rollback'; have: number; got: number }
  /** The same sequence number with other refs. */
  | { type: 'forked' }
  | { type: 'quarantine' }

/** What to do with a verified head, given the highest one ever accepted from its author (T5). */
export function decideHead(known: { seq: number; head: Uint8Array } | undefined, head: Head): HeadDecision {
  if (known === undefined) return { type: 'accept' }
  if (head.seq < known.seq) return { type: 'rollback', have: known.seq, got: head.seq }
  if (head.seq === known.seq) return sameRefs(known.head, head) ? { type: 'same' } : { type: 'forked' }
  return isJump(known, head) ? { type: 'quarantine' } : { type: 'accept' }
}

/** Whether a statement leaves so many numbers out that it is held back: a head, or a withdrawal that nothing could follow. */
export function isJump(known: { seq: number }, { seq }: { seq: number }): boolean {
  return seq - known.seq > maxJump
}

function sameRefs(known: Uint8Array, head: Head): boolean {
  const kept = decode<{ refs?: unknown }>(known)
  return kept.refs !== undefined && bytesEqual(encode(kept.refs), encode(head.refs))
}

function requireCube(cube: CID, genesis: Genesis): void {
  const id = cubeIdOf(genesis)
  if (!cube.equals(id)) throw new CubeError('ERR_UNVERIFIABLE', `signed for ${cube}, not for ${id}`)
}

function decodeSmall(record: Uint8Array): unknown {
  return decode(requireSmall(record))
}

function requireSmall(record: Uint8Array): Uint8Array {
  if (record.length <= LIMITS.maxHeadBytes) return record
  throw new CubeError('ERR_LIMIT', `${record.length} bytes; a head has at most ${LIMITS.maxHeadBytes}`)
}
