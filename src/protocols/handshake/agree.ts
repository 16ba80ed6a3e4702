// Two hellos and two peer ids -> one verdict. Invariant: both sides compute the same, whoever asked first, so nothing
// depends on which hello is ours: the sides are put in the order of their peer ids. Pure.
// Spec: protocols/handshake/spec.md, "Agreement".
import { DAG_CBOR, bytesEqual, encode, sha256 } from '../../core/codec/index.ts'
import type { Refusal } from '../errors.ts'
import { SYNC_LIMITS } from '../sync/limits.ts'
import type { Agreement, Hello, HelloLimits, SchemaRange } from './agreement.ts'

/** One side of a handshake: its peer id, its hello, and the very bytes in which the hello was sent. */
export interface Side {
  peerId: string
  hello: Hello
  bytes: Uint8Array
}

export type HandshakeVerdict =
  | { type: 'agreed'; agreement: Agreement }
  | { type: 'refused'; refusal: Refusal }

/** The schema that a node must read to read cubes at all. */
export const CUBE_SCHEMA = 'memcube/cube'
/** Chunks of a pack are this large, so no smaller frame will do. Spec: protocols/sync/spec.md, "Limits". */
const MIN_FRAME_BYTES = 64 * 1024 + 1
/** Blocks may be this large in version 1 of the formats. */
const MIN_BLOCK_BYTES = 1024 * 1024

/** What two sides agree on; the same for `agree(a, b)` and `agree(b, a)`. */
export function agree(one: Side, other: Side): HandshakeVerdict {
  const [a, b] = one.peerId < other.peerId ? [one, other] : [other, one]
  const versions = commonVersions(a.hello, b.hello)
  const codecs = common(a.hello.codecs, b.hello.codecs)
  const limits = smallerLimits(a.hello.limits, b.hello.limits)
  const refusal = refuse(a.hello, b.hello, versions, codecs, limits)
  if (refusal !== undefined) return { type: 'refused', refusal }
  const schemas = commonSchemas(a.hello.schemas, b.hello.schemas)
  const types = common(a.hello.types, b.hello.types)
  const reason = unreadable(a.hello, b.hello, schemas, types)
  return {
    type: 'agreed',
    agreement: {
      result: reason === undefined ? 'ok' : 'store-only',
      hash: agreementHash(a, b),
      versions,
      schemas,
      types,
      codecs,
      spaces: a.hello.spaces.filter((mine) =>
        b.hello.spaces.some((theirs) => theirs.id === mine.id && theirs.dim === mine.dim),
      ),
      features: common(a.hello.features, b.hello.features),
      limits,
      ...(reason === undefined ? {} : { reason }),
    },
  }
}

/** Over the bytes as sent: a hello that was changed on the way gives another hash on each side. */
function agreementHash(a: Side, b: Side): Uint8Array {
  return sha256(encode(['memcube/agreement/1', a.peerId, a.bytes, b.peerId, b.bytes]))
}

function refuse(
  a: Hello,
  b: Hello,
  versions: Record<string, string>,
  codecs: number[],
  limits: HelloLimits,
): Refusal | undefined {
  if (a.network !== b.network) {
    return incompatible(
      'network',
      `the peers are on different networks, ${quote(a.network)} and ${quote(b.network)}: start both with the same network name`,
    )
  }
  if (versions['sync'] === undefined) {
    return incompatible(
      'versions.sync',
      `the peers share no version of sync (${said(a)} and ${said(b)}): upgrade the older one`,
    )
  }
  if (!codecs.includes(DAG_CBOR))
    return incompatible('codecs', 'the peers do not both hold dag-cbor blocks, of which cubes are made')
  return (
    tooSmall('limits.blockBytes', limits.blockBytes, MIN_BLOCK_BYTES) ??
    tooSmall('limits.frameBytes', limits.frameBytes, MIN_FRAME_BYTES) ??
    tooSmall('limits.creditBytes', limits.creditBytes, SYNC_LIMITS.minCreditBytes)
  )
}

function tooSmall(field: string, bytes: number, least: number): Refusal | undefined {
  if (bytes >= least) return undefined
  return incompatible(field, `one peer sets ${field} to ${bytes}, but sync 1 needs at least ${least}`)
}

function incompatible(field: string, message: string): Refusal {
  return { class: 'incompatible', code: 'ERR_INCOMPATIBLE', field, message }
}

function unreadable(
  a: Hello,
  b: Hello,
  schemas: Record<string, number>,
  types: string[],
): Agreement['reason'] {
  for (const id of [CUBE_SCHEMA, ...common(ids(a), ids(b))]) {
    if (schemas[id] === undefined) {
      return {
        field: `schemas.${id}`,
        message: `the peers share no version of the schema ${quote(id)}: cubes can be held for each other, but not read`,
      }
    }
  }
  if (types.length === 0)
    return {
      field: 'types',
      message: 'the peers share no memory type: cubes can be held for each other, but not read',
    }
  return undefined
}

function ids(hello: Hello): string[] {
  return hello.schemas.map((schema) => schema.id)
}

function commonVersions(a: Hello, b: Hello): Record<string, string> {
  const entries = Object.keys(a.versions).flatMap((protocol) => {
    const theirs = Object.hasOwn(b.versions, protocol) ? b.versions[protocol]! : []
    const best = common(a.versions[protocol]!, theirs).sort(compareVersions).at(-1)
    return best === undefined ? [] : [[protocol, best] as const]
  })
  return Object.fromEntries(entries)
}

function commonSchemas(a: SchemaRange[], b: SchemaRange[]): Record<string, number> {
  const entries = a.flatMap((mine) => {
    const theirs = b.find((schema) => schema.id === mine.id)
    const version = theirs === undefined ? undefined : commonSchema(mine, theirs)
    return version === undefined ? [] : [[mine.id, version] as const]
  })
  return Object.fromEntries(entries)
}

/** The highest version in both ranges; the same version with another text is no common version. */
function commonSchema(a: SchemaRange, b: SchemaRange): number | undefined {
  const highest = Math.min(a.max, b.max)
  if (highest < Math.max(a.min, b.min)) return undefined
  if (a.max === b.max && !bytesEqual(a.fingerprint, b.fingerprint)) return undefined
  return highest
}

function smallerLimits(a: HelloLimits, b: HelloLimits): HelloLimits {
  return {
    blockBytes: Math.min(a.blockBytes, b.blockBytes),
    frameBytes: Math.min(a.frameBytes, b.frameBytes),
    creditBytes: Math.min(a.creditBytes, b.creditBytes),
  }
}

function common<T>(a: T[], b: T[]): T[] {
  return [...new Set(a)].filter((item) => b.includes(item))
}

function compareVersions(a: string, b: string): number {
  const left = a.split('.').map(Number)
  const right = b.split('.').map(Number)
  return left[0]! - right[0]! || left[1]! - right[1]! || left[2]! - right[2]!
}

function said(hello: Hello): string {
  const versions = Object.hasOwn(hello.versions, 'sync') ? hello.versions['sync']! : []
  return versions.length === 0 ? 'none' : versions.join(', ')
}

function quote(text: string): string {
  return JSON.stringify(text)
}
