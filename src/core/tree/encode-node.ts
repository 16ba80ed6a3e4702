// Node -> bytes, the mirror of read-node.ts. Spec: protocols/tree/spec.md, "Node".
import { cidFor, DAG_CBOR, LIMITS, type Block } from '../codec/index.ts'
import { LINK_BYTES } from './link.ts'
import { ENTRY_MAP, FIELD, FIELD_HEAD, LINK_HEAD, NODE_MAP, NULL } from './node-form.ts'
import { TreeError } from './tree-error.ts'

/** A node about to be written; links are 36 bytes, entries are in key order. */
export interface NodeDraft {
  left: Uint8Array | null
  entries: EntryDraft[]
}

export interface EntryDraft {
  key: Uint8Array
  value: Uint8Array
  right: Uint8Array | null
}

// Map head, four fields, heads of key (3) and prefix (3), and two links: the most an entry takes beside its key.
const ENTRY_OVERHEAD = 1 + 4 * 2 + 3 + 3 + 2 * (LINK_HEAD.length + LINK_BYTES)
const NODE_OVERHEAD = 1 + 2 * 2 + 3 + LINK_HEAD.length + LINK_BYTES

/** The block of a node. @throws TreeError ERR_LIMIT if it would be larger than a block may be */
export function encodeNode(node: NodeDraft): Block {
  const writer = new Writer(
    node.entries.reduce((sum, entry) => sum + entry.key.length + ENTRY_OVERHEAD, NODE_OVERHEAD),
  )
  writer.byte(NODE_MAP)
  writer.field(FIELD.entries)
  writer.head(0x80, node.entries.length)
  let previous = new Uint8Array(0)
  for (const entry of node.entries) {
    writeEntry(writer, entry, sharedPrefix(previous, entry.key))
    previous = entry.key as Uint8Array<ArrayBuffer>
  }
  writer.field(FIELD.left)
  writer.link(node.left)
  const bytes = writer.finish()
  if (bytes.length > LIMITS.maxBlockBytes) {
    throw new TreeError(
      'ERR_LIMIT',
      `a tree node of ${node.entries.length} entries takes ${bytes.length} bytes, more than a block may have`,
    )
  }
  return { cid: cidFor(DAG_CBOR, bytes), bytes }
}

function writeEntry(writer: Writer, entry: EntryDraft, prefix: number): void {
  writer.byte(ENTRY_MAP)
  writer.field(FIELD.key)
  writer.head(0x40, entry.key.length - prefix)
  writer.bytes(entry.key, prefix)
  writer.field(FIELD.prefix)
  writer.head(0x00, prefix)
  writer.field(FIELD.right)
  writer.link(entry.right)
  writer.field(FIELD.value)
  writer.link(entry.value)
}

/** How many bytes two keys share at their start. */
function sharedPrefix(a: Uint8Array, b: Uint8Array): number {
  const most = Math.min(a.length, b.length)
  let i = 0
  while (i < most && a[i] === b[i]) i++
  return i
}

class Writer {
  readonly #bytes: Uint8Array
  #at = 0

  constructor(capacity: number) {
    this.#bytes = new Uint8Array(capacity)
  }

  byte(byte: number): void {
    this.#bytes[this.#at++] = byte
  }

  field(letter: number): void {
    this.byte(FIELD_HEAD)
    this.byte(letter)
  }

  head(major: number, value: number): void {
    if (value < 24) return this.byte(major | value)
    if (value < 0x100) {
      this.byte(major | 24)
      return this.byte(value)
    }
    this.byte(major | 25)
    this.byte(value >> 8)
    this.byte(value & 0xff)
  }

  /** Copies `source` from index `from`; keys and links are too short for `set` to pay. */
  bytes(source: Uint8Array, from: number): void {
    for (let i = from; i < source.length; i++) this.#bytes[this.#at++] = source[i]!
  }

  link(link: Uint8Array | null): void {
    if (link === null) return this.byte(NULL)
    for (const byte of LINK_HEAD) this.byte(byte)
    this.bytes(link, 0)
  }

  finish(): Uint8Array {
    return this.#bytes.slice(0, this.#at)
  }
}
