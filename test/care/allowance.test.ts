// What a pull for a seed may bring into the cache: no more than it was given, and at nobody's expense.
import { expect, it } from 'vitest'
import { createCache } from '../../src/care/cache/index.ts'
import { seededEntry } from '../../src/cubes/seeds/index.ts'
import { changeConfig, homePaths } from '../../src/storage/index.ts'
import type { Life } from '../../src/swarms/life.ts'
import { sampleBlocks } from '../storage/sample-blocks.ts'
import { openLifeOf } from '../helpers/open-life-of.ts'

const cube = `b${'a'.repeat(58)}`

it('is refused beyond what it was given, and the size is known then', async () => {
  const cache = createCache(await openLifeOf('harbour'))
  const allowance = cache.allow(cube, 10_000)
  expect(await cache.makeRoom(cube, { blocks: 1, bytes: 1_000 })).toBe(undefined)
  expect(allowance.used()).toBe(1_000 + 1_500 + 1_024)
  expect(await cache.makeRoom(cube, { blocks: 1, bytes: 5_000 })).toEqual({
    needed: 5_000 + 7_500 + 1_024,
    used: 0,
    max: 10_000 - 3_524,
    freeable: 0,
    forSeed: true,
  })
  expect(allowance.refused()).toBe(13_524)
})

it('counts a pack once that is offered again because it turned out dearer', async () => {
  const cache = createCache(await openLifeOf('harbour'))
  const allowance = cache.allow(cube, 20_000)
  let accepted: { blocks: number; bytes: number } | undefined
  for (const bytes of [1_000, 3_000, 5_000, 7_000]) {
    const offer = { blocks: 1, bytes }
    expect(await cache.makeRoom(cube, { ...offer, ...(accepted && { accepted }) })).toBe(undefined)
    accepted = offer
  }
  expect(allowance.used()).toBe(7_000 + 10_500 + 1_024)
  expect(allowance.refused()).toBe(undefined)
  expect(await cache.makeRoom(cube, { blocks: 1, bytes: 8_000, accepted: accepted! })).toMatchObject({
    max: 20_000,
  })
})

it('holds until it ends, where the cache has no limit too', async () => {
  const cache = createCache(await openLifeOf('harbour'), null)
  const allowance = cache.allow(cube, 10_000)
  expect(await cache.makeRoom(cube, { blocks: 1, bytes: 5_000 })).toMatchObject({ forSeed: true })
  allowance.end()
  expect(await cache.makeRoom(cube, { blocks: 1, bytes: 5_000 })).toBe(undefined)
})

/** What a pull that did not end has left: 20 blocks of more than 500 bytes. */
async function leave(life: Life, id: string, forSeed: boolean): Promise<void> {
  await life.store.putBlocks(sampleBlocks(20, 500, id), { staging: id })
  const seeded = { cube: id, seed: 'topic/tides', authors: [], networks: [], wasHere: false }
  if (forSeed) await life.store.commit({ put: [seededEntry(seeded)] })
}

const setMost = (life: Life, maxBytes: number): Promise<unknown> =>
  changeConfig({ paths: homePaths(life.home) }, (config) => ({ ...config, cache: { maxBytes } }))

const unfinished = `b${'c'.repeat(58)}`

it('is not made smaller by what other pulls for seeds left unfinished, which gives way to it', async () => {
  const life = await openLifeOf('harbour')
  await setMost(life, 15_000)
  const cache = createCache(life)
  await leave(life, unfinished, true)
  expect(await cache.holdings()).toMatchObject({ otherBytes: 0, maxBytes: 15_000 })
  expect((await cache.usage()).usedBytes).toBeGreaterThan(10_000)
  cache.allow(cube, 10_000)
  expect(await cache.makeRoom(cube, { blocks: 1, bytes: 3_000 })).toBe(undefined)
  expect(await life.store.stageIds()).toEqual([])
})

it('takes nothing of what the owner began to pull', async () => {
  const life = await openLifeOf('harbour')
  await setMost(life, 15_000)
  const cache = createCache(life)
  await leave(life, unfinished, false)
  expect((await cache.holdings()).otherBytes).toBeGreaterThan(10_000)
  cache.allow(cube, 10_000)
  expect(await cache.makeRoom(cube, { blocks: 1, bytes: 3_000 })).toMatchObject({ forSeed: true })
  expect(await life.store.stageIds()).toEqual([unfinished])
})
