import { describe, expect, it } from 'vitest'
import { Closure } from '../../../src/protocols/sync/closure.ts'
import { createHelper, GivenShares, type Helper } from '../../../src/protocols/sync/given-shares.ts'
import { planPack } from '../../../src/protocols/sync/plan-pack.ts'
import { ShareTree } from '../../../src/protocols/sync/share-tree.ts'
import { idToCid } from '../../../src/core/tree/index.ts'
import { notes, SampleCube } from '../sample.ts'

const COUNT = 4_000

/** All commits and nodes of a cube are here, and the first source brings memories in the order of keys. */
async function shares() {
  const cube = new SampleCube()
  await cube.commit(notes(COUNT))
  const closure = new Closure({ commit: cube.tip.cid, cube: cube.id, genesis: cube.genesis.genesis })
  const want = { cube: cube.id, commit: cube.tip.cid, have: [], skip: [], nodesHeld: false }
  const { commits, nodes, memories } = await planPack(cube.store, want, () => Promise.resolve([cube.tip.cid]))
  for (const block of [...commits, ...nodes]) closure.receive(block)
  const tree = await ShareTree.read(closure, cube.store, closure.tip!.tree)
  // So that a few leaves are a share.
  const given = new GivenShares(closure, tree, 100_000_000)
  const bring = (ids: readonly string[]): void => {
    for (const id of ids) closure.receive({ cid: idToCid(id), bytes: cube.store.get(idToCid(id))! })
  }
  const of = async (one: Helper): Promise<number> => {
    const share = await given.open(one)
    return share === undefined || share === 'nothing' ? 0 : share.memories.length
  }
  return { given, memories, bring, of }
}

const two = { sources: 2, isFirstStuck: false }

describe('shares that are given', () => {
  it('are a part of what is missing, whatever the first source has brought meanwhile', async () => {
    const { given, memories, bring, of } = await shares()
    bring(memories.slice(0, COUNT / 2))
    const carol = createHelper('carol')
    expect(given.give(carol, two)).toEqual({ isGiven: true })
    const size = await of(carol)
    // A quarter of 2,000, and the memories of the nodes above.
    expect(size).toBeGreaterThan(400)
    expect(size).toBeLessThan(700)
  })

  it('become smaller until the first source brings the rest, and are all leaves where that one is stuck', async () => {
    const { given, of } = await shares()
    const sizes: number[] = []
    const giveAll = async (view: typeof two): Promise<void> => {
      for (;;) {
        const one = createHelper('carol')
        if (!given.give(one, view).isGiven) return
        sizes.push(await of(one))
      }
    }
    await giveAll(two)
    expect(sizes.length).toBeGreaterThan(5)
    expect(sizes[0]!).toBeGreaterThan(sizes.at(-1)! * 3)
    expect(given.give(createHelper('dave'), two).isGiven).toBe(false)
    await giveAll({ ...two, isFirstStuck: true })
    expect(sizes.reduce((a, b) => a + b)).toBeGreaterThanOrEqual(COUNT)
  })

  it('of the end are given where the first source is stuck, although only a little is missing', async () => {
    const { given, memories, bring, of } = await shares()
    bring(memories.slice(0, -1))
    const carol = createHelper('carol')
    expect(given.give(carol, two).isGiven).toBe(false)
    expect(given.give(carol, { ...two, isFirstStuck: true }).isGiven).toBe(true)
    expect(await of(carol)).toBeGreaterThan(0)
  })

  it('go whole to another one where their source is slow, which is of no use then', async () => {
    const { given, of } = await shares()
    const [slow, fast] = [createHelper('slow'), createHelper('fast')]
    given.give(slow, two)
    const size = await of(slow)
    slow.isSlow = true
    expect(given.give(fast, two)).toEqual({ isGiven: true, useless: slow })
    expect(await of(fast)).toBe(size)
    expect(given.lacks(slow)).toBe(false)
  })

  it('of one that has gone are given to another, without those of which nothing is missing', async () => {
    const { given, memories, bring, of } = await shares()
    const [gone, other] = [createHelper('gone'), createHelper('other')]
    given.give(gone, two)
    await of(gone)
    gone.isOver = true
    expect(given.isUnderWay).toBe(false)
    bring(memories)
    expect(given.give(other, two).isGiven).toBe(false)
  })
})
