// What may be read of a cube begins at its published tips: any other commit is as if it were not here.
import type { CID } from 'multiformats/cid'
import { describe, expect, test } from 'vitest'
import { planPack, type TipsOf } from '../../../src/protocols/sync/plan-pack.ts'
import type { Want } from '../../../src/protocols/sync/messages.ts'
import { SampleCube } from '../sample.ts'

interface Branches {
  cube: SampleCube
  /** Where the private branch began, and where main is. */
  base: CID
  main: CID
  /** The first and the last commit of a branch that is not published. */
  first: CID
  draft: CID
}

async function twoBranches(): Promise<Branches> {
  const cube = new SampleCube()
  const { cid: base } = await cube.commit({ a: 'one', b: 'two' })
  const { tree } = cube
  const { cid: first } = await cube.commit({ a: 'a plan' })
  const { cid: draft } = await cube.commit({ c: 'more of it' })
  cube.tree = tree
  const { cid: main } = await cube.commit({ b: 'three' }, { parents: [base] })
  return { cube, base, main, first, draft }
}

const wantOf = ({ id }: SampleCube, commit: CID, have: CID[] = []): Want => ({
  cube: id,
  commit,
  have,
  skip: [],
  nodesHeld: false,
})

/** Only this cube is public, from these tips on. */
const showing =
  ({ id }: SampleCube, ...tips: CID[]): TipsOf =>
  (cube) =>
    Promise.resolve(cube.equals(id) ? tips : undefined)

const notFound = { code: 'ERR_NOT_FOUND' }

describe('a server', () => {
  test('gives a published tip and what came before it', async () => {
    const { cube, base, main } = await twoBranches()
    const { commits } = await planPack(cube.store, wantOf(cube, main), showing(cube, main))
    expect(commits.map(({ cid }) => cid.toString())).toEqual([main, base].map(String))
    expect((await planPack(cube.store, wantOf(cube, base), showing(cube, main))).commits).toHaveLength(1)
  })

  test.each(['first', 'draft'] as const)('does not have the %s commit of a private branch', async (which) => {
    const branches = await twoBranches()
    const { cube, main } = branches
    const asked = planPack(cube.store, wantOf(cube, branches[which]), showing(cube, main))
    await expect(asked).rejects.toMatchObject(notFound)
  })

  test('does not have a tree or a memory as a commit', async () => {
    const { cube, main } = await twoBranches()
    for (const cid of [cube.tree, cube.id])
      await expect(planPack(cube.store, wantOf(cube, cid), showing(cube, main))).rejects.toMatchObject(
        notFound,
      )
  })

  test('answers who names a private commit in `have` as if he had named none', async () => {
    const { cube, base, main, first, draft } = await twoBranches()
    const tips = showing(cube, main)
    const plain = await planPack(cube.store, wantOf(cube, main), tips)
    expect(await planPack(cube.store, wantOf(cube, main, [draft, first]), tips)).toEqual(plain)
    const known = await planPack(cube.store, wantOf(cube, main, [draft, base]), tips)
    expect(known).toEqual(await planPack(cube.store, wantOf(cube, main, [base]), tips))
    expect(known.commits.length).toBeLessThan(plain.commits.length)
  })

  test('does not reach a private commit through another cube that merged it', async () => {
    const { cube, main, draft } = await twoBranches()
    const other = new SampleCube({ name: 'other' })
    // Its revisions are higher than those of the draft, as those of a merge are.
    for (let i = 0; i < 5; i++) await other.commit({ x: `${i}` })
    const { cid: merged } = await other.commit({ x: 'y' }, { parents: [draft] })
    cube.store.put({ cid: merged, bytes: other.tip.bytes })
    const { cid: tip } = await cube.commit({ d: 'four' }, { parents: [main, merged] })
    await expect(planPack(cube.store, wantOf(cube, draft), showing(cube, tip))).rejects.toMatchObject(
      notFound,
    )
  })
})
