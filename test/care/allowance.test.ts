// What a pull for a seed may bring into the cache: no more than it was given, and at nobody's expense.
import { expect, it } from 'vitest'
import { createCache } from '../../src/care/cache/index.ts'
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

it('holds until it ends, where the cache has no limit too', async () => {
  const cache = createCache(await openLifeOf('harbour'), null)
  const allowance = cache.allow(cube, 10_000)
  expect(await cache.makeRoom(cube, { blocks: 1, bytes: 5_000 })).toMatchObject({ forSeed: true })
  allowance.end()
  expect(await cache.makeRoom(cube, { blocks: 1, bytes: 5_000 })).toBe(undefined)
})
