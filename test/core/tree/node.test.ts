import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { decode, encode } from '../../../src/core/codec/index.ts'
import { buildTree, encodeTreeNode, parseNode, TreeError, type TreeNode } from '../../../src/core/tree/index.ts'
import { anyBits, anyMap, sampleEntries, valueOf } from './sample-entries.ts'

interface WireNode {
  e: { k: Uint8Array; p: number; t: unknown; v: unknown }[]
  l: unknown
}

const leaf = (...keys: string[]): TreeNode => ({ left: null, entries: keys.map(key => ({ key, value: valueOf(key), right: null })) })
const wire = (node: TreeNode): WireNode => decode<WireNode>(encodeTreeNode(node).bytes)
const refused = expect.objectContaining({ name: 'TreeError', code: 'ERR_UNVERIFIABLE' })

function edited(node: TreeNode, edit: (wire: WireNode) => void): Uint8Array {
  const copy = wire(node)
  edit(copy)
  return encode(copy)
}

describe('parseNode', () => {
  it('reads what the general codec reads, and writes it back the same', () => {
    fc.assert(
      fc.property(anyMap(60), anyBits, (map, bitsPerLevel) => {
        for (const { bytes } of buildTree(map, { bitsPerLevel }).blocks) {
          const node = parseNode(bytes)
          const general = decode<WireNode>(bytes)
          expect(general.e.map(entry => String(entry.v))).toEqual(node.entries.map(entry => String(entry.value)))
          expect(general.e.map(entry => String(entry.t))).toEqual(node.entries.map(entry => String(entry.right)))
          expect(String(general.l)).toBe(String(node.left))
          expect(encodeTreeNode(node).bytes).toEqual(bytes)
        }
      }),
    )
  })

  it.each<[string, Uint8Array]>([
    ['keys out of order', edited(leaf('a', 'b'), ({ e }) => (e[1]!.k = Buffer.from('A')))],
    ['a key that comes twice', edited(leaf('a', 'ab'), ({ e }) => Object.assign(e[1]!, { k: new Uint8Array(0), p: 1 }))],
    ['a prefix that is not used', edited(leaf('ab', 'ac'), ({ e }) => Object.assign(e[1]!, { k: Buffer.from('ac'), p: 0 }))],
    ['a prefix longer than the key before', edited(leaf('a', 'b'), ({ e }) => (e[1]!.p = 2))],
    ['a prefix in the first entry', edited(leaf('a'), ({ e }) => (e[0]!.p = 1))],
    ['a negative prefix', edited(leaf('a'), ({ e }) => (e[0]!.p = -1))],
    ['an empty key', edited(leaf('a'), ({ e }) => (e[0]!.k = new Uint8Array(0)))],
    ['a key of 1,025 bytes', edited(leaf('a'), ({ e }) => (e[0]!.k = Buffer.alloc(1025, 'x')))],
    ['a key that is not UTF-8', edited(leaf('a'), ({ e }) => (e[0]!.k = Uint8Array.of(0x61, 0xff)))],
    ['half a surrogate pair in UTF-8', edited(leaf('a'), ({ e }) => (e[0]!.k = Uint8Array.of(0xed, 0xa0, 0x80)))],
    ['a key as text', edited(leaf('a'), ({ e }) => Object.assign(e[0]!, { k: 'a' }))],
    ['a value that is null', edited(leaf('a'), ({ e }) => (e[0]!.v = null))],
    ['a child that is not dag-cbor', edited(leaf('a'), node => (node.l = rawLink()))],
    ['an entry without a field', edited(leaf('a'), ({ e }) => Reflect.deleteProperty(e[0]!, 't'))],
    ['an entry with a field too many', edited(leaf('a'), ({ e }) => Object.assign(e[0]!, { x: 1 }))],
    ['a node without a field', encode({ e: [] })],
    ['a node with a field too many', edited(leaf('a'), node => Object.assign(node, { z: null }))],
    ['a list in place of a node', encode([])],
    ['no bytes', new Uint8Array(0)],
    ['a byte after the end', Buffer.concat([encodeTreeNode(leaf('a')).bytes, Buffer.of(0)])],
    ['a length in a longer form', Buffer.from('a261659800616cf6', 'hex')],
    ['a length without end', Buffer.from('a261659fff616cf6', 'hex')],
    ['a count of entries that no block holds', Buffer.from('a26165990fff', 'hex')],
    ['more bytes than a block may have', new Uint8Array(1024 * 1024 + 1)],
  ])('refuses %s', (_, bytes) => {
    expect(() => parseNode(bytes)).toThrow(refused)
  })

  it('gives a node or a TreeError for any change of a byte, and what it gives is canonical', () => {
    const { bytes } = buildTree(sampleEntries(40), { bitsPerLevel: 8 }).blocks.at(0)!
    fc.assert(
      fc.property(fc.nat(bytes.length - 1), fc.integer({ min: 1, max: 255 }), (at, change) => {
        const broken = Uint8Array.from(bytes)
        broken[at]! ^= change
        expectValueOrTreeError(broken)
      }),
      { numRuns: 3000 },
    )
  })

  it('gives a node or a TreeError for every length that it is cut to', () => {
    const { bytes } = buildTree(sampleEntries(3)).blocks.at(0)!
    for (let size = 0; size < bytes.length; size++) expect(() => parseNode(bytes.subarray(0, size))).toThrow(refused)
  })

  it('gives a node or a TreeError for any bytes', () => {
    fc.assert(fc.property(fc.uint8Array({ maxLength: 200 }), bytes => expectValueOrTreeError(bytes)))
  })
})

function expectValueOrTreeError(bytes: Uint8Array): void {
  try {
    expect(encodeTreeNode(parseNode(bytes)).bytes).toEqual(bytes)
  } catch (error) {
    if (!(error instanceof TreeError)) throw error
    expect(error.code).toBe('ERR_UNVERIFIABLE')
  }
}

function rawLink(): unknown {
  const { bytes } = encodeTreeNode(leaf('a'))
  const link = Buffer.from(encode({ v: decode<WireNode>(bytes).e[0]!.v }))
  link[link.indexOf(0x71)] = 0x55
  return decode<{ v: unknown }>(link).v
}
