import fc from 'fast-check'
import { CID } from 'multiformats/cid'
import { identity } from 'multiformats/hashes/identity'
import { describe, expect, it } from 'vitest'
import { DAG_CBOR } from '../../../src/core/codec/index.ts'
import { buildTree, emptyTree } from '../../../src/core/tree/index.ts'
import { referenceTree } from '../../reference/reference-tree.ts'
import { anyBits, anyMap, sampleEntries, valueOf } from './sample-entries.ts'

const names = (blocks: { cid: CID }[]): string[] => blocks.map((block) => block.cid.toString()).sort()

describe('buildTree', () => {
  it('writes exactly the blocks of the reference tree', () => {
    fc.assert(
      fc.property(anyMap(60), anyBits, (map, bitsPerLevel) => {
        const built = buildTree(map, { bitsPerLevel })
        const reference = referenceTree(map, bitsPerLevel)
        expect(built.root.toString()).toBe(reference.root.toString())
        expect(names(built.blocks)).toEqual(names(reference.blocks))
      }),
      { numRuns: 300 },
    )
  })

  it('gives the same root whatever the order of insertion', () => {
    const shuffled = anyMap(40).chain((map) =>
      fc.tuple(fc.constant(map), fc.shuffledSubarray([...map], { minLength: map.size })),
    )
    fc.assert(
      fc.property(shuffled, anyBits, ([map, entries], bitsPerLevel) => {
        expect(buildTree(entries, { bitsPerLevel }).root.toString()).toBe(
          buildTree(map, { bitsPerLevel }).root.toString(),
        )
      }),
    )
  })

  it('agrees with the reference on ten thousand entries', () => {
    const entries = sampleEntries(10_000)
    expect(buildTree(entries).root.toString()).toBe(referenceTree(new Map(entries), 5).root.toString())
  })

  it('gives the empty tree for no entries', () => {
    expect(buildTree([]).root.toString()).toBe(emptyTree().root.toString())
    expect(emptyTree().root.toString()).toBe(referenceTree(new Map(), 5).root.toString())
  })

  it('refuses a key that comes twice', () => {
    expect(() =>
      buildTree([
        ['a', valueOf(1)],
        ['b', valueOf(1)],
        ['a', valueOf(2)],
      ]),
    ).toThrow(/"a" comes twice/)
  })

  it('refuses a value that is not a CIDv1 with sha2-256', () => {
    const other = CID.createV1(DAG_CBOR, identity.digest(new Uint8Array(4)))
    expect(() => buildTree([['a', other]])).toThrow(/CIDv1 with sha2-256/)
  })

  it.each([0, 9, 2.5, Number.NaN])('refuses %s bits per level', (bitsPerLevel) => {
    expect(() => buildTree([], { bitsPerLevel })).toThrow(/bitsPerLevel/)
  })
})
