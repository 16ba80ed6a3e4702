// What a merge would do, on commits made by hand: settings that differ, and histories that are not what they should be.
import type { CID } from 'multiformats/cid'
import { describe, expect, test } from 'vitest'
import { encodeBlock, type Block } from '../../src/core/codec/index.ts'
import { nextTid, signCommit } from '../../src/core/cube/index.ts'
import { keyPairFromSecret } from '../../src/core/identity/index.ts'
import { buildTree } from '../../src/core/tree/index.ts'
import type { Life } from '../../src/swarms/life.ts'
import { createCubeShelf } from '../../src/cubes/cube-shelf.ts'
import { planMerge } from '../../src/cubes/merging/plan-merge.ts'
import type { Store } from '../../src/storage/index.ts'
import { valueOf } from '../core/tree/sample-entries.ts'

const { publicKey, secret } = keyPairFromSecret(new Uint8Array(32).fill(1))
const [upstream, fork] = [encodeBlock({ cube: 1 }).cid, encodeBlock({ cube: 2 }).cid]

class Blocks {
  readonly #blocks = new Map<string, Uint8Array>()
  readonly node: Life

  constructor() {
    const get = async (cid: CID): Promise<Uint8Array | undefined> => this.#blocks.get(cid.toString())
    const store = {
      get,
      has: async (cid: CID) => this.#blocks.has(cid.toString()),
      getMany: (cids: CID[]) => Promise.all(cids.map(get)),
      records: () => ({ get: async () => undefined, async *list() {} }),
    } as unknown as Store
    this.node = { store, cubes: createCubeShelf(store) } as unknown as Life
  }

  commit(cube: CID, atMs: number, values: Record<string, number>, ...parents: CID[]): CID {
    const tree = buildTree(Object.entries(values).map(([key, value]) => [key, valueOf(value)]))
    const rev = nextTid(undefined, atMs, 0)
    const count = Object.keys(values).length
    const fields = { cube, tree: tree.root, parents, rev, author: publicKey, time: atMs, message: '', count }
    const { block } = signCommit(fields, secret)
    this.put(...tree.blocks, block)
    return block.cid
  }

  put(...blocks: Block[]): void {
    for (const { cid, bytes } of blocks) this.#blocks.set(cid.toString(), bytes)
  }
}

describe('settings of a cube', () => {
  const info = '.memcube/info'

  test('stay with the cube when another one is merged, and are named', async () => {
    const blocks = new Blocks()
    const start = blocks.commit(upstream, 1, { [info]: 0, a: 0 })
    const theirs = blocks.commit(upstream, 2, { [info]: 2, '.memcube/policy': 2, a: 2 }, start)
    for (const mine of [0, 1]) {
      const ours = blocks.commit(fork, 3, { [info]: mine, a: 0 }, start)
      expect(await planMerge(blocks.node, ours, theirs)).toMatchObject({
        type: 'merge',
        changes: [{ key: 'a' }],
        conflicts: [],
        keptSettings: expect.arrayContaining([info, '.memcube/policy']),
      })
    }
  })

  test('that are all that differs are nothing to merge', async () => {
    const blocks = new Blocks()
    const start = blocks.commit(upstream, 1, { [info]: 0, a: 0 })
    const ours = blocks.commit(fork, 2, { [info]: 0, a: 0 }, start)
    const theirs = blocks.commit(upstream, 3, { [info]: 1, a: 0 }, ours)
    expect(await planMerge(blocks.node, ours, theirs)).toEqual({ type: 'nothing' })
  })

  test('are merged, and may conflict, between branches of one cube', async () => {
    const blocks = new Blocks()
    const start = blocks.commit(upstream, 1, { [info]: 0 })
    const ours = blocks.commit(upstream, 2, { [info]: 1 }, start)
    const theirs = blocks.commit(upstream, 3, { [info]: 2 }, start)
    expect(await planMerge(blocks.node, ours, theirs)).toMatchObject({
      conflicts: [{ key: info, type: 'edit/edit' }],
      keptSettings: [],
    })
  })
})

test('a history with a parent that is not older is refused whole', async () => {
  const blocks = new Blocks()
  const start = blocks.commit(upstream, 5, { a: 0 })
  const ours = blocks.commit(upstream, 6, { a: 1 }, start)
  const theirs = blocks.commit(upstream, 4, { a: 2 }, start)
  await expect(planMerge(blocks.node, ours, theirs)).rejects.toMatchObject({ code: 'ERR_UNVERIFIABLE' })
})

test('a state that is not held is named with what to do', async () => {
  const [blocks, elsewhere] = [new Blocks(), new Blocks()]
  const start = elsewhere.commit(upstream, 1, { a: 0 })
  const startBlock = await elsewhere.node.store.get(start)
  blocks.put({ cid: start, bytes: startBlock! })
  const ours = blocks.commit(fork, 2, { a: 1 }, start)
  const theirs = blocks.commit(upstream, 3, { a: 2 }, start)
  await expect(planMerge(blocks.node, ours, theirs)).rejects.toMatchObject({
    code: 'ERR_NOT_FOUND',
    hint: expect.stringContaining('a pull brings the newest state'),
  })
})
