// What was edited twice is found by what changed since the last look, or anew where that look was at something collected.
import type { CID } from 'multiformats/cid'
import { expect, test } from 'vitest'
import { cidFor, DAG_CBOR } from '../../src/core/codec/index.ts'
import { buildTree } from '../../src/core/tree/index.ts'
import { editedTwice } from '../../src/care/waiting/index.ts'

const value = (word: string): CID => cidFor(DAG_CBOR, Buffer.from(word))
const marked = (key: string, cid: CID): string => `${key}~${cid.toString().slice(-8)}`

test('also after the tree of the last look was collected', async () => {
  const held = new Map<string, Uint8Array>()
  const store = {
    get: async (cid: CID) => held.get(cid.toString()),
    getMany: async (cids: readonly CID[]) => cids.map((cid) => held.get(cid.toString())),
    has: async (cid: CID) => held.has(cid.toString()),
  }
  const tree = (entries: Record<string, CID>): CID => {
    const { root, blocks } = buildTree(Object.entries(entries))
    for (const { cid, bytes } of blocks) held.set(cid.toString(), bytes)
    return root
  }
  const look = (root: CID) => editedTwice(store as never, 'cube', root)
  const twice = { k: value('one'), [marked('k', value('two'))]: value('two') }
  const first = tree(twice)
  expect(await look(first)).toEqual([{ key: 'k', beside: marked('k', value('two')) }])
  held.clear()
  expect(await look(tree({ ...twice, z: value('later') }))).toHaveLength(1)
  held.clear()
  expect(await look(tree({ k: value('one') }))).toEqual([])
})
