import { readFileSync } from 'node:fs'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  appendLeaf,
  emptyRange,
  leafHash,
  proveConsistency,
  proveInclusion,
  rangeRoot,
  rootOf,
  verifyConsistency,
  verifyInclusion,
} from '../../../src/core/audit/index.ts'
import { referencePath, referenceProof, referenceRoot } from '../../reference/reference-merkle.ts'

interface Published {
  leaves: string[]
  emptyRoot: string
  cases: { name: string; root: string }[]
}

const published = JSON.parse(
  readFileSync(new URL('../../../protocols/audit/vectors/external/rfc6962.json', import.meta.url), 'utf8'),
) as Published
const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex')

const someLeaves = fc.array(fc.uint8Array({ maxLength: 8 }), { minLength: 1, maxLength: 70 })
/** Leaves, and a place in them. */
const leavesAndPlace = someLeaves.chain((leaves) =>
  fc.tuple(fc.constant(leaves), fc.nat({ max: leaves.length - 1 })),
)

describe('the Merkle tree', () => {
  it.each(published.cases.map((one, index) => ({ ...one, size: index + 1 })))(
    'has the published root over $name',
    ({ size, root }) => {
      const leaves = published.leaves.slice(0, size).map((leaf) => leafHash(Buffer.from(leaf, 'hex')))
      expect(hex(rangeRoot(leaves.reduce(appendLeaf, emptyRange)))).toBe(root)
    },
  )

  it('has the published root over nothing', () => {
    expect(hex(rangeRoot(emptyRange))).toBe(published.emptyRoot)
  })

  it('has the root that the definition gives, however many leaves there are', () => {
    fc.assert(
      fc.property(someLeaves, (leaves) => {
        const range = leaves.map(leafHash).reduce(appendLeaf, emptyRange)
        expect(hex(rangeRoot(range))).toBe(hex(referenceRoot(leaves)))
        expect(range.hashes.length).toBe([...leaves.length.toString(2)].filter((bit) => bit === '1').length)
      }),
    )
  })
})

describe('a proof of inclusion', () => {
  it('is what the definition gives, and holds for its leaf, place and root alone', () => {
    fc.assert(
      fc.property(leavesAndPlace, ([leaves, index]) => {
        const hashes = leaves.map(leafHash)
        const tree = { size: leaves.length, root: rootOf(hashes) }
        const proof = proveInclusion(hashes, index)
        expect(proof.map(hex)).toEqual(referencePath(index, leaves).map(hex))
        expect(verifyInclusion(hashes[index]!, index, tree, proof)).toBe(true)
        expect(verifyInclusion(leafHash(Buffer.from('another leaf')), index, tree, proof)).toBe(false)
        expect(
          verifyInclusion(hashes[index]!, index, { ...tree, root: hashes[index]!.map((b) => b ^ 1) }, proof),
        ).toBe(false)
        expect(verifyInclusion(hashes[index]!, leaves.length, tree, proof)).toBe(false)
        expect(verifyInclusion(hashes[index]!, index, tree, [...proof, hashes[0]!])).toBe(false)
        // A way that ends early leads to what is not the root of so many leaves.
        expect(verifyInclusion(hashes[0]!, 0, { size: 2, root: hashes[0]! }, [])).toBe(false)
      }),
    )
  })
})

describe('a proof of consistency', () => {
  it('is what the definition gives, and holds for the beginning alone', () => {
    fc.assert(
      fc.property(leavesAndPlace, ([leaves, place]) => {
        const size = place + 1
        const hashes = leaves.map(leafHash)
        const older = { size, root: rootOf(hashes, 0, size) }
        const newer = { size: leaves.length, root: rootOf(hashes) }
        const proof = proveConsistency(hashes, size)
        expect(proof.map(hex)).toEqual(referenceProof(size, leaves).map(hex))
        expect(verifyConsistency(older, newer, proof)).toBe(true)
        expect(verifyConsistency({ size: 0, root: rootOf([]) }, newer, [])).toBe(true)
        expect(verifyConsistency(newer, older, proof)).toBe(size === leaves.length)
        const forged = { ...older, root: older.root.map((byte) => byte ^ 1) }
        expect(verifyConsistency(forged, newer, proof)).toBe(false)
        expect(verifyConsistency(older, { ...newer, root: newer.root.map((byte) => byte ^ 1) }, proof)).toBe(
          false,
        )
        for (const [at, hash] of proof.entries())
          expect(
            verifyConsistency(
              older,
              newer,
              proof.with(
                at,
                hash.map((byte) => byte ^ 1),
              ),
            ),
          ).toBe(false)
      }),
    )
  })

  it('refuses a history that was rewritten', () => {
    const leaves = ['a', 'b', 'c', 'd', 'e'].map((text) => leafHash(Buffer.from(text)))
    const other = leaves.with(1, leafHash(Buffer.from('B')))
    const older = { size: 3, root: rootOf(leaves, 0, 3) }
    expect(verifyConsistency(older, { size: 5, root: rootOf(other) }, proveConsistency(other, 3))).toBe(false)
  })
})
