// One key in one tree after another: what each look-up alone gives, and no node read for what was found on the same way before.
import type { CID } from 'multiformats/cid'
import { expect, test } from 'vitest'
import { applyChanges, buildTree, createKeySearch, getEntry } from '../../../src/core/tree/index.ts'
import { MemoryReader } from './memory-reader.ts'
import { sampleEntries, sampleKey, valueOf } from './sample-entries.ts'

const size = 2_000

/** Trees of which each changes or removes one key of the one before. */
async function treesOf(count: number): Promise<{ reader: MemoryReader; roots: CID[] }> {
  const first = buildTree(sampleEntries(size))
  const reader = new MemoryReader(first.blocks)
  const roots = [first.root]
  for (let at = 0; at < count; at++) {
    const change = { key: sampleKey((at * 7) % size), value: at % 5 === 4 ? null : valueOf(`changed ${at}`) }
    const { root, blocks } = await applyChanges(reader, roots.at(-1) as CID, [change])
    reader.add(blocks)
    roots.push(root)
  }
  return { reader, roots }
}

test('finds in each tree what a look-up of its own does', async () => {
  const { reader, roots } = await treesOf(200)
  for (const key of [sampleKey(0), sampleKey(7), sampleKey(28), sampleKey(1_999), 'nothing']) {
    const search = createKeySearch(reader, key)
    for (const root of roots)
      expect((await search(root))?.toString()).toBe((await getEntry(reader, root, key))?.toString())
  }
})

test('reads little more than the roots of trees that differ elsewhere', async () => {
  const { reader, roots } = await treesOf(200)
  const search = createKeySearch(reader, sampleKey(1_999))
  reader.resetCounts()
  for (const root of roots) await search(root)
  const searched = reader.reads.length
  reader.resetCounts()
  for (const root of roots) await getEntry(reader, root, sampleKey(1_999))
  expect(searched).toBeLessThan(reader.reads.length * 0.75)
})
