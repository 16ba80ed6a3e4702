import type { CID } from 'multiformats/cid'
import { cidFor, decode, encode, LIMITS, RAW, type Block } from '../../../src/core/codec/index.ts'
import { encodeTreeNode, proveEntry, type TreeNode } from '../../../src/core/tree/index.ts'
import {
  hex,
  keyHex,
  readerOf,
  valueFor,
  vectorBlocks,
  type InvalidNodeCase,
  type InvalidProofCase,
  type InvalidTreeCase,
  type VectorFile,
} from './shape.ts'
import { keysOfLevel } from './valid.ts'

const entry = (key: string, right: CID | null = null): TreeNode['entries'][number] => ({
  key,
  value: valueFor(key),
  right,
})
const leaf = (...keys: string[]): Block =>
  encodeTreeNode({ left: null, entries: keys.map((key) => entry(key)) })
const above = (left: Block | null, ...entries: TreeNode['entries']): Block =>
  encodeTreeNode({ left: left?.cid ?? null, entries })

interface WireNode {
  e: Record<string, unknown>[]
  l: unknown
}

/** A valid leaf of `keys`, changed as a general codec sees it, in canonical dag-cbor again. */
function edited(
  keys: string[],
  edit: (node: WireNode, first: Record<string, unknown>, last: Record<string, unknown>) => void,
): Uint8Array {
  const node = decode<WireNode>(leaf(...keys).bytes)
  edit(node, node.e[0]!, node.e.at(-1)!)
  return encode(node)
}

const raw = cidFor(RAW, Buffer.from('raw'))

const nodeCases: [name: string, bytes: Uint8Array][] = [
  [
    'keys out of order',
    edited(['a', 'b'], (_, _first, last) => Object.assign(last, { k: Buffer.from('A') })),
  ],
  [
    'a key that comes twice',
    edited(['a', 'ab'], (_, _first, last) => Object.assign(last, { k: new Uint8Array(0), p: 1 })),
  ],
  [
    'a prefix that is not used',
    edited(['ab', 'ac'], (_, _first, last) => Object.assign(last, { k: Buffer.from('ac'), p: 0 })),
  ],
  [
    'a prefix longer than the key before',
    edited(['a', 'b'], (_, _first, last) => Object.assign(last, { p: 2 })),
  ],
  ['a prefix in the first entry', edited(['a'], (_, first) => Object.assign(first, { p: 1 }))],
  ['a negative prefix', edited(['a'], (_, first) => Object.assign(first, { p: -1 }))],
  ['an empty key', edited(['a'], (_, first) => Object.assign(first, { k: new Uint8Array(0) }))],
  [
    'a key of 1,025 bytes',
    edited(['a'], (_, first) => Object.assign(first, { k: Buffer.alloc(LIMITS.maxKeyBytes + 1, 'x') })),
  ],
  [
    'a key that is not UTF-8',
    edited(['a'], (_, first) => Object.assign(first, { k: Uint8Array.of(0x61, 0xff) })),
  ],
  [
    'half a surrogate pair in UTF-8',
    edited(['a'], (_, first) => Object.assign(first, { k: Uint8Array.of(0xed, 0xa0, 0x80) })),
  ],
  ['a key as text', edited(['a'], (_, first) => Object.assign(first, { k: 'a' }))],
  ['a value that is null', edited(['a'], (_, first) => Object.assign(first, { v: null }))],
  [
    'a value that is a digest without a CID',
    edited(['a'], (_, first) => Object.assign(first, { v: raw.multihash.digest })),
  ],
  ['a child that is not dag-cbor', edited(['a'], (node) => Object.assign(node, { l: raw }))],
  ['an entry without a field', edited(['a'], (_, first) => Reflect.deleteProperty(first, 't'))],
  ['an entry with a field too many', edited(['a'], (_, first) => Object.assign(first, { x: 1 }))],
  ['a node without a field', encode({ e: [] })],
  ['a node with a field too many', edited(['a'], (node) => Object.assign(node, { z: null }))],
  ['a list in place of a node', encode([])],
  ['no bytes', new Uint8Array(0)],
  ['a byte after the end', Buffer.concat([leaf('a').bytes, Buffer.of(0)])],
  ['fields in another order', Buffer.from('a2616cf6616580', 'hex')],
  ['a length that is not in its shortest form', Buffer.from('a261659800616cf6', 'hex')],
  ['a list without a length', Buffer.from('a261659fff616cf6', 'hex')],
  ['a count of entries that the bytes cannot hold', Buffer.from('a26165990fff', 'hex')],
  ['a child that is undefined', Buffer.from('a2616580616cf7', 'hex')],
]

export function invalidNodes(): VectorFile<InvalidNodeCase> {
  return {
    about: 'Bytes that are not a node wherever they stand.',
    cases: nodeCases.map(([name, bytes]) => ({ name, hex: hex(bytes) })),
  }
}

const [zeros, ones, twos] = [keysOfLevel(0, 60), keysOfLevel(1, 8), keysOfLevel(2, 3)]
const [zero, one] = [zeros[0]!, ones[0]!]
const lateZero = zeros.find((key) => key > one)!
const lone = leaf(zero)
const late = leaf(lateZero)
const hollow = above(null)
const [upperOne, repeated] = [
  leaf(one),
  leaf(
    one,
    zeros.find((key) => key > one)!,
  ),
]

const treeCases: [name: string, root: Block, ...rest: Block[]][] = [
  ['a key above its level', leaf(...[zero, one].sort())],
  ['a key below its level', above(upperOne, entry(ones.at(-1)!)), upperOne],
  ['an entry before its parent’s range', above(null, entry(ones.at(-1)!, lone.cid)), lone],
  ['an entry after its parent’s range', above(late, entry(one)), late],
  ['the key of the parent again in the child', above(null, entry(one, repeated.cid)), repeated],
  ['a child of a node of level 0', above(lone, entry(lateZero)), lone],
  ['an empty node below the root', above(hollow, entry(one)), hollow],
  ['an empty root that only points to another node', above(lone), lone],
  ['a child one level too low', above(lone, entry(twos.at(-1)!)), lone],
]

export function invalidTrees(): VectorFile<InvalidTreeCase> {
  const cases = treeCases.map(([name, root, ...rest]) => ({
    name,
    bitsPerLevel: 2,
    root: root.cid.toString(),
    blocks: vectorBlocks([root, ...rest]),
  }))
  return { about: 'Canonical nodes that together are not a tree.', cases }
}

export async function invalidProofs(): Promise<VectorFile<InvalidProofCase>> {
  const upper = ones.at(-1)!
  const below = leaf(...zeros.filter((key) => key < upper))
  const root = above(below, entry(upper))
  const { nodes } = await proveEntry(readerOf([root, below]), root.cid, zero, { bitsPerLevel: 2 })
  const flipped = Uint8Array.from(nodes[1]!)
  flipped[20]! ^= 1
  const proof = (name: string, list: Uint8Array[], key = zero): InvalidProofCase => {
    return {
      name,
      bitsPerLevel: 2,
      root: root.cid.toString(),
      key,
      keyHex: keyHex(key),
      nodes: list.map(hex),
    }
  }
  return {
    about: 'Nodes that prove nothing about the key.',
    cases: [
      proof('no nodes', []),
      proof('the last node is missing', nodes.slice(0, 1)),
      proof('the first node is missing', nodes.slice(1)),
      proof('a node more than the search needs', [...nodes, nodes[1]!]),
      proof('a node more than a key of the root needs', nodes, upper),
      proof('a bit flipped', [nodes[0]!, flipped]),
      proof('another node in place of the child', [nodes[0]!, late.bytes]),
    ],
  }
}
