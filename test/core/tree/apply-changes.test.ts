import fc from 'fast-check'
import type { CID } from 'multiformats/cid'
import { describe, expect, it } from 'vitest'
import {
  applyChanges,
  buildTree,
  emptyTree,
  verifyTree,
  type KeyChange,
} from '../../../src/core/tree/index.ts'
import { MemoryReader } from './memory-reader.ts'
import { anyBits, anyKey, anyMap, sampleEntries, sampleKey, valueOf } from './sample-entries.ts'

const anyChanges: fc.Arbitrary<KeyChange[]> = fc
  .array(fc.tuple(anyKey, fc.option(fc.integer({ min: 0, max: 5 }).map(valueOf))), { maxLength: 12 })
  .map((list) => [...new Map(list)].map(([key, value]) => ({ key, value })))

function changed(map: ReadonlyMap<string, CID>, changes: KeyChange[]): Map<string, CID> {
  const result = new Map(map)
  for (const { key, value } of changes) {
    if (value === null) result.delete(key)
    else result.set(key, value)
  }
  return result
}

describe('applyChanges', () => {
  it('gives the root of a tree built afresh, and every block it needs', async () => {
    const anySteps = fc.array(anyChanges, { minLength: 1, maxLength: 4 })
    await fc.assert(
      fc.asyncProperty(anyMap(60), anySteps, anyBits, async (start, steps, bitsPerLevel) => {
        let map: ReadonlyMap<string, CID> = start
        let { root, blocks } = buildTree(map, { bitsPerLevel })
        const reader = new MemoryReader(blocks)
        for (const changes of steps) {
          ;({ root, blocks } = await applyChanges(reader, root, changes, { bitsPerLevel }))
          map = changed(map, changes)
          reader.add(blocks)
          expect(root.toString()).toBe(buildTree(map, { bitsPerLevel }).root.toString())
          expect((await verifyTree(reader, root, { bitsPerLevel })).count).toBe(map.size)
        }
      }),
      { numRuns: 400 },
    )
  })

  it('removes the keys that a map has, one after the other, down to the empty tree', async () => {
    await fc.assert(
      fc.asyncProperty(anyMap(25), anyBits, async (map, bitsPerLevel) => {
        let { root, blocks } = buildTree(map, { bitsPerLevel })
        const reader = new MemoryReader(blocks)
        const rest = new Map(map)
        for (const key of map.keys()) {
          ;({ root, blocks } = await applyChanges(reader, root, [{ key, value: null }], { bitsPerLevel }))
          reader.add(blocks)
          rest.delete(key)
          expect(root.toString()).toBe(buildTree(rest, { bitsPerLevel }).root.toString())
        }
        expect(root.toString()).toBe(emptyTree().root.toString())
      }),
    )
  })

  it('gives only blocks that the tree did not have', async () => {
    await fc.assert(
      fc.asyncProperty(anyMap(60), anyChanges, anyBits, async (map, changes, bitsPerLevel) => {
        const before = buildTree(map, { bitsPerLevel })
        const after = await applyChanges(new MemoryReader(before.blocks), before.root, changes, {
          bitsPerLevel,
        })
        const known = new Set(before.blocks.map((block) => block.cid.toString()))
        expect(after.blocks.filter((block) => known.has(block.cid.toString()))).toEqual([])
      }),
    )
  })

  it('reads and writes one path for one change among twenty thousand', async () => {
    const entries = sampleEntries(20_000)
    const tree = buildTree(entries)
    const reader = new MemoryReader(tree.blocks)
    const { root, blocks } = await applyChanges(reader, tree.root, [
      { key: sampleKey(777), value: valueOf('new') },
    ])
    expect(reader.reads.length).toBeLessThanOrEqual(4)
    expect(blocks.length).toBeLessThanOrEqual(4)
    const rebuilt = new Map(entries).set(sampleKey(777), valueOf('new'))
    expect(root.toString()).toBe(buildTree(rebuilt).root.toString())
  })

  it('reads a level at a time, however many keys change', async () => {
    const tree = buildTree(sampleEntries(20_000))
    const reader = new MemoryReader(tree.blocks)
    const changes = Array.from({ length: 100 }, (_, i) => ({
      key: sampleKey(i * 199),
      value: i % 3 === 0 ? null : valueOf('new'),
    }))
    await applyChanges(reader, tree.root, changes)
    expect(reader.batches).toBeLessThanOrEqual(5)
  })

  it('reads nothing and writes nothing for no changes', async () => {
    const reader = new MemoryReader()
    const { root } = buildTree(sampleEntries(3))
    expect(await applyChanges(reader, root, [])).toEqual({ root, blocks: [] })
    expect(reader.batches).toBe(0)
  })

  it('writes nothing when the changes change nothing', async () => {
    const tree = buildTree(sampleEntries(500))
    const changes = [
      { key: sampleKey(3), value: valueOf(3) },
      { key: 'not there', value: null },
    ]
    const after = await applyChanges(new MemoryReader(tree.blocks), tree.root, changes)
    expect(after.root.toString()).toBe(tree.root.toString())
    expect(after.blocks).toEqual([])
  })

  it('refuses two changes of one key', async () => {
    const { root, blocks } = emptyTree()
    const changes = [
      { key: 'a', value: valueOf(1) },
      { key: 'a', value: null },
    ]
    await expect(applyChanges(new MemoryReader(blocks), root, changes)).rejects.toMatchObject({
      code: 'ERR_INVALID_INPUT',
    })
  })

  it('says which node is missing', async () => {
    const { root } = buildTree(sampleEntries(3))
    await expect(applyChanges(new MemoryReader(), root, [{ key: 'a', value: null }])).rejects.toMatchObject({
      code: 'ERR_NOT_FOUND',
      message: expect.stringContaining(root.toString()),
    })
  })
})
