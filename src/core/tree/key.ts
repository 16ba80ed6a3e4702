// Keys of a tree: their order, their depth, their limits. Order is that of the UTF-8 bytes, which is the order of
// code points and not that of JavaScript strings. Spec: protocols/tree/spec.md, "Keys".
import { LIMITS, sha256 } from '../codec/index.ts'
import { TreeError } from './tree-error.ts'

/** Compares two well-formed strings as their UTF-8 bytes: negative, zero or positive. */
export function compareKeys(a: string, b: string): number {
  const shared = Math.min(a.length, b.length)
  for (let i = 0; i < shared; i++) {
    const x = a.charCodeAt(i)
    const y = b.charCodeAt(i)
    if (x !== y) return codePointRank(x) - codePointRank(y)
  }
  return a.length - b.length
}

// Surrogates stand for code points above U+FFFF, so they must rank after U+E000..U+FFFF and not before.
function codePointRank(unit: number): number {
  if (unit < 0xd800) return unit
  return unit >= 0xe000 ? unit - 0x800 : unit + 0x2000
}

/** The level at which a key lives: leading zero bits of sha256(key), divided by `bitsPerLevel`, rounded down. */
export function keyDepth(key: string | Uint8Array, bitsPerLevel: number): number {
  const digest = sha256(typeof key === 'string' ? Buffer.from(key, 'utf8') : key)
  return Math.floor(leadingZeroBits(digest) / bitsPerLevel)
}

/** Keys whose depth is kept. Guess: 3 MiB. */
const maxDepths = 20_000

/** Depths of keys for who looks at many trees with the same keys: each is hashed once. */
export function createDepths(bitsPerLevel: number): (key: string) => number {
  const known = new Map<string, number>()
  return (key) => {
    let depth = known.get(key)
    if (depth !== undefined) return depth
    depth = keyDepth(key, bitsPerLevel)
    if (known.size >= maxDepths) known.clear()
    known.set(key, depth)
    return depth
  }
}

function leadingZeroBits(digest: Uint8Array): number {
  let bits = 0
  for (const byte of digest) {
    if (byte !== 0) return bits + Math.clz32(byte) - 24
    bits += 8
  }
  return bits
}

/**
 * The UTF-8 bytes of a key that may enter a tree: well-formed, 1 to 1,024 bytes. What else a key must be (no `..`,
 * NFC) is the cube's rule, not the tree's.
 * @throws TreeError ERR_INVALID_INPUT
 */
export function keyBytes(key: string): Uint8Array {
  const bytes = Buffer.from(key, 'utf8')
  if (bytes.length >= 1 && bytes.length <= LIMITS.maxKeyBytes && key.isWellFormed()) return bytes
  const came = key.isWellFormed() ? `${bytes.length} bytes` : 'a string with half a surrogate pair'
  throw new TreeError(
    'ERR_INVALID_INPUT',
    `expected a key of 1 to ${LIMITS.maxKeyBytes} bytes of UTF-8, got ${came}`,
  )
}
