import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { decode, LIMITS } from '../../../src/core/codec/index.ts'
import { buildTree, encodeTreeNode, parseNode, TreeError } from '../../../src/core/tree/index.ts'
import { anyBits, anyMap, sampleEntries } from './sample-entries.ts'

interface WireNode {
  e: { k: Uint8Array; p: number; t: unknown; v: unknown }[]
  l: unknown
}

const refused = expect.objectContaining({ name: 'TreeError', code: 'ERR_UNVERIFIABLE' })

describe('parseNode', () => {
  it('reads what the general codec reads, and writes it back the same', () => {
    fc.assert(
      fc.property(anyMap(60), anyBits, (map, bitsPerLevel) => {
        for (const { bytes } of buildTree(map, { bitsPerLevel }).blocks) {
          const node = parseNode(bytes)
          const general = decode<WireNode>(bytes)
          expect(general.e.map((entry) => String(entry.v))).toEqual(
            node.entries.map((entry) => String(entry.value)),
          )
          expect(general.e.map((entry) => String(entry.t))).toEqual(
            node.entries.map((entry) => String(entry.right)),
          )
          expect(String(general.l)).toBe(String(node.left))
          expect(encodeTreeNode(node).bytes).toEqual(bytes)
        }
      }),
    )
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

  it('refuses more bytes than a block may have', () => {
    expect(() => parseNode(new Uint8Array(LIMITS.maxBlockBytes + 1))).toThrow(refused)
  })

  it('refuses a node at every length that it is cut to', () => {
    const { bytes } = buildTree(sampleEntries(3)).blocks.at(0)!
    for (let size = 0; size < bytes.length; size++)
      expect(() => parseNode(bytes.subarray(0, size))).toThrow(refused)
  })

  it('gives a node or a TreeError for any bytes', () => {
    fc.assert(fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => expectValueOrTreeError(bytes)))
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
