// What rounds for seeds do when strangers offer what never comes: others have their turn, and the disk stays as it was.
import type { CID } from 'multiformats/cid'
import { expect, it } from 'vitest'
import { decideSeeding } from '../../src/care/seeds/decide-seeding.ts'
import type { Seeds } from '../../src/care/seeds/needs.ts'
import { seedCandidates } from '../../src/care/seeds/seed-candidates.ts'
import { SeedMemory } from '../../src/care/seeds/seed-memory.ts'
import { seedRound } from '../../src/care/seeds/seed-round.ts'
import { showSeeds } from '../../src/care/seeds/show-seeds.ts'
import type { CubeRecord } from '../../src/cubes/index.ts'
import { seedEntry, seededEntry, type Seed } from '../../src/cubes/seeds/index.ts'
import type { SeenOffer } from '../../src/sharing/index.ts'
import { openLifeOf } from '../helpers/open-life-of.ts'
import { cidOf, didOf, keyOf } from '../sharing/values.ts'
import { sampleBlocks } from '../storage/sample-blocks.ts'

const seed: Seed = { kind: 'topic', what: 'tides', maxBytes: 1_000_000, sinceMs: 1 }

function offerOf(name: string, network: string, seq = 1, memories = 1): SeenOffer {
  const author = keyOf(network)
  return {
    peerId: `peer of ${network}`,
    network,
    cube: cidOf(name),
    genesis: { authors: [author] },
    head: { seq, author },
    hint: { topics: ['tides'], memories },
  } as unknown as SeenOffer
}

interface Around {
  offers: SeenOffer[]
  /** Does what a pull does, and fails. */
  pull?: (life: Seeds, cube: string) => Promise<void>
}

/** Rounds of a home with a clock of its own, whose pulls all fail. */
async function roundsOf({ offers, pull = async () => {} }: Around) {
  const life = await openLifeOf('harbour')
  const clock = { nowMs: 1_000_000 }
  const node: Seeds = Object.assign(Object.create(life) as Seeds, { nowMs: () => clock.nowMs })
  await life.store.commit({ put: [seedEntry(seed)] })
  const pulled: string[] = []
  const network = {
    look: async () => offers,
    async pull(cube: string) {
      pulled.push(cube)
      await pull(node, cube)
      throw new Error('it did not come')
    },
  } as unknown as Parameters<typeof seedRound>[1]
  const state = { memory: new SeedMemory(), nextSeed: 0, nextCube: 0 }
  const { signal } = new AbortController()
  const round = async (): Promise<string[]> => {
    pulled.length = 0
    await seedRound(node, network, state, { isWide: false, signal })
    return [...pulled]
  }
  return { life, clock, round }
}

const names = (cubes: readonly string[], of: readonly SeenOffer[]): string[] =>
  cubes.map((cube) => of.find((offer) => offer.cube.toString() === cube)?.network ?? '')

it('a network whose cubes take their time and fail takes it once in a round', async () => {
  const slow = Array.from({ length: 30 }, (_, at) => offerOf(`slow ${at}`, '203.0.113'))
  const quick = Array.from({ length: 4 }, (_, at) => offerOf(`quick ${at}`, '198.51.100'))
  const offers = [...slow, ...quick]
  const isSlow = new Set(slow.map(({ cube }) => cube.toString()))
  const { clock, round } = await roundsOf({
    offers,
    pull: async (_life, cube) => void (clock.nowMs += isSlow.has(cube) ? 180_000 : 100),
  })
  const asked = names(await round(), offers)
  expect(asked.filter((network) => network === '203.0.113')).toHaveLength(1)
  expect(asked.filter((network) => network === '198.51.100')).toHaveLength(4)
})

it('what failed pulls leave is of one cube for each seed', async () => {
  const offers = Array.from({ length: 8 }, (_, at) => offerOf(`cube ${at}`, `203.0.${at}`))
  const { life, clock, round } = await roundsOf({
    offers,
    pull: async ({ store }, cube) => store.putBlocks(sampleBlocks(3, 100, cube), { staging: cube }),
  })
  expect(await round()).toHaveLength(8)
  expect(await life.store.stageIds()).toHaveLength(1)
  clock.nowMs += 3_600_000
  expect(await round()).toHaveLength(8)
  expect(await life.store.stageIds()).toHaveLength(1)
})

it('what was begun goes when its seed is given up', async () => {
  const offers = [offerOf('cube', '203.0.113')]
  const { life, round } = await roundsOf({
    offers,
    pull: async ({ store }, cube) => store.putBlocks(sampleBlocks(3, 100, cube), { staging: cube }),
  })
  await round()
  expect(await life.store.stageIds()).toHaveLength(1)
  const { removeSeed } = await import('../../src/care/seeds/change-seeds.ts')
  await removeSeed(life, { what: 'tides' })
  expect(await life.store.stageIds()).toEqual([])
})

it('a newer state of a cube that is here, and that did not come, is not asked for again before its time', async () => {
  const cube: CID = cidOf('here')
  const record = {
    cube: cube.toString(),
    name: 'here',
    author: didOf('203.0.113'),
    own: false,
    followed: false,
    seq: 1,
    info: { topics: ['tides'] },
  } as unknown as CubeRecord
  const life = await openLifeOf('harbour')
  const seeded = { cube: cube.toString(), seed: 'topic/tides', authors: [], networks: [], wasHere: false }
  await life.store.commit({ put: [seededEntry(seeded)] })
  const node = Object.assign(Object.create(life) as typeof life, { cubes: { list: async () => [record] } })
  const memory = new SeedMemory()
  const decided = async () => {
    const around = {
      seeds: [seed],
      seeded: new Map([[cube.toString(), seeded]]),
      offers: [offerOf('here', '203.0.113', 2)],
      sizes: new Map([[cube.toString(), 10]]),
      memory,
    }
    return decideSeeding([seed], await seedCandidates(node, around), Infinity)
  }
  expect((await decided()).refresh).toHaveLength(1)
  memory.noteFailure(cube.toString(), life.nowMs())
  expect(await decided()).toMatchObject({ refresh: [], drop: [] })
})

it('cubes that are said to be larger than anything can be are left out, and can be counted', async () => {
  const offers = Array.from({ length: 64 }, (_, at) =>
    offerOf(`huge ${at}`, `203.0.${at}`, 1, Number.MAX_SAFE_INTEGER),
  )
  const { life, round } = await roundsOf({ offers })
  expect(await round()).toEqual([])
  const [shown] = await showSeeds(life)
  expect(shown).toMatchObject({ leftOut: 64 })
  expect(Number.isSafeInteger(shown?.leftOutBytes)).toBe(true)
})
