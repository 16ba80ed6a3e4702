import { describe, expect, it } from 'vitest'
import type { CID } from 'multiformats/cid'
import type { Block } from '../../../src/core/codec/index.ts'
import {
  buildTree,
  diffTrees,
  emptyTree,
  encodeTreeNode,
  getEntry,
  keyDepth,
  TreeError,
  verifyTree,
  walk,
  type TreeNode,
} from '../../../src/core/tree/index.ts'
import { collect, MemoryReader } from './memory-reader.ts'
import { sampleEntries, valueOf } from './sample-entries.ts'

// Keys `x0`, `x1`, ... by their level at two bits a level, in key order.
const options = { bitsPerLevel: 2 }
const keysAt = (level: number): string[] =>
  Array.from({ length: 400 }, (_, i) => `x${String(i).padStart(3, '0')}`).filter(
    (key) => keyDepth(key, 2) === level,
  )
const [zeros, ones, twos] = [keysAt(0), keysAt(1), keysAt(2)]

const entry = (key: string, right: CID | null = null): TreeNode['entries'][number] => ({
  key,
  value: valueOf(key),
  right,
})
const leaf = (...keys: string[]): Block =>
  encodeTreeNode({ left: null, entries: keys.map((key) => entry(key)) })
const above = (left: Block | null, ...entries: TreeNode['entries']): Block =>
  encodeTreeNode({ left: left?.cid ?? null, entries })

const lone = leaf(zeros[0]!)

describe('verifyTree', () => {
  it('counts the entries and nodes of a valid tree', async () => {
    const { root, blocks } = buildTree(sampleEntries(2000))
    expect(await verifyTree(new MemoryReader(blocks), root)).toEqual({ count: 2000, nodes: blocks.length })
  })

  it('accepts the empty tree', async () => {
    const { root, blocks } = emptyTree()
    expect(await verifyTree(new MemoryReader(blocks), root)).toEqual({ count: 0, nodes: 1 })
  })

  it('refuses bytes that are not those of the root', async () => {
    const [a, b] = [leaf(zeros[0]!), leaf(zeros[1]!)]
    const liar = { getMany: async () => [b.bytes] }
    await expect(verifyTree(liar, a.cid, options)).rejects.toThrow(/do not have the hash/)
  })

  it('refuses a tree of another parameter', async () => {
    const { root, blocks } = buildTree(sampleEntries(500), options)
    await expect(verifyTree(new MemoryReader(blocks), root)).rejects.toBeInstanceOf(TreeError)
  })

  it('says which node is missing', async () => {
    const { root, blocks } = buildTree(sampleEntries(500))
    const missing = blocks[0]!.cid.toString()
    await expect(verifyTree(new MemoryReader(blocks.slice(1)), root)).rejects.toMatchObject({
      code: 'ERR_NOT_FOUND',
      message: expect.stringContaining(missing),
    })
  })
})

describe('a reader that lies', () => {
  // Any CID gets the same node, which points to itself: a tree without end, were it not for the level of its key.
  const endless = above(lone, entry(twos[0]!))
  const liar = (): { reads: number; getMany(cids: CID[]): Promise<Uint8Array[]> } => ({
    reads: 0,
    async getMany(cids) {
      this.reads += cids.length
      return cids.map(() => endless.bytes)
    },
  })

  it.each<[string, (reader: ReturnType<typeof liar>) => Promise<unknown>]>([
    ['walk', (reader) => collect(walk(reader, endless.cid, options))],
    ['getEntry', (reader) => getEntry(reader, endless.cid, zeros[0]!, options)],
    ['verifyTree', (reader) => verifyTree(reader, endless.cid, options)],
    ['diffTrees', (reader) => collect(diffTrees(reader, lone.cid, endless.cid, options))],
  ])('does not make %s go on for ever', async (_, ask) => {
    const reader = liar()
    await ask(reader).catch((error: unknown) => expect(error).toBeInstanceOf(TreeError))
    expect(reader.reads).toBeLessThan(10)
  })
})

describe('a diff that verifies', () => {
  it('refuses a valid subtree that was hung under the wrong parent', async () => {
    // Alice's tree has a leaf before its only upper key; Eve moves that very leaf behind it.
    const below = zeros.filter((key) => key < ones[1]!).slice(0, 2)
    const alice = buildTree(
      [...below, ones[1]!].map((key) => [key, valueOf(key)]),
      options,
    )
    const shared = leaf(...below)
    const eve = above(null, entry(ones[1]!, shared.cid))
    const reader = new MemoryReader(alice.blocks, [eve, shared])
    const diff = collect(diffTrees(reader, alice.root, eve.cid, { ...options, verify: true }))
    await expect(diff).rejects.toMatchObject({ code: 'ERR_UNVERIFIABLE' })
  })
})
