import fc from 'fast-check'
import type { CID } from 'multiformats/cid'
import { describe, expect, it } from 'vitest'
import {
  applyChanges,
  buildTree,
  emptyTree,
  missingNodes,
  verifyTree,
  type MissingBlock,
} from '../../../src/core/tree/index.ts'
import { collect, MemoryReader } from './memory-reader.ts'
import { anyBits, anyMap, sampleEntries, sampleKey, valueOf } from './sample-entries.ts'

const nodeNames = (missing: MissingBlock[]): string[] =>
  missing.flatMap((block) => ('node' in block ? [block.node.toString()] : []))
const valueNames = (missing: MissingBlock[]): string[] =>
  missing.flatMap((block) => ('value' in block ? [block.value.toString()] : []))

describe('missingNodes', () => {
  it('completes what a peer has to the whole wanted tree', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(anyMap(40), { maxLength: 3 }),
        anyMap(40),
        anyBits,
        async (haveMaps, map, bitsPerLevel) => {
          const haves = haveMaps.map((have) => buildTree(have, { bitsPerLevel }))
          const want = buildTree(map, { bitsPerLevel })
          const alice = new MemoryReader(want.blocks, ...haves.map((have) => have.blocks))
          const missing = await collect(
            missingNodes(
              alice,
              haves.map((have) => have.root),
              want.root,
              { bitsPerLevel },
            ),
          )

          const bob = new MemoryReader(...haves.map((have) => have.blocks))
          const sent = new Set(nodeNames(missing))
          bob.add(want.blocks.filter((block) => sent.has(block.cid.toString())))
          expect((await verifyTree(bob, want.root, { bitsPerLevel })).count).toBe(map.size)

          const values = new Set([
            ...valueNames(missing),
            ...haveMaps.flatMap((have) => [...have.values()].map(String)),
          ])
          expect([...map.values()].every((value) => values.has(value.toString()))).toBe(true)
        },
      ),
      { numRuns: 200 },
    )
  })

  it('sends no node that the peer has, where the peer has one tree', async () => {
    await fc.assert(
      fc.asyncProperty(anyMap(40), anyMap(40), anyBits, async (have, want, bitsPerLevel) => {
        const [old, next] = [buildTree(have, { bitsPerLevel }), buildTree(want, { bitsPerLevel })]
        const missing = await collect(
          missingNodes(new MemoryReader(old.blocks, next.blocks), [old.root], next.root, { bitsPerLevel }),
        )
        const held = new Set(old.blocks.map((block) => block.cid.toString()))
        expect(nodeNames(missing).filter((name) => held.has(name))).toEqual([])
      }),
    )
  })

  it('names parents before children and a node before its values', async () => {
    const { root, blocks } = buildTree(sampleEntries(300), { bitsPerLevel: 2 })
    const missing = await collect(missingNodes(new MemoryReader(blocks), [], root, { bitsPerLevel: 2 }))
    expect(nodeNames(missing)[0]).toBe(root.toString())
    const proven = new MemoryReader()
    const children = new Set([root.toString()])
    for (const name of nodeNames(missing)) {
      expect(children.has(name)).toBe(true)
      const block = blocks.find(({ cid }) => cid.toString() === name)!
      proven.add([block])
      for (const other of blocks)
        if (Buffer.from(block.bytes).includes(Buffer.from(other.cid.bytes)))
          children.add(other.cid.toString())
    }
    expect(valueNames(missing)).toHaveLength(300)
  })

  it('sends one path and one value for one change', async () => {
    const tree = buildTree(sampleEntries(20_000))
    const reader = new MemoryReader(tree.blocks)
    const changed = await applyChanges(reader, tree.root, [{ key: sampleKey(5), value: valueOf('new') }])
    reader.add(changed.blocks)
    reader.resetCounts()
    const missing = await collect(missingNodes(reader, [tree.root], changed.root))
    expect(nodeNames(missing).sort()).toEqual(changed.blocks.map((block) => block.cid.toString()).sort())
    expect(valueNames(missing)).toEqual([valueOf('new').toString()])
    expect(reader.reads.length).toBeLessThanOrEqual(8)
  })

  it('sends nothing to a peer that has the tree, and the root to one that has nothing', async () => {
    const { root, blocks } = emptyTree()
    const reader = new MemoryReader(blocks)
    expect(await collect(missingNodes(reader, [root], root))).toEqual([])
    expect(nodeNames(await collect(missingNodes(reader, [], root)))).toEqual([root.toString()])
  })

  it('takes no notice of a have that it does not know', async () => {
    const [known, unknown] = [buildTree(sampleEntries(50)), buildTree(sampleEntries(60))]
    const reader = new MemoryReader(known.blocks)
    const missing = await collect(missingNodes(reader, [unknown.root], known.root))
    expect(nodeNames(missing)).toHaveLength(known.blocks.length)
  })

  it('does not resend a value that the peer has under another key of the same level', async () => {
    const value: CID = valueOf('shared')
    const [a, b] = [buildTree([['a', value]]), buildTree([['b', value]])]
    expect(
      valueNames(await collect(missingNodes(new MemoryReader(a.blocks, b.blocks), [a.root], b.root))),
    ).toEqual([])
  })
})
