/** Memory: one thing remembered. Spec: protocols/cube/spec.md, "Memory". */
import type { CID } from 'multiformats/cid'
import { decode, encodeBlock, LIMITS, type Block } from '../codec/index.ts'
import { CubeError } from './cube-error.ts'
import {
  incompatible,
  kindOf,
  laterThan,
  readRecord,
  VERSIONS,
  wireRecord,
  WRITTEN_VERSION,
  type Later,
  type Parts,
  type Version,
} from './form.ts'
import { knownFields } from './known-fields.ts'
import {
  anyMap,
  integer,
  isMap,
  link,
  list,
  oneOf,
  optional,
  openRecord,
  payloadLink,
  text,
  type Check,
} from './shape.ts'

type MemoryType = 'plaintext' | 'activation' | 'parameter'

export interface Provenance {
  agent?: string
  model?: string
  tool?: string
  source?: { uri: string; digest?: string }
  derived?: { memory: CID; cube?: CID; relation: string }[]
  activity: string
}

export interface Governance {
  licence?: string
  sensitivity?: string
  /** Milliseconds since the Unix epoch. */
  expires?: number
  priority?: number
}

export interface Memory {
  v: Version
  t: 'memcube/memory'
  type: MemoryType
  /** Media type, e.g. text/markdown. */
  media: string
  /** Inline up to 16 KiB, otherwise a link with the payload's size in bytes. */
  body: string | Uint8Array | { link: CID; bytes: number }
  /** NFC, sorted by their UTF-8 bytes, each once. */
  tags: string[]
  /** Milliseconds since the Unix epoch. */
  created: number
  valid?: { from?: number; until?: number }
  provenance: Provenance
  governance: Governance
  data?: Record<string, unknown>
}

/** A memory of a later version, or with fields that have to be understood and are not: kept, served and shown, and not read. */
export interface OpaqueMemory extends Later {
  t: 'memcube/memory'
  /** Bytes of the record. */
  bytes: number
  /** What its body links to, which stands where it does in every version. */
  payload?: Payload
}

/** What a memory links to as its content. */
export interface Payload {
  link: CID
  bytes: number
}

export type MemoryInput = Omit<Memory, 'v' | 't'> & { v?: Version }

/** 4 GiB: formats.md. */
const maxPayloadBytes = 4 * 1024 ** 3

const payload = { link: payloadLink, bytes: integer(0, maxPayloadBytes) }
const openPayload = openRecord(payload)

const body = ({ record }: Pick<Parts, 'record'>): Check => {
  const linked = record(payload)
  return (value) => {
    if (typeof value === 'string') return text(LIMITS.inlineBodyBytes)(value)
    if (value instanceof Uint8Array)
      return value.length <= LIMITS.inlineBodyBytes ? undefined : `at most ${LIMITS.inlineBodyBytes} bytes`
    if (isMap(value)) return linked(value)
    return 'a text, bytes or a link with its size'
  }
}

/** Tags are in the order of their UTF-8 bytes, which is not that of JavaScript's strings beyond U+FFFF. */
function compareBytes(a: string, b: string): number {
  return Buffer.compare(Buffer.from(a), Buffer.from(b))
}

const tags: Check = (value) => {
  const fault = list(text(256, 1), 256)(value)
  if (fault !== undefined) return fault
  const all = value as string[]
  const isNormal = all.every(
    (tag, at) => tag.normalize('NFC') === tag && (at === 0 || compareBytes(all[at - 1] as string, tag) < 0),
  )
  return isNormal ? undefined : 'tags in NFC, sorted, each once'
}

const word = text(2_048)
const memoryKind = kindOf('memcube/memory', undefined, ({ record }) => ({
  type: oneOf('plaintext', 'activation', 'parameter'),
  media: text(256, 1),
  body: body({ record }),
  tags,
  created: integer(0),
  valid: optional(record({ from: optional(integer(0)), until: optional(integer(0)) })),
  provenance: record({
    agent: optional(word),
    model: optional(word),
    tool: optional(word),
    source: optional(record({ uri: word, digest: optional(word) })),
    derived: optional(list(record({ memory: link, cube: optional(link), relation: text(256, 1) }), 256)),
    activity: text(256, 1),
  }),
  governance: record({
    licence: optional(text(256)),
    sensitivity: optional(text(256)),
    expires: optional(integer(0)),
    priority: optional(integer(-1_000, 1_000)),
  }),
  data: optional(anyMap),
}))

/**
 * A memory that has to be understood.
 * @throws {CubeError} ERR_UNVERIFIABLE, ERR_LIMIT; ERR_INCOMPATIBLE for one that is opaque
 */
export function parseMemory(block: Uint8Array): Memory {
  const memory = readMemory(block)
  if (isOpaque(memory)) throw incompatible('memory', memory)
  return memory
}

/** A memory, or what can be said of one that is opaque. @throws {CubeError} ERR_UNVERIFIABLE, ERR_LIMIT */
export function readMemory(block: Uint8Array): Memory | OpaqueMemory {
  requireSize(block)
  const value = decode(block)
  const later = laterThan(memoryKind, value)
  if (later !== undefined) return opaque(later, value as Record<string, unknown>, block.length)
  const memory = readRecord<Memory>(memoryKind, value)
  requireTextSize(memory)
  return memory
}

/** Whether a memory can only be kept and shown: it is of a later version, or needs fields that are not known. */
export function isOpaque(memory: Memory | OpaqueMemory): memory is OpaqueMemory {
  return !('body' in memory)
}

/** What a memory links to as its content, if it does: of an opaque one too. */
export function payloadOf(memory: Memory | OpaqueMemory): Payload | undefined {
  if (isOpaque(memory)) return memory.payload
  const { body: content } = memory
  return typeof content === 'object' && !(content instanceof Uint8Array) ? content : undefined
}

function opaque(later: Later, { body: content }: Record<string, unknown>, bytes: number): OpaqueMemory {
  const isLinked = isMap(content) && openPayload(content) === undefined
  return {
    t: 'memcube/memory',
    ...later,
    bytes,
    ...(isLinked && { payload: { link: content['link'] as CID, bytes: content['bytes'] as number } }),
  }
}

/** @throws {CubeError} ERR_INVALID_INPUT, ERR_LIMIT */
export function encodeMemory(memory: Memory): Block {
  const wire = wireRecord(memoryKind, memory)
  requireTextSize(memory)
  const block = encodeBlock(wire)
  requireSize(block.bytes)
  return block
}

/**
 * A new memory with its block; tags are normalised here. Fields that nobody here knows are left out.
 * @throws {CubeError} ERR_LIMIT for a body above 16 KiB that is not a link, ERR_INVALID_INPUT for fields that do not fit
 */
export function createMemory(input: MemoryInput): { memory: Memory; block: Block } {
  const sorted = [...new Set(input.tags.map((tag) => tag.normalize('NFC')))].sort(compareBytes)
  const memory: Memory = { v: WRITTEN_VERSION, t: 'memcube/memory', ...knownFields(input), tags: sorted }
  const size =
    typeof input.body === 'string'
      ? Buffer.byteLength(input.body)
      : input.body instanceof Uint8Array
        ? input.body.length
        : 0
  if (size > LIMITS.inlineBodyBytes)
    throw new CubeError(
      'ERR_LIMIT',
      `the body has ${size} bytes; above ${LIMITS.inlineBodyBytes} it has to be linked`,
    )
  return { memory, block: encodeMemory(memory) }
}

/**
 * Whether a CID is that of a new memory, or of the same in an older version: said again, it is the memory that is there.
 * @param made as `createMemory` makes it, with its CID: most are said again in the version that is written, and cost nothing more
 */
export function isMemoryOf(cid: CID, made: { cid: CID; memory: Memory }): boolean {
  if (made.cid.equals(cid)) return true
  const older = VERSIONS.filter((v) => v < made.memory.v)
  return older.some((v) => encodeMemory({ ...made.memory, v }).cid.equals(cid))
}

function requireSize(block: Uint8Array): void {
  if (block.length <= LIMITS.maxMemoryRecordBytes) return
  throw new CubeError(
    'ERR_LIMIT',
    `the memory record has ${block.length} bytes; at most ${LIMITS.maxMemoryRecordBytes} are allowed`,
  )
}

function requireTextSize({ type, media, body: content }: Memory): void {
  if (type !== 'plaintext' || !isMap(content) || !media.startsWith('text/')) return
  if ((content as { bytes: number }).bytes <= LIMITS.maxTextBytes) return
  throw new CubeError('ERR_LIMIT', `a text memory has at most ${LIMITS.maxTextBytes} bytes`)
}
