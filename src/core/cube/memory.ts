/** Memory: one thing remembered. Spec: protocols/cube/spec.md, "Memory". */
import type { CID } from 'multiformats/cid'
import { decode, encodeBlock, LIMITS, type Block } from '../codec/index.ts'
import { CubeError } from './cube-error.ts'
import {
  anyMap,
  exactly,
  integer,
  isMap,
  link,
  list,
  oneOf,
  optional,
  payloadLink,
  record,
  requireInput,
  requireShape,
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
  v: 1
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

export type MemoryInput = Omit<Memory, 'v' | 't'>

/** 4 GiB: formats.md. */
const maxPayloadBytes = 4 * 1024 ** 3

const body: Check = (value) => {
  if (typeof value === 'string') return text(LIMITS.inlineBodyBytes)(value)
  if (value instanceof Uint8Array)
    return value.length <= LIMITS.inlineBodyBytes ? undefined : `at most ${LIMITS.inlineBodyBytes} bytes`
  if (isMap(value)) return record({ link: payloadLink, bytes: integer(0, maxPayloadBytes) })(value)
  return 'a text, bytes or a link with its size'
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
const shape = {
  v: exactly(1),
  t: exactly('memcube/memory'),
  type: oneOf('plaintext', 'activation', 'parameter'),
  media: text(256, 1),
  body,
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
}

/** @throws {CubeError} ERR_UNVERIFIABLE, ERR_LIMIT */
export function parseMemory(block: Uint8Array): Memory {
  requireSize(block)
  const value = decode(block)
  requireShape('memory', value, shape)
  requireTextSize(value as Memory)
  return value as Memory
}

/** @throws {CubeError} ERR_INVALID_INPUT, ERR_LIMIT */
export function encodeMemory(memory: Memory): Block {
  requireInput('memory', memory, shape)
  requireTextSize(memory)
  const block = encodeBlock(memory)
  requireSize(block.bytes)
  return block
}

/**
 * A memory with its block; tags are normalised here.
 * @throws {CubeError} ERR_LIMIT for a body above 16 KiB that is not a link, ERR_INVALID_INPUT for fields that do not fit
 */
export function createMemory(input: MemoryInput): { memory: Memory; block: Block } {
  const sorted = [...new Set(input.tags.map((tag) => tag.normalize('NFC')))].sort(compareBytes)
  const memory: Memory = { v: 1, t: 'memcube/memory', ...input, tags: sorted }
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
