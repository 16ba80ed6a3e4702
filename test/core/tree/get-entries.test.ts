/** Many keys at once: what one look-up each gives, and each node read once. */
import type { CID } from 'multiformats/cid'
import { describe, expect, it } from 'vitest'
import { cidFor, RAW } from '../../../src/core/codec/index.ts'
import {
  buildTree,
  emptyTree,
  getEntries,
  getEntry,
  OpenedNodes,
  type Entry,
} from '../../../src/core/tree/index.ts'
import { Blocks } from '../sealed/sample-cube.ts'

const valueOf = (key: string): CID => cidFor(RAW, Buffer.from(key))
const entries = Array.from({ length: 3_000 }, (_, i): Entry => [`key/${i}`, valueOf(`${i}`)])
const tree = buildTree(entries)

class Counted extends Blocks {
  asked: string[] = []

  override async getMany(cids: CID[]): Promise<(Uint8Array | undefined)[]> {
    this.asked.push(...cids.map(String))
    return super.getMany(cids)
  }
}

function counted(): Counted {
  const blocks = new Counted()
  blocks.put(tree.blocks)
  return blocks
}

describe('many keys of a tree', () => {
  it('are what each alone is, in the order asked, absent ones and doubles too', async () => {
    const reader = counted()
    const keys = [
      'key/2999',
      'key/0',
      'nothing',
      'key/17',
      'key/17',
      'key/',
      'zz',
      ...entries.map(([key]) => key),
    ]
    const alone = await Promise.all(keys.map((key) => getEntry(reader, tree.root, key)))
    expect(await getEntries(reader, tree.root, keys)).toEqual(alone)
    expect(alone.slice(2, 4)).toEqual([undefined, valueOf('17')])
    expect(await getEntries(reader, tree.root, [])).toEqual([])
  })

  it('read each node once, and none again while it is kept open', async () => {
    const reader = counted()
    const opened = new OpenedNodes()
    const keys = entries.map(([key]) => key)
    await getEntries(reader, tree.root, keys, { opened })
    expect(reader.asked).toHaveLength(tree.blocks.length)
    expect(new Set(reader.asked).size).toBe(tree.blocks.length)
    await getEntries(reader, tree.root, keys.slice(5, 900), { opened })
    expect(reader.asked).toHaveLength(tree.blocks.length)
  })

  it('are found with next to nothing kept open', async () => {
    const reader = counted()
    const opened = new OpenedNodes(1)
    for (const [key, value] of entries.slice(0, 50))
      expect(await getEntries(reader, tree.root, [key], { opened })).toEqual([value])
  })

  it('are nowhere in the tree without entries, and a node that is not here is said', async () => {
    const empty = new Blocks()
    empty.put(emptyTree().blocks)
    expect(await getEntries(empty, emptyTree().root, ['a', 'b'])).toEqual([undefined, undefined])
    await expect(getEntries(empty, tree.root, ['a'])).rejects.toMatchObject({ code: 'ERR_NOT_FOUND' })
  })
})
