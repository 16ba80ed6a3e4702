import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { buildTree, proveEntry, verifyProof } from '../../../src/core/tree/index.ts'
import { MemoryReader } from './memory-reader.ts'
import { anyBits, anyKey, anyMap, sampleEntries, sampleKey } from './sample-entries.ts'

const anyFlip = fc.record({ node: fc.nat(), byte: fc.nat(), bit: fc.integer({ min: 0, max: 7 }) })

describe('proofs', () => {
  it('show the value of a key that is there, and the absence of one that is not', async () => {
    await fc.assert(
      fc.asyncProperty(anyMap(60), anyKey, anyBits, async (map, other, bitsPerLevel) => {
        const { root, blocks } = buildTree(map, { bitsPerLevel })
        const reader = new MemoryReader(blocks)
        for (const key of [...map.keys(), other]) {
          const proof = await proveEntry(reader, root, key, { bitsPerLevel })
          expect(verifyProof(root, key, proof, { bitsPerLevel }).value?.toString()).toBe(
            map.get(key)?.toString(),
          )
        }
      }),
    )
  })

  it('fail after any flip of a bit', async () => {
    const { root, blocks } = buildTree(sampleEntries(300), { bitsPerLevel: 2 })
    const reader = new MemoryReader(blocks)
    const anyProvenKey = fc.oneof(anyKey, fc.integer({ min: 0, max: 299 }).map(sampleKey))
    await fc.assert(
      fc.asyncProperty(anyProvenKey, anyFlip, async (key, flip) => {
        const { nodes } = await proveEntry(reader, root, key, { bitsPerLevel: 2 })
        const broken = nodes.map((bytes) => Uint8Array.from(bytes))
        const target = broken[flip.node % broken.length]!
        target[flip.byte % target.length]! ^= 1 << flip.bit
        expect(() => verifyProof(root, key, { nodes: broken }, { bitsPerLevel: 2 })).toThrow(/hash|refused/)
      }),
      { numRuns: 500 },
    )
  })

  it('fail for another root, and with a node too many or too few', async () => {
    const { root, blocks } = buildTree(sampleEntries(300), { bitsPerLevel: 2 })
    const other = buildTree(sampleEntries(299), { bitsPerLevel: 2 })
    const reader = new MemoryReader(blocks)
    for (let i = 0; i < 300; i++) {
      const key = sampleKey(i)
      const { nodes } = await proveEntry(reader, root, key, { bitsPerLevel: 2 })
      const refused = { code: 'ERR_UNVERIFIABLE' }
      const verify =
        (list: Uint8Array[], of = root) =>
        () =>
          verifyProof(of, key, { nodes: list }, { bitsPerLevel: 2 })
      expect(verify(nodes, other.root)).toThrow(expect.objectContaining(refused))
      expect(verify(nodes.slice(0, -1))).toThrow(expect.objectContaining(refused))
      expect(verify([...nodes, nodes.at(-1)!])).toThrow(expect.objectContaining(refused))
    }
  })

  it('are one node a level', async () => {
    const { root, blocks } = buildTree(sampleEntries(20_000))
    const { nodes } = await proveEntry(new MemoryReader(blocks), root, sampleKey(9))
    expect(nodes.length).toBeLessThanOrEqual(4)
  })
})
