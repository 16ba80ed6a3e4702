/** `did:key` of an Ed25519 public key. Source: the did:key method specification. */
import { base58btc } from 'multiformats/bases/base58'
import { MemCubeError } from '../errors.ts'
import { Latest } from '../latest/index.ts'

/** Multicodec ed25519-pub, 0xed, as a varint. */
const PREFIX = [0xed, 0x01] as const

/** Texts of keys that were asked for last: a history asks for those of a few authors at each commit. Guess: 100 KiB. */
const known = new Latest<string, string>(256)

/** @param publicKey Ed25519, 32 bytes @returns `did:key:z6Mk...` */
export function formatDid(publicKey: Uint8Array): string {
  const bytes = Buffer.from(publicKey.buffer, publicKey.byteOffset, publicKey.byteLength).toString('latin1')
  const before = known.get(bytes)
  if (before !== undefined) return before
  const made = didOf(publicKey)
  known.keep(bytes, made)
  return made
}

function didOf(publicKey: Uint8Array): string {
  return `did:key:${base58btc.encode(Uint8Array.from([...PREFIX, ...publicKey]))}`
}

/** The public key of a `did:key`, 32 bytes. @throws ERR_INVALID_INPUT */
export function parseDid(text: string): Uint8Array {
  const publicKey =
    text.startsWith('did:key:z6Mk') && text.length <= 64 ? decode(text.slice('did:key:'.length)) : undefined
  if (publicKey !== undefined) return publicKey
  throw new MemCubeError(
    'ERR_INVALID_INPUT',
    `expected the did:key of an Ed25519 key, got "${text.slice(0, 100)}"`,
    {
      hint: 'an author looks like did:key:z6Mk…; `memcube list` shows them',
    },
  )
}

function decode(encoded: string): Uint8Array | undefined {
  try {
    const bytes = base58btc.decode(encoded)
    const isKey = bytes.length === 34 && bytes[0] === PREFIX[0] && bytes[1] === PREFIX[1]
    return isKey ? bytes.slice(2) : undefined
  } catch {
    return undefined
  }
}
