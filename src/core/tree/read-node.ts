// Bytes -> node, strictly. Nodes are the hot path of every diff and pull, and their form is fixed to the byte but for
// keys and links, so they are read directly: what this accepts is exactly what encode-node.ts writes.
// Invariant: keys of a view are valid UTF-8, strictly ascending, and compressed as far as possible.
// Spec: protocols/tree/spec.md, "Node".
import { isUtf8 } from 'node:buffer'
import { DAG_CBOR, LIMITS } from '../codec/index.ts'
import { ENTRY_MAP, FIELD, FIELD_HEAD, NODE_MAP, NULL, LINK_HEAD } from './node-form.ts'
import { asBuffer, isLinkAt, LINK_BYTES, type LinkId } from './link.ts'
import { unverifiable } from './tree-error.ts'

/** A node over its bytes: `child(i)` lies before key `i`, `child(keys.length)` after the last. */
export class NodeView {
  readonly bytes: Uint8Array
  readonly keys: readonly string[]
  readonly #buffer: Buffer
  readonly #values: readonly number[]
  readonly #children: readonly number[]

  constructor(bytes: Uint8Array, keys: string[], values: number[], children: number[]) {
    this.bytes = bytes
    this.#buffer = asBuffer(bytes)
    this.keys = keys
    this.#values = values
    this.#children = children
  }

  /** The 36 bytes of value `i`. */
  value(i: number): Uint8Array {
    const at = this.#values[i]!
    return this.bytes.subarray(at, at + LINK_BYTES)
  }

  valueId(i: number): LinkId {
    return this.#id(this.#values[i]!)
  }

  /** Whether value `i` is value `j` of another node; makes no object, because most pairs that are asked for are equal. */
  hasSameValue(i: number, other: NodeView, j: number): boolean {
    const at = this.#values[i]!
    const there = other.#values[j]!
    // From the end: the first bytes of all links are the same.
    for (let k = LINK_BYTES - 1; k >= 0; k--) {
      if (this.bytes[at + k] !== other.bytes[there + k]) return false
    }
    return true
  }

  hasChild(i: number): boolean {
    return this.#children[i] !== ABSENT
  }

  /** The link of child `i`, which must be there. */
  childId(i: number): LinkId {
    return this.#id(this.#children[i]!)
  }

  #id(offset: number): LinkId {
    return this.#buffer.toString('latin1', offset, offset + LINK_BYTES)
  }
}

const ABSENT = -1
// The shortest entry: map head, four keys, one key byte, prefix 0, null, link. Bounds the count before allocating.
const MIN_ENTRY_BYTES = 1 + 4 * 2 + 2 + 1 + 1 + 5 + LINK_BYTES

interface Cursor {
  readonly bytes: Uint8Array
  at: number
}

/** Reads a node. @throws TreeError ERR_UNVERIFIABLE for any byte that is not as the format says */
export function readNode(bytes: Uint8Array): NodeView {
  if (bytes.length > LIMITS.maxBlockBytes)
    throw unverifiable(`${bytes.length} bytes, more than a block may have`)
  const cursor: Cursor = { bytes, at: 0 }
  expectByte(cursor, NODE_MAP)
  expectField(cursor, FIELD.entries)
  const count = readHead(cursor, 0x80)
  if (count * MIN_ENTRY_BYTES > bytes.length)
    throw unverifiable(`${count} entries do not fit in ${bytes.length} bytes`)
  const keys: string[] = []
  const values: number[] = []
  const children: number[] = [ABSENT]
  const reader = new KeyReader()
  for (let i = 0; i < count; i++) {
    expectByte(cursor, ENTRY_MAP)
    keys.push(reader.read(cursor))
    expectField(cursor, FIELD.right)
    children.push(readChild(cursor))
    expectField(cursor, FIELD.value)
    values.push(readLink(cursor))
  }
  expectField(cursor, FIELD.left)
  children[0] = readChild(cursor)
  if (cursor.at !== bytes.length) throw unverifiable(`${bytes.length - cursor.at} bytes after its end`)
  return new NodeView(bytes, keys, values, children)
}

/** Undoes prefix compression; its buffer always holds the bytes of the previous key. */
class KeyReader {
  readonly #key = Buffer.allocUnsafe(LIMITS.maxKeyBytes)
  #length = 0
  // Index of the first byte that is not ASCII; keys without one need no UTF-8 check.
  #firstHigh = Infinity

  read(cursor: Cursor): string {
    expectField(cursor, FIELD.key)
    const size = readHead(cursor, 0x40)
    const start = cursor.at
    cursor.at += size
    expectField(cursor, FIELD.prefix)
    this.#extend(cursor.bytes, start, size, readHead(cursor, 0x00))
    return this.#text()
  }

  #extend(bytes: Uint8Array, start: number, size: number, prefix: number): void {
    if (size === 0) throw unverifiable('an entry adds nothing to the key before it')
    if (prefix > this.#length) throw unverifiable(`prefix of ${prefix} bytes after a key of ${this.#length}`)
    if (prefix + size > LIMITS.maxKeyBytes) throw unverifiable(`a key of ${prefix + size} bytes`)
    // One comparison proves both: an equal byte should have been in the prefix, a lower one is out of order.
    if (prefix < this.#length && bytes[start]! <= this.#key[prefix]!) {
      throw unverifiable('keys out of order, or a prefix shorter than what two keys share')
    }
    if (this.#firstHigh >= prefix) this.#firstHigh = Infinity
    for (let i = 0; i < size; i++) {
      const byte = bytes[start + i]!
      if (byte >= 0x80 && this.#firstHigh === Infinity) this.#firstHigh = prefix + i
      this.#key[prefix + i] = byte
    }
    this.#length = prefix + size
  }

  #text(): string {
    if (this.#firstHigh === Infinity) return this.#key.toString('latin1', 0, this.#length)
    if (!isUtf8(this.#key.subarray(0, this.#length))) throw unverifiable('a key is not UTF-8')
    return this.#key.toString('utf8', 0, this.#length)
  }
}

function expectByte(cursor: Cursor, byte: number): void {
  const came = cursor.bytes[cursor.at++]
  if (came !== byte) throw unverifiable(`byte ${cursor.at - 1} is ${came ?? 'missing'}, expected ${byte}`)
}

function expectField(cursor: Cursor, letter: number): void {
  expectByte(cursor, FIELD_HEAD)
  expectByte(cursor, letter)
}

/** The argument of a CBOR head of one major type, in its shortest form, up to 16 bits. */
function readHead(cursor: Cursor, major: number): number {
  const { bytes } = cursor
  const info = (bytes[cursor.at++] ?? 0xff) - major
  if (info >= 0 && info < 24) return info
  if (info === 24) {
    const value = bytes[cursor.at++]
    if (value !== undefined && value >= 24) return value
  } else if (info === 25) {
    const value = ((bytes[cursor.at] ?? 0) << 8) | (bytes[cursor.at + 1] ?? 0)
    cursor.at += 2
    if (value >= 0x100) return value
  }
  throw unverifiable(`a length that is not in its shortest form at byte ${cursor.at}`)
}

function readChild(cursor: Cursor): number {
  if (cursor.bytes[cursor.at] === NULL) {
    cursor.at++
    return ABSENT
  }
  const at = readLink(cursor)
  if (cursor.bytes[at + 1] !== DAG_CBOR) throw unverifiable('a child is not a dag-cbor block')
  return at
}

/** Tag 42 around 37 bytes, of which the first is zero: where the CID itself begins. */
function readLink(cursor: Cursor): number {
  for (let i = 0; i < LINK_HEAD.length; i++) expectByte(cursor, LINK_HEAD[i]!)
  const at = cursor.at
  if (!isLinkAt(cursor.bytes, at)) throw unverifiable(`the link at byte ${at} is not a CIDv1 with sha2-256`)
  cursor.at += LINK_BYTES
  return at
}
