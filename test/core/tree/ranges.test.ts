import { describe, expect, it } from 'vitest'
import { buildTree, encodeTreeNode, keyDepth, verifyTree, walk } from '../../../src/core/tree/index.ts'
import { collect, MemoryReader } from './memory-reader.ts'
import { valueOf } from './sample-entries.ts'

const options = { bitsPerLevel: 2 }
const refused = expect.objectContaining({ code: 'ERR_UNVERIFIABLE' }) as Error
const keys = Array.from({ length: 400 }, (_, i) => `x${String(i).padStart(3, '0')}`)
const [low, high] = [0, 1].map((level) => keys.filter((key) => keyDepth(key, 2) === level)) as [
  string[],
  string[],
]
const entry = (key: string) => ({ key, value: valueOf(key), right: null })

describe('a node of a hostile tree', () => {
  it('does not repeat the key beside which it hangs, on either side', async () => {
    const [top] = high as [string]
    const twin = encodeTreeNode({ left: null, entries: [entry(top)] })
    const before = encodeTreeNode({ left: twin.cid, entries: [entry(top)] })
    const after = encodeTreeNode({ left: null, entries: [{ ...entry(top), right: twin.cid }] })
    for (const root of [before, after])
      await expect(collect(walk(new MemoryReader([root, twin]), root.cid, options))).rejects.toThrow(refused)
  })

  it('has no key of a lower level beside one of a higher', async () => {
    const [first, second] = [high[0]!, low.find((key) => key > high[0]!)!]
    const root = encodeTreeNode({ left: null, entries: [entry(first), entry(second)] })
    await expect(verifyTree(new MemoryReader([root]), root.cid, options)).rejects.toThrow(refused)
    const honest = buildTree(
      [first, second].map((key) => [key, valueOf(key)]),
      options,
    )
    expect(await verifyTree(new MemoryReader(honest.blocks), honest.root, options)).toEqual({
      count: 2,
      nodes: 2,
    })
  })
})
