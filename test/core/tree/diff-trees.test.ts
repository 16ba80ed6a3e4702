import fc from 'fast-check'
import type { CID } from 'multiformats/cid'
import { describe, expect, it } from 'vitest'
import { applyChanges, buildTree, diffTrees, type TreeChange } from '../../../src/core/tree/index.ts'
import { referenceDiff } from '../../reference/reference-tree.ts'
import { collect, MemoryReader } from './memory-reader.ts'
import { anyBits, anyMap, sampleEntries, sampleKey, valueOf } from './sample-entries.ts'

const plain = (changes: { key: string; before?: CID; after?: CID }[]): object[] =>
  changes.map(({ key, before, after }) => ({ key, before: before?.toString(), after: after?.toString() }))

async function diffMaps(
  a: Map<string, CID>,
  b: Map<string, CID>,
  bitsPerLevel: number,
  verify = false,
): Promise<TreeChange[]> {
  const [left, right] = [buildTree(a, { bitsPerLevel }), buildTree(b, { bitsPerLevel })]
  return collect(
    diffTrees(new MemoryReader(left.blocks, right.blocks), left.root, right.root, { bitsPerLevel, verify }),
  )
}

describe('diffTrees', () => {
  it('finds what a comparison of the two maps finds, in key order', async () => {
    await fc.assert(
      fc.asyncProperty(anyMap(60), anyMap(60), anyBits, fc.boolean(), async (a, b, bits, verify) => {
        expect(plain(await diffMaps(a, b, bits, verify))).toEqual(plain(referenceDiff(a, b)))
      }),
      { numRuns: 300 },
    )
  })

  it('finds the same between maps that share most entries', async () => {
    const base = new Map(sampleEntries(600))
    await fc.assert(
      fc.asyncProperty(anyMap(8), anyMap(8), anyBits, fc.boolean(), async (x, y, bits, verify) => {
        const [a, b] = [new Map([...base, ...x]), new Map([...base, ...y])]
        expect(plain(await diffMaps(a, b, bits, verify))).toEqual(plain(referenceDiff(a, b)))
      }),
    )
  })

  it('lists a whole tree as added when there was none before', async () => {
    const map = new Map(sampleEntries(200))
    const { root, blocks } = buildTree(map)
    const changes = await collect(diffTrees(new MemoryReader(blocks), undefined, root))
    expect(plain(changes)).toEqual(plain(referenceDiff(new Map(), map)))
  })

  it('reads nothing for equal roots', async () => {
    const reader = new MemoryReader()
    const { root } = buildTree(sampleEntries(9))
    expect(await collect(diffTrees(reader, root, root))).toEqual([])
    expect(reader.batches).toBe(0)
  })

  it('reads by the difference and not by the size', async () => {
    const tree = buildTree(sampleEntries(20_000))
    const reader = new MemoryReader(tree.blocks)
    const changed = await applyChanges(reader, tree.root, [{ key: sampleKey(77), value: valueOf('new') }])
    reader.add(changed.blocks)
    reader.resetCounts()
    expect(await collect(diffTrees(reader, tree.root, changed.root, { verify: true }))).toHaveLength(1)
    expect(reader.reads.length).toBeLessThanOrEqual(8)
  })

  it('fails on a missing node instead of leaving out what is below it', async () => {
    const tree = buildTree(sampleEntries(500))
    const partial = new MemoryReader(tree.blocks.slice(1))
    await expect(collect(diffTrees(partial, undefined, tree.root))).rejects.toMatchObject({
      code: 'ERR_NOT_FOUND',
    })
  })
})
