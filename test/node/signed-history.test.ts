// Which signatures of a history are checked again, and which are known to hold.
import type { CID } from 'multiformats/cid'
import { expect, test } from 'vitest'
import { sha256 } from '../../src/core/codec/index.ts'
import { nextTid, signCommit } from '../../src/core/cube/index.ts'
import { commitsOf } from '../../src/cubes/history.ts'
import { signedHistory, signedHistoryName } from '../../src/cubes/signed-history.ts'
import { add } from '../../src/node/use-cases/add.ts'
import { create } from '../../src/node/use-cases/create.ts'
import { lineage } from '../../src/node/use-cases/lineage.ts'
import { log } from '../../src/node/use-cases/log.ts'
import type { Life } from '../../src/swarms/life.ts'
import { openLifeOf } from '../helpers/open-life-of.ts'

const options = { signal: new AbortController().signal, progress() {} }
const commits = 70

interface Mark {
  tip: CID
  cubes: { cube: CID; keys: Uint8Array }[]
}

interface Notes {
  life: Life
  cube: string
  tip: CID
  kept(): Promise<Mark | undefined>
  keep(mark: unknown): Promise<void>
  /** How many commits of the history of this one do not hold. */
  failing(from: CID): Promise<number>
}

async function notes(): Promise<Notes> {
  const life = await openLifeOf('alice')
  await create.run(life, { name: 'notes', topics: [] }, options)
  for (let at = 0; at < commits; at++)
    await add.run(life, { cube: 'notes', key: `k/${at}`, text: `text ${at}` }, options)
  const { cube, commit: tip } = await life.cubes.resolve('notes')
  const name = signedHistoryName(cube)
  return {
    life,
    cube,
    tip,
    kept: () => life.store.records<Mark>('meta').get(name.key),
    keep: (value) => life.store.commit({ put: [{ ...name, value }] }),
    async failing(from) {
      const signed = await signedHistory(life, cube, from)
      let count = 0
      for await (const { cid, commit } of commitsOf(life, [from]))
        if (!(await signed.pass(cid, commit)())) count++
      await signed.keep()
      return count
    },
  }
}

/** A commit on top of the newest one, which somebody else signed in the name of its author. */
async function forged({ life, tip }: Notes): Promise<CID> {
  const { v: _v, t: _t, sig: _sig, ...fields } = await life.cubes.commit(tip)
  const rev = nextTid(fields.rev, fields.time, 1)
  const { block } = signCommit({ ...fields, parents: [tip], rev }, new Uint8Array(32).fill(7))
  await life.store.putBlocks([block])
  return block.cid
}

test('a walk to the first commit keeps what it found, and one that ends before does not', async () => {
  const { life, tip, kept } = await notes()
  await log.run(life, { cube: 'notes', limit: commits - 2, text: false }, options)
  await log.run(life, { cube: 'notes', key: 'k/3', text: false }, options)
  await lineage.run(life, { cube: 'notes', since: '1d', limit: commits - 2 }, options)
  expect(await kept()).toBeUndefined()

  await log.run(life, { cube: 'notes', text: false }, options)
  const mark = await kept()
  expect(mark?.tip.toString()).toBe(tip.toString())
  expect(mark?.cubes.map(({ keys }) => keys)).toEqual([sha256(life.author.publicKey)])

  await life.store.commit({ del: [signedHistoryName((await life.cubes.resolve('notes')).cube)] })
  await lineage.run(life, { cube: 'notes', limit: 10_000 }, options)
  expect(await kept()).toEqual(mark)
})

test('a commit above the mark is checked, and one below it is not checked again', async () => {
  const home = await notes()
  expect(await home.failing(home.tip)).toBe(0)
  const mark = (await home.kept()) as Mark
  const other = await forged(home)
  expect(await home.failing(other)).toBe(1)
  expect((await home.kept())?.tip.toString()).toBe(home.tip.toString())
  await home.keep({ ...mark, tip: other })
  expect(await home.failing(other)).toBe(0)
})

test('what does not hold is never kept', async () => {
  const home = await notes()
  expect(await home.failing(await forged(home))).toBe(1)
  expect(await home.kept()).toBeUndefined()
})

test('a mark that was made under other keys, or is none, says nothing', async () => {
  const home = await notes()
  await home.failing(home.tip)
  const { cubes } = (await home.kept()) as Mark
  const tip = await forged(home)
  await home.keep({ tip, cubes: cubes.map(({ cube }) => ({ cube, keys: new Uint8Array(32) })) })
  expect(await home.failing(tip)).toBe(1)
  await home.keep({ tip, cubes: 'all of them' })
  expect(await home.failing(tip)).toBe(1)
})
