// Two hellos and two peer ids -> one verdict. Invariant: both sides compute the same, whoever asked first, so nothing
// depends on which hello is ours: the sides are put in the order of their peer ids. Pure.
// Spec: protocols/handshake/spec.md, "Agreement".
import { DAG_CBOR, encode, SHA2_256, sha256 } from '../../core/codec/index.ts'
import type { Refusal } from '../errors.ts'
import { SYNC_LIMITS } from '../sync/limits.ts'
import { agreeSchemas, CUBE_SCHEMA, whyNotFull } from './agree-schemas.ts'
import type { Agreement, Hello, HelloLimits } from './agreement.ts'

/** One side of a handshake: its peer id, its hello, and the very bytes in which the hello was sent. */
export interface Side {
  peerId: string
  hello: Hello
  bytes: Uint8Array
}

export type HandshakeVerdict =
  | { type: 'agreed'; agreement: Agreement }
  | { type: 'refused'; refusal: Refusal }

/** Chunks of a pack are this large, so no smaller frame will do. Spec: protocols/sync/spec.md, "Limits". */
const MIN_FRAME_BYTES = 64 * 1024 + 1
/** Blocks may be this large in version 1 and 2 of the formats. */
const MIN_BLOCK_BYTES = 1024 * 1024

/** What two sides agree on; the same for `agree(a, b)` and `agree(b, a)`. */
export function agree(one: Side, other: Side): HandshakeVerdict {
  const [a, b] = one.peerId < other.peerId ? [one, other] : [other, one]
  const both = inCommon(a.hello, b.hello)
  const refusal = refuse(a.hello, b.hello, both)
  if (refusal !== undefined) return { type: 'refused', refusal }
  const schemas = agreeSchemas(a, b, both)
  const cubes = schemas[CUBE_SCHEMA]!
  const reason = whyNotFull(a, b, cubes, both)
  return {
    type: 'agreed',
    agreement: {
      result: cubes.result,
      hash: agreementHash(a, b),
      schemas,
      ...both,
      ...(reason === undefined ? {} : { reason }),
    },
  }
}

type Common = Omit<Agreement, 'result' | 'hash' | 'schemas' | 'reason'>

/** What both name, in the order of the first. */
function inCommon(a: Hello, b: Hello): Common {
  return {
    versions: commonVersions(a, b),
    types: common(a.types, b.types),
    codecs: common(a.codecs, b.codecs),
    keys: common(a.keys, b.keys),
    hashes: common(a.hashes, b.hashes),
    spaces: a.spaces.filter((mine) =>
      b.spaces.some((theirs) => theirs.id === mine.id && theirs.dim === mine.dim),
    ),
    features: common(a.features, b.features),
    limits: smallerLimits(a.limits, b.limits),
  }
}

/** Over the bytes as sent: a hello that was changed on the way gives another hash on each side. */
function agreementHash(a: Side, b: Side): Uint8Array {
  const digest = sha256(encode(['memcube/agreement/2', a.peerId, a.bytes, b.peerId, b.bytes]))
  return Uint8Array.of(SHA2_256, digest.length, ...digest)
}

function refuse(a: Hello, b: Hello, { versions, codecs, hashes, limits }: Common): Refusal | undefined {
  if (a.network !== b.network) {
    return incompatible(
      'network',
      `the peers are on different networks, ${quote(a.network)} and ${quote(b.network)}: start both with the same network name`,
    )
  }
  const unknown = [...unknownIn(a, b), ...unknownIn(b, a)]
  if (unknown.length > 0) {
    return incompatible(
      'crit',
      `one peer relies on ${unknown.map(quote).join(', ')}, which the other does not know: upgrade the older one`,
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
  if (hashes.length === 0)
    return incompatible('hashes', 'the peers share no hash: neither could check a block of the other')
  return (
    tooSmall('limits.blockBytes', limits.blockBytes, MIN_BLOCK_BYTES) ??
    tooSmall('limits.frameBytes', limits.frameBytes, MIN_FRAME_BYTES) ??
    tooSmall('limits.creditBytes', limits.creditBytes, SYNC_LIMITS.minCreditBytes)
  )
}

/** What one side relies on and the other does not know. A name counts as known if it is among the other's features. */
function unknownIn({ crit = [] }: Hello, { features }: Hello): string[] {
  return crit.filter((name) => !features.includes(name))
}

function tooSmall(field: string, bytes: number, least: number): Refusal | undefined {
  if (bytes >= least) return undefined
  return incompatible(field, `one peer sets ${field} to ${bytes}, but sync 2 needs at least ${least}`)
}

function incompatible(field: string, message: string): Refusal {
  return { class: 'incompatible', code: 'ERR_INCOMPATIBLE', field, message }
}

function commonVersions(a: Hello, b: Hello): Record<string, string> {
  const entries = Object.keys(a.versions).flatMap((protocol) => {
    const theirs = Object.hasOwn(b.versions, protocol) ? b.versions[protocol]! : []
    const best = common(a.versions[protocol]!, theirs).sort(compareVersions).at(-1)
    return best === undefined ? [] : [[protocol, best] as const]
  })
  return Object.fromEntries(entries)
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
