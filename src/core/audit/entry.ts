/**
 * What the log keeps of one action: who, what, when, by ids alone. No text, key or message of a memory is ever in it, so
 * nothing has to be taken out of it when a memory is forgotten. Each entry names the hash of the one before, so that the
 * first entry that was tampered with can be told. Spec: protocols/audit/spec.md, "Entries".
 */
import type { CID } from 'multiformats/cid'
import { decode, encode } from '../codec/index.ts'
import {
  bytes,
  exactly,
  integer,
  link,
  optional,
  requireInput,
  requireShape,
  text,
  type Check,
} from '../cube/shape.ts'

/** What an action tells the log; the log adds the place. */
export interface AuditEvent {
  /** Milliseconds since the Unix epoch. */
  time: number
  /** One word, as the table of the specification has it. */
  kind: string
  cube?: CID
  commit?: CID
  memory?: CID
  /** Sequence number of a head. */
  head?: number
  /** `did:key` of the author that it is about. */
  author?: string
  tier?: string
  /** Peer id of the node that it came from. */
  peer?: string
  /** Error code of a refusal. */
  code?: string
  /** The call that was refused. */
  verb?: string
  /** How many of its kind are told by this one entry; one when absent. */
  count?: number
}

export interface AuditEntry extends AuditEvent {
  v: 1
  t: 'memcube/audit'
  /** Its index in the log, from 0. */
  seq: number
  /** Leaf hash of the entry before; 32 zero bytes for the first. */
  prev: Uint8Array
}

/** `prev` of the first entry. */
export const noEntry = new Uint8Array(32)

const word: Check = (value) =>
  typeof value === 'string' && /^[a-z][a-z-]{0,31}$/.test(value) ? undefined : 'a word of lower case letters'

const eventShape = {
  time: integer(0),
  kind: word,
  cube: optional(link),
  commit: optional(link),
  memory: optional(link),
  head: optional(integer(0)),
  author: optional(text(128, 1)),
  tier: optional(text(32, 1)),
  peer: optional(text(256, 1)),
  code: optional(text(64, 1)),
  verb: optional(text(64, 1)),
  count: optional(integer(0)),
}
const shape = {
  ...eventShape,
  v: exactly(1),
  t: exactly('memcube/audit'),
  seq: integer(0),
  prev: bytes(32),
}

/** Refuses an event before it gets a place, so that no other write suffers for it. @throws {CubeError} ERR_INVALID_INPUT */
export function checkEvent(event: AuditEvent): void {
  requireInput('audit event', event, eventShape)
}

/** The bytes of an entry for a checked event: a leaf of the tree. */
export function encodeEntry(event: AuditEvent, seq: number, prev: Uint8Array): Uint8Array {
  const entry: AuditEntry = { ...event, v: 1, t: 'memcube/audit', seq, prev }
  return encode(entry)
}

/** @throws {CubeError} ERR_UNVERIFIABLE; {CodecError} ERR_UNVERIFIABLE, ERR_LIMIT */
export function parseEntry(leaf: Uint8Array): AuditEntry {
  const value = decode(leaf)
  requireShape('audit entry', value, shape)
  return value as AuditEntry
}
