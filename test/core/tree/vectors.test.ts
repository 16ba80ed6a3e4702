import { readFileSync } from 'node:fs'
import { CID } from 'multiformats/cid'
import { describe, expect, it } from 'vitest'
import { TREE_VECTORS, treeVectors } from '../../../scripts/vectors/tree.ts'
import type {
  ChangeCase,
  DepthCase,
  InvalidNodeCase,
  InvalidProofCase,
  InvalidTreeCase,
  ProofCase,
  TreeCase,
  VectorBlock,
  VectorEntry,
  VectorFile,
} from '../../../scripts/vectors/tree/shape.ts'
import { verifyBlock, type Block } from '../../../src/core/codec/index.ts'
import {
  applyChanges,
  buildTree,
  diffTrees,
  keyDepth,
  parseNode,
  verifyProof,
  verifyTree,
  type Entry,
} from '../../../src/core/tree/index.ts'
import { referenceTree } from '../../reference/reference-tree.ts'
import { collect, MemoryReader } from './memory-reader.ts'

function load<Case>(path: string): Case[] {
  return (JSON.parse(readFileSync(new URL(path, TREE_VECTORS), 'utf8')) as VectorFile<Case>).cases
}

const bytesOf = (hex: string): Uint8Array => Uint8Array.from(Buffer.from(hex, 'hex'))
const keyOf = ({ keyHex }: { keyHex: string }): string => Buffer.from(keyHex, 'hex').toString('utf8')
const entriesOf = (list: VectorEntry[]): Entry[] =>
  list.map((entry) => [keyOf(entry), CID.parse(entry.value)])
const blocksOf = (list: VectorBlock[]): Block[] =>
  list.map(({ cid, hex }) => ({ cid: CID.parse(cid), bytes: bytesOf(hex) }))
const cidNames = (blocks: { cid: { toString(): string } }[]): string[] =>
  blocks.map(({ cid }) => cid.toString()).sort()

describe('the vectors of the tree', () => {
  it('are what the script writes', async () => {
    for (const [path, text] of Object.entries(await treeVectors())) {
      expect(readFileSync(new URL(path, TREE_VECTORS), 'utf8'), path).toBe(text)
    }
  })

  it.each(load<DepthCase>('valid/depths.json'))(
    '$key has level $depth at $bitsPerLevel bits',
    ({ depth, bitsPerLevel, ...key }) => {
      expect(keyDepth(keyOf(key), bitsPerLevel)).toBe(depth)
    },
  )

  it.each(load<TreeCase>('valid/trees.json'))(
    'tree: $name',
    async ({ bitsPerLevel, entries, root, blocks }) => {
      const built = buildTree(entriesOf(entries), { bitsPerLevel })
      expect(built.root.toString()).toBe(root)
      expect(cidNames(built.blocks)).toEqual(cidNames(blocks))
      expect(referenceTree(new Map(entriesOf(entries)), bitsPerLevel).root.toString()).toBe(root)
      for (const { cid, bytes } of blocksOf(blocks)) verifyBlock(cid, bytes)
      const size = await verifyTree(new MemoryReader(blocksOf(blocks)), built.root, { bitsPerLevel })
      expect(size).toEqual({ count: entries.length, nodes: blocks.length })
    },
  )

  it.each(load<ChangeCase>('valid/changes.json'))(
    'change: $name',
    async ({ bitsPerLevel, before, changes, after, diff }) => {
      const old = buildTree(entriesOf(before.entries), { bitsPerLevel })
      const reader = new MemoryReader(old.blocks)
      const wanted = changes.map((change) => ({
        key: keyOf(change),
        value: change.value === null ? null : CID.parse(change.value),
      }))
      const written = await applyChanges(reader, old.root, wanted, { bitsPerLevel })
      expect(written.root.toString()).toBe(after.root)
      expect(cidNames(written.blocks)).toEqual(cidNames(after.newBlocks))
      reader.add(written.blocks)
      const found = await collect(diffTrees(reader, old.root, written.root, { bitsPerLevel, verify: true }))
      expect(
        found.map((change) => ({
          key: change.key,
          before: change.before?.toString() ?? null,
          after: change.after?.toString() ?? null,
        })),
      ).toEqual(diff)
    },
  )

  it.each(load<ProofCase>('valid/proofs.json'))(
    'proof: $name',
    ({ bitsPerLevel, root, nodes, value, ...key }) => {
      const shown = verifyProof(CID.parse(root), keyOf(key), { nodes: nodes.map(bytesOf) }, { bitsPerLevel })
      expect(shown.value?.toString() ?? null).toBe(value)
    },
  )

  it.each(load<InvalidNodeCase>('invalid/nodes.json'))('refused node: $name', ({ hex }) => {
    expect(() => parseNode(bytesOf(hex))).toThrow(
      expect.objectContaining({ name: 'TreeError', code: 'ERR_UNVERIFIABLE' }),
    )
  })

  it.each(load<InvalidTreeCase>('invalid/trees.json'))(
    'refused tree: $name',
    async ({ bitsPerLevel, root, blocks }) => {
      const list = blocksOf(blocks)
      for (const { bytes } of list) parseNode(bytes)
      const small = buildTree([['k000', list[0]!.cid]], { bitsPerLevel })
      const reader = new MemoryReader(list, small.blocks)
      const refused = { code: 'ERR_UNVERIFIABLE' }
      await expect(verifyTree(reader, CID.parse(root), { bitsPerLevel })).rejects.toMatchObject(refused)
      for (const from of [undefined, small.root]) {
        const diff = collect(diffTrees(reader, from, CID.parse(root), { bitsPerLevel, verify: true }))
        await expect(diff).rejects.toMatchObject(refused)
      }
    },
  )

  it.each(load<InvalidProofCase>('invalid/proofs.json'))(
    'refused proof: $name',
    ({ bitsPerLevel, root, nodes, ...key }) => {
      const verify = (): unknown =>
        verifyProof(CID.parse(root), keyOf(key), { nodes: nodes.map(bytesOf) }, { bitsPerLevel })
      expect(verify).toThrow(expect.objectContaining({ name: 'TreeError', code: 'ERR_UNVERIFIABLE' }))
    },
  )
})
