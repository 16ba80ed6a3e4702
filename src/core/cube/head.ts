/** Head: what an author says is current; and its opposite, the withdrawal. Spec: protocols/cube/spec.md, "Head". */
import type { CID } from 'multiformats/cid'
import { bytesEqual, cidFor, DAG_CBOR, decode, encode, LIMITS } from '../codec/index.ts'
import { CubeError } from './cube-error.ts'
import type { Genesis } from './genesis.ts'
import {
  bytes,
  exactly,
  integer,
  link,
  mapOf,
  requireInput,
  requireShape,
  isMap,
  type Check,
} from './shape.ts'
import { requireSigned, signRecord } from './signed.ts'

export interface Head {
  v: 1
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
  v: 1
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

const common = {
  v: exactly(1),
  cube: link,
  seq: integer(1),
  author: bytes(32),
  time: integer(0),
  sig: bytes(64),
}
const headShape = { ...common, t: exactly('memcube/head'), refs, expires: integer(0) }
const withdrawalShape = { ...common, t: exactly('memcube/withdrawal') }

/** @throws {CubeError} ERR_UNVERIFIABLE, ERR_LIMIT above 4 KiB */
export function parseHead(head: Uint8Array): Head {
  const value = decodeSmall(head)
  requireShape('head', value, headShape)
  return value as Head
}

/** @throws {CubeError} ERR_UNVERIFIABLE, ERR_LIMIT above 4 KiB */
export function parseWithdrawal(withdrawal: Uint8Array): Withdrawal {
  const value = decodeSmall(withdrawal)
  requireShape('withdrawal', value, withdrawalShape)
  return value as Withdrawal
}

/** @throws {CubeError} ERR_INVALID_INPUT, ERR_LIMIT above 4 KiB */
export function encodeHead(head: Head): Uint8Array {
  requireInput('head', head, headShape)
  return requireSmall(encode(head))
}

/** @throws {CubeError} ERR_INVALID_INPUT */
export function encodeWithdrawal(withdrawal: Withdrawal): Uint8Array {
  requireInput('withdrawal', withdrawal, withdrawalShape)
  return requireSmall(encode(withdrawal))
}

/** @throws {CubeError} ERR_INVALID_INPUT, ERR_LIMIT above 4 KiB */
export function signHead(
  fields: Omit<Head, 'v' | 't' | 'sig'>,
  secret: Uint8Array,
): { head: Head; bytes: Uint8Array } {
  const head: Head = signRecord({ v: 1, t: 'memcube/head', ...fields }, secret)
  return { head, bytes: encodeHead(head) }
}

/** @throws {CubeError} ERR_INVALID_INPUT */
export function signWithdrawal(
  fields: Omit<Withdrawal, 'v' | 't' | 'sig'>,
  secret: Uint8Array,
): { withdrawal: Withdrawal; bytes: Uint8Array } {
  const withdrawal: Withdrawal = signRecord({ v: 1, t: 'memcube/withdrawal', ...fields }, secret)
  return { withdrawal, bytes: encodeWithdrawal(withdrawal) }
}

/** @param authors keys that may sign heads now @throws {CubeError} ERR_UNVERIFIABLE */
export function verifyHead(
  head: Head,
  genesis: Genesis,
  authors: readonly Uint8Array[] = genesis.authors,
): void {
  requireCube(head.cube, genesis)
  requireSigned(head, authors)
}

/** @param authors keys that may sign withdrawals now @throws {CubeError} ERR_UNVERIFIABLE */
export function verifyWithdrawal(
  withdrawal: Withdrawal,
  genesis: Genesis,
  authors: readonly Uint8Array[] = genesis.authors,
): void {
  requireCube(withdrawal.cube, genesis)
  requireSigned(withdrawal, authors)
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
  const id = cidFor(DAG_CBOR, encode(genesis))
  if (!cube.equals(id)) throw new CubeError('ERR_UNVERIFIABLE', `signed for ${cube}, not for ${id}`)
}

function decodeSmall(record: Uint8Array): unknown {
  return decode(requireSmall(record))
}

function requireSmall(record: Uint8Array): Uint8Array {
  if (record.length <= LIMITS.maxHeadBytes) return record
  throw new CubeError('ERR_LIMIT', `${record.length} bytes; a head has at most ${LIMITS.maxHeadBytes}`)
}
