// Branches beside the one that is read: what is asked of peers, what the rules of the cube say of them, and what is kept.
import { describe, expect, it } from 'vitest'
import { SampleCube } from '../protocols/sample.ts'
import { bring, commitOn, ruled } from './branch-world.ts'

/** Main is commit 1, and what it says is kept by rules. */
async function ruledCube() {
  const cube = new SampleCube()
  return { cube, main: await cube.commit({ ...ruled, first: 'one' }) }
}

describe('a branch that is kept up to date', () => {
  it('is asked for by what is held of main and of it', async () => {
    const { cube, main } = await ruledCube()
    const before = await commitOn(cube, main, { d: 'one' })
    const draft = await commitOn(cube, before, { e: 'two' })
    const brought = await bring({
      cube,
      main,
      refs: { draft },
      wanted: { draft: before },
      held: [before],
    })
    expect(brought).toMatchObject({ asked: ['3<1,2'], refused: [], wanted: 'draft 3', outcome: 'draft: 3' })
  })

  it('stays where it was when it breaks the rules of its cube, and nothing of it stays behind', async () => {
    const { cube, main } = await ruledCube()
    const before = await commitOn(cube, main, { d: 'one' })
    const draft = await commitOn(cube, before, { 'secret/a': 'x' })
    const brought = await bring({
      cube,
      main,
      refs: { draft },
      wanted: { draft: before },
      held: [before],
    })
    expect(brought).toMatchObject({
      wanted: 'draft 2',
      isDiscarded: true,
      refused: [expect.stringMatching(/^ERR_DENIED .*"no secrets" of notes at "secret\/a"/)],
    })
  })
})

describe('branches of which one cannot be had', () => {
  const prepared = async () => {
    const { cube, main } = await ruledCube()
    const draft = await commitOn(cube, main, { d: 'one' })
    const gone = await commitOn(cube, main, { g: 'one' })
    return { cube, main, refs: { gone, draft }, withheld: [gone] }
  }

  it('bring the others, and an error for who asked just now', async () => {
    const { refused, outcome, wanted } = await bring({ ...(await prepared()), names: ['gone', 'draft'] })
    expect(outcome).toBe('ERR_UNREACHABLE')
    expect(wanted).toBe('gone null, draft 2')
    expect(refused).toEqual([expect.stringContaining('the branch "gone" of notes could not be fetched')])
  })

  it('bring the others, and no error where nobody waits', async () => {
    const wanted = { gone: null, draft: null }
    const brought = await bring({ ...(await prepared()), wanted })
    expect(brought).toMatchObject({ outcome: 'draft: 2', wanted: 'gone null, draft 2' })
  })
})

describe('a branch that comes for the first time', () => {
  it.each([
    ['breaks them', { 'secret/a': 'x' }, 'draft null'],
    ['takes away what they keep', { first: null }, 'draft null'],
    ['keeps them', { d: 'one' }, 'draft 2'],
  ])('and %s is judged by the rules of main from where it began', async (_what, changes, wanted) => {
    const { cube, main } = await ruledCube()
    const draft = await commitOn(cube, main, changes)
    const brought = await bring({ cube, main, refs: { draft }, wanted: { draft: null } })
    expect(brought.wanted).toBe(wanted)
    expect(brought.asked).toEqual(['2<1'])
  })

  /** Main went on, and the state that the branch began at is not here. */
  const gone = async (changes: Record<string, string>) => {
    const { cube, main: began } = await ruledCube()
    const main = await commitOn(cube, began, { later: 'two' })
    const draft = await commitOn(cube, began, changes)
    return { cube, main, began, refs: { draft }, names: ['draft'] }
  }

  it('from a state that is not here has that state brought first', async () => {
    expect(await bring(await gone({ d: 'one' }))).toMatchObject({
      asked: ['3<2', '1<3,2'],
      outcome: 'draft: 2',
      wanted: 'draft 3',
    })
    expect(await bring(await gone({ 'secret/a': 'x' }))).toMatchObject({
      asked: ['3<2', '1<3,2'],
      outcome: 'ERR_DENIED',
    })
  })

  it('from a state that nobody gives is taken, as by whoever holds nothing of the cube', async () => {
    const world = await gone({ 'secret/a': 'x' })
    expect(await bring({ ...world, withheld: [world.began] })).toMatchObject({ wanted: 'draft 3' })
  })

  it('asks for no older state where there are no rules', async () => {
    const cube = new SampleCube()
    const began = await cube.commit({ first: 'one' })
    const main = await commitOn(cube, began, { later: 'two' })
    const draft = await commitOn(cube, began, { 'secret/a': 'x' })
    expect(await bring({ cube, main, refs: { draft }, names: ['draft'] })).toMatchObject({
      asked: ['3<2'],
      wanted: 'draft 3',
    })
  })
})
