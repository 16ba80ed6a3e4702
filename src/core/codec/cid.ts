/** CIDs as memcube uses them: version 1, sha2-256, one of three codecs. */
import { hash } from 'node:crypto'
import { CID } from 'multiformats/cid'
import { create as createDigest } from 'multiformats/hashes/digest'
import { CodecError } from './codec-error.ts'

/** Multicodec numbers of the blocks of cubes, and of their hash. Spec: protocols/cube/spec.md, "Blocks and CIDs". */
export const DAG_CBOR = 0x71
export const RAW = 0x55
export const DAG_PB = 0x70
export const SHA2_256 = 0x12

/** sha2-256, 32 bytes. */
export function sha256(bytes: Uint8Array): Uint8Array {
  const digest = hash('sha256', bytes, 'buffer')
  return new Uint8Array(digest.buffer, digest.byteOffset, digest.byteLength)
}

/** The CID of bytes: version 1, sha2-256. @param codec one of the three multicodec numbers of blocks */
export function cidFor(codec: number, bytes: Uint8Array): CID {
  return CID.createV1(codec, createDigest(SHA2_256, sha256(bytes)))
}

/**
 * The CID at a place of bytes that `scan` has accepted. Put together here because `CID.decode` makes views of one buffer,
 * which costs three times the time and twice the memory (measured).
 */
export function cidAt(bytes: Uint8Array, start: number): CID {
  const end = start + 36
  const digest = bytes.slice(start + 4, end)
  const multihash = { code: SHA2_256, size: 32, digest, bytes: bytes.slice(start + 2, end) } as const
  return new CID(1, bytes[start + 1] as number, multihash, bytes.slice(start, end))
}

/** The 36 bytes that stores use as a key. */
export function cidKey(cid: CID): Uint8Array {
  return cid.bytes
}

/** Whether the codec is one that blocks of memcube have. */
function isKnownCodec(codec: number): boolean {
  return codec === DAG_CBOR || codec === RAW || codec === DAG_PB
}

/** Why a CID is not one that memcube takes, or undefined when it is. */
export function cidFault(cid: CID): string | undefined {
  if (cid.version !== 1) return `CID version ${cid.version}; expected 1`
  if (cid.multihash.code !== SHA2_256 || cid.multihash.digest.length !== 32)
    return 'a hash other than sha2-256 of 32 bytes'
  if (!isKnownCodec(cid.code)) return `codec 0x${cid.code.toString(16)}; expected dag-cbor, raw or dag-pb`
  return undefined
}

/**
 * A CID in its one text form, base32 in lower case.
 * @throws {CodecError} ERR_INVALID_INPUT
 */
export function parseCid(text: string): CID {
  let cid: CID
  try {
    cid = CID.parse(text)
  } catch (cause) {
    throw new CodecError('ERR_INVALID_INPUT', `expected a CID, got "${text.slice(0, 100)}"`, {
      cause,
      hint: 'a CID looks like bafyrei… with 59 characters',
    })
  }
  const fault =
    cidFault(cid) ?? (cid.toString() === text ? undefined : 'another text form than lower case base32')
  if (fault === undefined) return cid
  throw new CodecError('ERR_INVALID_INPUT', `the CID ${text.slice(0, 100)} has ${fault}`, {
    hint: 'use a CID as memcube prints it',
  })
}

/** Not in constant time: for what is no secret. */
export function bytesEqual(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && Buffer.compare(a, b) === 0
}

const BASE32 = 'abcdefghijklmnopqrstuvwxyz234567'
/** Two characters for each ten bits, so that a CID is written in 29 steps instead of 58. */
const PAIRS = Array.from({ length: 1024 }, (_, i) => (BASE32[i >> 5] as string) + (BASE32[i & 31] as string))

/** Whether both are one CID, or neither is there. */
export function isSameCid(a: CID | undefined, b: CID | undefined): boolean {
  return a === undefined || b === undefined ? a === b : a.equals(b)
}

/**
 * The text of a CID as `cid.toString()` gives it, in a quarter of the time (measured): the index of a pull needs one for each memory.
 * For CIDs of version 1 only, as all of memcube are.
 */
export function cidText(cid: CID): string {
  return `b${base32Text(cid.bytes)}`
}

/** Base32 of RFC 4648 in lower case, without padding. */
export function base32Text(bytes: Uint8Array): string {
  let text = ''
  let buffer = 0
  let bits = 0
  for (let i = 0; i < bytes.length; i++) {
    buffer = (buffer << 8) | (bytes[i] as number)
    bits += 8
    if (bits < 10) continue
    bits -= 10
    text += PAIRS[(buffer >> bits) & 1023]
    buffer &= (1 << bits) - 1
  }
  if (bits === 0) return text
  const last = PAIRS[(buffer << (10 - bits)) & 1023] as string
  return text + (bits > 5 ? last : last[0])
}
