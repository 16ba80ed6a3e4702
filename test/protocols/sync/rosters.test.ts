// Cubes with several authors on the wire: which answers about heads are believed, and which histories.
import { describe, expect, it } from 'vitest'
import type { HeadItem } from '../../../src/protocols/index.ts'
import { verifyPage } from '../../../src/protocols/sync/verify-heads.ts'
import { rosterOf } from '../rosters.ts'
import { alice, bob, eve, SampleCube, SampleReceiver } from '../sample.ts'
import { exchange } from './exchange.ts'

const cube = new SampleCube()
await cube.commit({ a: 'by alice' })
await cube.commit({ b: 'by bob' }, { by: bob })
const tip = cube.tip
const other = new SampleCube({ name: 'other' })
await other.commit({ a: 'elsewhere' })

const added = rosterOf(cube, [alice, bob], [alice])
const removed = rosterOf(cube, [alice], [alice], [added])
const head = cube.head(1).bytes
const bobs = cube.head(1, { by: bob }).bytes
const genesis = cube.genesis.bytes

const verify = (item: Partial<HeadItem>) =>
  verifyPage({ items: [{ genesis, head, ...item }] }, { cubes: [cube.id], limit: 1 })

describe('an answer about heads', () => {
  it('may have heads of every author that its rosters name', async () => {
    await verify({ rosters: [added], heads: [bobs] })
    await verify({ rosters: [added], head: bobs })
    await verify({ rosters: [added, removed] })
  })

  it.each<[string, Partial<HeadItem>]>([
    [
      'a head of somebody whom no roster names',
      { rosters: [added], heads: [cube.head(1, { by: eve }).bytes] },
    ],
    ['a head of a co-author without the roster', { heads: [bobs] }],
    ['a head of one who was removed', { rosters: [added, removed], heads: [bobs] }],
    ['a head of another cube', { rosters: [added], heads: [other.head(1).bytes] }],
    ['a roster that a stranger signed', { rosters: [rosterOf(cube, [alice, eve], [eve])] }],
    ['a roster of another cube', { rosters: [rosterOf(other, [alice, bob], [alice])] }],
    ['rosters that do not begin with the first', { rosters: [removed] }],
    ['something else where a head should be', { rosters: [added], heads: [genesis] }],
  ])('with %s is not true', async (_name, item) => {
    await expect(verify(item)).rejects.toThrow(expect.objectContaining({ code: 'ERR_UNVERIFIABLE' }) as Error)
  })
})

describe('the history of a cube', () => {
  it('with commits of a co-author is taken with the rosters that name them, also after they are removed', async () => {
    for (const rosters of [[added], [added, removed]]) {
      const receiver = new SampleReceiver()
      await exchange(cube, receiver, { request: { rosters } }).result
      expect(receiver.flips).toMatchObject([{ commit: tip.cid, count: 2 }])
    }
  })

  it.each([
    ['without rosters', undefined],
    ['with rosters that name somebody else', [rosterOf(cube, [alice, eve], [alice])]],
    ['with rosters that nobody signed', [rosterOf(cube, [alice, bob], [])]],
  ])('is refused whole %s', async (_name, rosters) => {
    const receiver = new SampleReceiver()
    const { result } = exchange(cube, receiver, { request: rosters === undefined ? {} : { rosters } })
    await expect(result).rejects.toMatchObject({ code: 'ERR_UNVERIFIABLE' })
    expect(receiver.flips).toEqual([])
  })
})
