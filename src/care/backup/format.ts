/**
 * The file of a backup: 16 bytes that say what it is and of which version, one zstd stream of frames, and the sha256 of
 * all bytes before it. A frame is a type, a length of four bytes and a body. Pure but for the hashing of streams.
 *
 *   header   dag-cbor: who made it, when, and whether the keys are in it; first and once
 *   file     dag-cbor: name and bytes of a file of the home; its bytes follow in chunks
 *   chunk    bytes of that file
 *   entry    two bytes of key length, key, value: an entry of the store
 *   space    dag-cbor: the files and entries that follow are those of a swarm in this home
 *   end      dag-cbor: how many files, entries and swarms there were; last and once
 *
 * Format 2 has swarms; a home without any is written as format 1, which older programs read.
 */
import { decode, encode } from '../../core/codec/index.ts'
import { NodeError } from '../../home/index.ts'
import { processFiles } from '../../storage/index.ts'

const fileName = /^(?:(?!\.\.?$)[^/\\\p{Cc}]{1,255}|archive\/[a-z2-7]{8,128}\.car\.zst)$/u

/** Names that may be in a backup: of files at the top of a home, also what other programs leave there, and of archives. Nothing else is written, and nothing outside of the home. */
export function mayHoldFile(name: string): boolean {
  return fileName.test(name) && !name.endsWith('.tmp') && !processFiles.has(name) && !madeAnew.has(name)
}

/** Folders of a home, and what is there only while something is under way: a home that has it would go on with it. */
const madeAnew: ReadonlySet<string> = new Set([
  'store',
  'index',
  'archive',
  'swarms',
  'mirrors',
  'author.key.next',
  'migrating',
])

const words = 'memcube-backup\n'
export const backupVersions = [1, 2] as const
export type BackupVersion = (typeof backupVersions)[number]
export const magicBytes = words.length + 1

export function magicOf(version: BackupVersion): Uint8Array {
  return Buffer.concat([Buffer.from(words), Uint8Array.of(version)])
}

export const digestBytes = 32

const types = { header: 1, file: 2, chunk: 3, entry: 4, end: 5, space: 6 } as const
type FrameType = keyof typeof types
const names = new Map(Object.entries(types).map(([name, type]) => [type as number, name as FrameType]))

/** Largest body: an entry with the largest block and the largest key, with room. */
const maxBodyBytes = 2 * 1024 * 1024
const headBytes = 5

export interface BackupHeader {
  v: BackupVersion
  t: 'memcube/backup'
  /** Milliseconds since the Unix epoch. */
  created: number
  /** `did:key` whose home it is. */
  author: string
  name: string
  /** Whether the secret keys are in it. */
  keys: boolean
}

/** The space of a swarm. */
export interface BackupSpace {
  /** Name of its folder in the home. */
  folder: string
  /** `did:key` of the member. */
  author: string
  /** Name of the swarm. */
  name: string
  /** Present: what this home holds of it as a seed, after the space itself. */
  sealed?: true
}

export interface BackupEnd {
  files: number
  entries: number
  /** Absent in format 1. */
  spaces?: number
}

export type Frame =
  | { type: 'header'; header: BackupHeader }
  | { type: 'file'; name: string; bytes: number }
  | { type: 'chunk'; bytes: Uint8Array }
  | { type: 'entry'; key: Uint8Array; value: Uint8Array }
  | { type: 'space'; space: BackupSpace }
  | { type: 'end'; end: BackupEnd }

export function encodeFrame(frame: Frame): Uint8Array {
  const body = bodyOf(frame)
  const head = Buffer.alloc(headBytes)
  head[0] = types[frame.type]
  head.writeUInt32BE(body.length, 1)
  return Buffer.concat([head, body])
}

function bodyOf(frame: Frame): Uint8Array {
  switch (frame.type) {
    case 'header':
      return encode(frame.header)
    case 'file':
      return encode({ name: frame.name, bytes: frame.bytes })
    case 'chunk':
      return frame.bytes
    case 'entry': {
      const length = Buffer.alloc(2)
      length.writeUInt16BE(frame.key.length)
      return Buffer.concat([length, frame.key, frame.value])
    }
    case 'space':
      return encode(frame.space)
    case 'end':
      return encode(frame.end)
  }
}

/** Frames out of the plain bytes, in whatever pieces they come. @throws ERR_CORRUPT */
export async function* parseFrames(plain: AsyncIterable<Uint8Array>): AsyncGenerator<Frame> {
  let held: Buffer = Buffer.alloc(0)
  for await (const piece of plain) {
    held = held.length === 0 ? Buffer.from(piece) : Buffer.concat([held, piece])
    let at = 0
    while (held.length - at >= headBytes) {
      const length = held.readUInt32BE(at + 1)
      if (length > maxBodyBytes) throw badFrame(`one of its frames says that it has ${length} bytes`)
      if (held.length - at < headBytes + length) break
      const body = held.subarray(at + headBytes, at + headBytes + length)
      yield parseBody(held[at] as number, new Uint8Array(body))
      at += headBytes + length
    }
    held = held.subarray(at)
  }
  if (held.length > 0) throw badFrame('it ends within a frame')
}

function parseBody(type: number, body: Uint8Array): Frame {
  switch (names.get(type)) {
    case 'header':
      return { type: 'header', header: mapIn<BackupHeader>(body) }
    case 'file': {
      const { name, bytes } = mapIn<{ name: string; bytes: number }>(body)
      if (typeof name === 'string' && Number.isSafeInteger(bytes) && bytes >= 0)
        return { type: 'file', name, bytes }
      throw badFrame('a file in it has no name or no size')
    }
    case 'chunk':
      return { type: 'chunk', bytes: body }
    case 'entry': {
      const length = ((body[0] ?? 0) << 8) | (body[1] ?? 0)
      if (body.length < 2 + length) throw badFrame('an entry is shorter than its key')
      return { type: 'entry', key: body.slice(2, 2 + length), value: body.slice(2 + length) }
    }
    case 'space':
      return { type: 'space', space: mapIn<BackupSpace>(body) }
    case 'end':
      return { type: 'end', end: mapIn<BackupEnd>(body) }
    case undefined:
      throw badFrame(`one of its frames has the unknown type ${type}`)
  }
}

/** What a frame says; its fields are for whoever reads them to check. */
function mapIn<T>(body: Uint8Array): T {
  const value = decode<unknown>(body)
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as T
  throw badFrame('one of its frames says nothing')
}

export function badFrame(why: string): NodeError {
  return new NodeError('ERR_CORRUPT', `the backup cannot be read: ${why}; nothing was restored`, {
    hint: 'use another backup',
  })
}
