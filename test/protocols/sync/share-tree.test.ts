/** Shares of a tree, held against what a server sends for them. */
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { cidFor, RAW, type Block } from '../../../src/core/codec/index.ts'
import { createMemory } from '../../../src/core/cube/index.ts'
import { linkToCid, idToLink } from '../../../src/core/tree/index.ts'
import { memoryKey, SYNC_LIMITS } from '../../../src/protocols/index.ts'
import { Closure } from '../../../src/protocols/sync/closure.ts'
import { planPack, type PackPlan } from '../../../src/protocols/sync/plan-pack.ts'
import { ShareIntake } from '../../../src/protocols/sync/share-intake.ts'
import { ShareTree, type Share } from '../../../src/protocols/sync/share-tree.ts'
import { memoryBlock, notes, SampleCube } from '../sample.ts'

const EVERYTHING = { have: [], skip: [], nodesHeld: false }

async function plan(cube: SampleCube, want: object): Promise<PackPlan> {
  const asked = { ...EVERYTHING, cube: cube.id, commit: cube.tip.cid, ...want }
  return planPack(cube.store, asked, () => Promise.resolve([cube.tip.cid]))
}

/** A closure with all commits and nodes, and no memories, as it is when shares are cut. */
async function withNodes(cube: SampleCube, filter?: string[]): Promise<Closure> {
  const { genesis } = cube.genesis
  const closure = new Closure({ commit: cube.tip.cid, cube: cube.id, genesis, ...(filter && { filter }) })
  const { commits, nodes } = await plan(cube, filter === undefined ? {} : { filter })
  for (const block of [...commits, ...nodes]) closure.receive(block)
  return closure
}

function wantOf({ skip }: Share, filter?: string[]) {
  return { skip, nodesHeld: true, depth: 1, ...(filter && { filter }) }
}

async function cubeOf(count: number): Promise<SampleCube> {
  const made = new SampleCube()
  await made.commit(notes(count))
  return made
}

describe('a share', () => {
  it.each([undefined, ['notes/00', 'notes/015']])(
    'is exactly what a server sends for it, whichever leaves are in it (filter %s)',
    async (filter) => {
      const large = await cubeOf(3_000)
      const closure = await withNodes(large, filter)
      const tree = await ShareTree.read(closure, large.store, closure.tip!.tree)
      const most = tree.leaves.length
      expect(most).toBeGreaterThan(20)
      await fc.assert(
        fc.asyncProperty(fc.nat(most - 1), fc.integer({ min: 1, max: most }), async (from, length) => {
          const { opened } = await tree.open(tree.leaves.slice(from, from + length))
          const share = tree.cut(opened)!
          const { commits, nodes, memories } = await plan(large, wantOf(share, filter))
          expect(commits.map(({ cid }) => cid.toString())).toEqual([large.tip.cid.toString()])
          expect(nodes).toEqual([])
          expect(new Set(memories)).toEqual(new Set(share.memories))
        }),
        { numRuns: 30, seed: 16 },
      )
    },
  )

  it('with the others brings every memory', async () => {
    const large = await cubeOf(3_000)
    const closure = await withNodes(large)
    const tree = await ShareTree.read(closure, large.store, closure.tip!.tree)
    for (let from = 0; from < tree.leaves.length; from += 17) {
      const { opened } = await tree.open(tree.leaves.slice(from, from + 17))
      const share = tree.cut(opened)!
      const intake = new ShareIntake(closure, share)
      for (const block of await blocksOf(large, share)) intake.take(block)
    }
    expect(closure.outstanding()).toBe(0)
    expect(closure.entries).toBe(3_000)
  })

  it('leaves out leaves of which nothing is missing', async () => {
    const large = await cubeOf(3_000)
    const closure = await withNodes(large)
    const tree = await ShareTree.read(closure, large.store, closure.tip!.tree)
    const first = await tree.open(tree.leaves.slice(0, 1))
    const intake = new ShareIntake(closure, tree.cut(first.opened)!)
    for (const block of await blocksOf(large, tree.cut(first.opened)!)) intake.take(block)
    const { opened } = await tree.open(tree.leaves.slice(0, 3))
    expect(opened).toEqual(tree.leaves.slice(1, 3))
  })

  it('cannot be said where more would have to be left out than a want may name', async () => {
    const one = memoryBlock('the same everywhere')
    const wide = new SampleCube()
    await wide.commit(Object.fromEntries(Array.from({ length: 45_000 }, (_, i) => [`key ${i}`, one])))
    const closure = await withNodes(wide)
    const tree = await ShareTree.read(closure, wide.store, closure.tip!.tree)
    expect(tree.leaves.length).toBeGreaterThan(SYNC_LIMITS.maxSkip + 200)
    const { opened } = await tree.open(tree.leaves.filter((_, i) => i % 10 === 0))
    expect(tree.cut(opened)).toBeUndefined()
  })

  it('of a tree that is one node alone has no leaves', async () => {
    const tiny = await cubeOf(1)
    const closure = await withNodes(tiny)
    expect((await ShareTree.read(closure, tiny.store, closure.tip!.tree)).leaves).toEqual([])
  })
})

/** What an honest server sends for a share, the commit first. */
async function blocksOf(from: SampleCube, share: Share): Promise<Block[]> {
  const { commits, memories } = await plan(from, wantOf(share))
  return [
    ...commits,
    ...memories.map((id) => {
      const cid = linkToCid(idToLink(id))
      return { cid, bytes: from.store.get(cid)! }
    }),
  ]
}

describe('what one source sends of its share', () => {
  async function intake() {
    const large = await cubeOf(3_000)
    const closure = await withNodes(large)
    const tree = await ShareTree.read(closure, large.store, closure.tip!.tree)
    const share = tree.cut((await tree.open(tree.leaves.slice(10, 14))).opened)!
    const other = tree.cut((await tree.open(tree.leaves.slice(-3))).opened)!
    const blocks = await blocksOf(large, share)
    return { closure, large, tree, share, other, blocks, intake: new ShareIntake(closure, share) }
  }

  it('is taken once from it, and again from another one without being stored', async () => {
    const { closure, share, blocks, intake: hers } = await intake()
    expect(blocks.map((block) => hers.take(block))).toEqual(blocks.map((_, i) => i > 0))
    expect(() => hers.take(blocks[1]!)).toThrow(/came before/)
    expect(() => hers.take(blocks[0]!)).toThrow(/came before/)
    const his = new ShareIntake(closure, share)
    expect(blocks.map((block) => his.take(block))).toEqual(blocks.map(() => false))
  })

  it('may come from the one that sends everything too, once', async () => {
    const { closure, blocks, intake: hers } = await intake()
    hers.take(blocks[1]!)
    expect(closure.receive(blocks[1]!)).toBe(false)
    expect(() => closure.receive(blocks[1]!)).toThrow(/twice/)
  })

  it('is refused where it is of another share, a node, or nothing of this cube', async () => {
    const { large, other, share, intake: hers } = await intake()
    const foreign = other.memories.find((id) => !share.memories.includes(id))!
    const cid = linkToCid(idToLink(foreign))
    const blocks = [
      { cid, bytes: large.store.get(cid)! },
      { cid: large.tree, bytes: large.store.get(large.tree)! },
      memoryBlock('spam'),
    ]
    for (const block of blocks) expect(() => hers.take(block)).toThrow(/not of its share/)
  })

  it('is refused where its bytes are others, also of what is here', async () => {
    const { blocks, closure, share, intake: hers } = await intake()
    const [, block] = blocks
    const wrong = { cid: block!.cid, bytes: Uint8Array.from(block!.bytes).fill(7, 40, 44) }
    expect(() => hers.take(wrong)).toThrow(/do not have that hash/)
    new ShareIntake(closure, share).take(block!)
    expect(() => new ShareIntake(closure, share).take(wrong)).toThrow(/do not have that hash/)
  })

  it('has the payloads of its memories, each block once', async () => {
    const payload = new Uint8Array(1_000).fill(5)
    const raw = { cid: cidFor(RAW, payload), bytes: payload }
    const files = [1, 2].map((created) => fileMemory(raw.cid, payload.length, created))
    const some = new SampleCube()
    await some.commit({ ...notes(200), one: files[0]!, two: files[1]! })
    const closure = await withNodes(some)
    const hers = new ShareIntake(closure, { memories: files.map(({ cid }) => memoryKey(cid)) })
    expect(() => hers.take(raw)).toThrow(/not of its share/)
    expect([files[0]!, raw, files[1]!].map((block) => hers.take(block))).toEqual([true, true, true])
    expect(() => hers.take(raw)).toThrow(/came before/)
    expect(closure.outstanding('payload')).toBe(0)
  })
})

function fileMemory(link: Block['cid'], bytes: number, created: number): Block {
  return createMemory({
    type: 'parameter',
    media: 'application/octet-stream',
    body: { link, bytes },
    tags: [],
    created,
    provenance: { activity: 'test' },
    governance: {},
  }).block
}
