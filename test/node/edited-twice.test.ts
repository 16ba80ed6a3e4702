// What was edited twice is found by what changed since the last look, or anew where that look was at something collected.
import type { CID } from 'multiformats/cid'
import { expect, test } from 'vitest'
import { cidFor, DAG_CBOR } from '../../src/core/codec/index.ts'
import { buildTree } from '../../src/core/tree/index.ts'
import { editedTwice } from '../../src/care/waiting/index.ts'

const value = (word: string): CID => cidFor(DAG_CBOR, Buffer.from(word))
const marked = (key: string, cid: CID): string => `${key}~${cid.toString().slice(-8)}`

/** Blocks and records that stay when a process ends. */
function disk() {
  const held = new Map<string, Uint8Array>()
  const kept = new Map<string, unknown>()
  /** A process of its own. */
  const open = () => {
    const store = {
      get: async (cid: CID) => held.get(cid.toString()),
      getMany: async (cids: readonly CID[]) => cids.map((cid) => held.get(cid.toString())),
      has: async (cid: CID) => held.has(cid.toString()),
      records: () => ({ get: async (key: string) => kept.get(key) }),
      commit: async ({ put }: { put: { key: string; value: unknown }[] }) =>
        put.forEach(({ key, value: record }) => kept.set(key, record)),
    }
    return (root: CID) => editedTwice(store as never, 'cube', root)
  }
  const tree = (entries: Record<string, CID>): CID => {
    const { root, blocks } = buildTree(Object.entries(entries))
    for (const { cid, bytes } of blocks) held.set(cid.toString(), bytes)
    return root
  }
  return { held, kept, open, tree }
}

const twice = { k: value('one'), [marked('k', value('two'))]: value('two') }
const found = [{ key: 'k', beside: marked('k', value('two')) }]

test('also after the tree of the last look was collected', async () => {
  const { held, open, tree } = disk()
  const look = open()
  expect(await look(tree(twice))).toEqual(found)
  held.clear()
  expect(await look(tree({ ...twice, z: value('later') }))).toHaveLength(1)
  held.clear()
  expect(await look(tree({ k: value('one') }))).toEqual([])
})

test('also after nodes of the tree of the last look were collected, and its root was not', async () => {
  const { held, kept, open, tree } = disk()
  const many = Object.fromEntries(Array.from({ length: 500 }, (_, i) => [`n/${i}`, value(`n${i}`)]))
  const first = tree({ ...many, ...twice })
  expect(await open()(first)).toEqual(found)
  expect(kept.size).toBe(1)
  const root = held.get(first.toString()) as Uint8Array
  held.clear()
  held.set(first.toString(), root)
  const next = tree({ ...twice, z: value('later') })
  expect(await open()(next)).toEqual(found)
})

test('also where what was kept of the last look is of another shape', async () => {
  const { kept, open, tree } = disk()
  const many = Object.fromEntries(Array.from({ length: 500 }, (_, i) => [`n/${i}`, value(`n${i}`)]))
  const root = tree({ ...many, ...twice })
  await open()(root)
  for (const name of kept.keys()) kept.set(name, { tree: value('gone'), nodes: [value('gone')] })
  expect(await open()(root)).toEqual(found)
})
