// What becomes of cubes that seeds are about: budgets that hold, shares that nobody is pushed out of, wishes that come first.
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { decideSeeding, type SeedCandidate, type Seeding } from '../../src/care/seeds/decide-seeding.ts'
import type { Seed } from '../../src/cubes/seeds/index.ts'

const topic = (what = 'zoo', maxBytes = 100): Seed => ({ kind: 'topic', what, maxBytes, sinceMs: 1 })
const offered = (cube: string, rest: Partial<SeedCandidate> = {}): SeedCandidate => ({
  cube,
  authors: [`did:key:${cube}`],
  topics: ['zoo'],
  networks: ['203.0.113.0/24'],
  bytes: 10,
  growsBy: 0,
  offeredSeq: 1,
  isKept: false,
  isShunned: false,
  ...rest,
})
const held = (cube: string, rest: Partial<SeedCandidate> = {}): SeedCandidate =>
  offered(cube, { here: { seq: 1, seed: 'topic/zoo', wasHere: false }, ...rest })
const cubesOf = (charges: readonly { cube: string }[]): string[] => charges.map(({ cube }) => cube).sort()

describe('a seed of a topic', () => {
  it('takes what is offered under it, to the last byte', () => {
    const decided = decideSeeding([topic('zoo', 20)], [offered('a'), offered('b')], Infinity)
    expect(cubesOf(decided.take)).toEqual(['a', 'b'])
    expect(decided.leftOut.get('topic/zoo')).toEqual({ cubes: 0, bytes: 0 })
  })

  it('leaves out what does not fit, and says how much', () => {
    const decided = decideSeeding([topic('zoo', 19)], [offered('a'), offered('b')], Infinity)
    expect(decided.take).toHaveLength(1)
    expect(decided.leftOut.get('topic/zoo')).toEqual({ cubes: 1, bytes: 10 })
  })

  it('takes no more than there is room for here, whatever its budget is', () => {
    expect(decideSeeding([topic()], [offered('a'), offered('b')], 10).take).toHaveLength(1)
    expect(decideSeeding([topic()], [offered('a')], -5).take).toEqual([])
  })

  it('takes nothing about something else', () => {
    expect(decideSeeding([topic()], [offered('a', { topics: ['sea'] })], Infinity).take).toEqual([])
  })

  it('brings up to date what is newer with others', () => {
    const decided = decideSeeding([topic()], [held('a', { offeredSeq: 2 }), held('b')], Infinity)
    expect(decided.refresh).toEqual([{ cube: 'a', seed: 'topic/zoo' }])
    expect(decided.take).toEqual([])
  })

  it('keeps the older state where the newer one does not fit', () => {
    const grown = held('a', { offeredSeq: 2, growsBy: 95 })
    const decided = decideSeeding([topic()], [grown], Infinity)
    expect([decided.refresh, decided.drop]).toEqual([[], []])
    expect(decided.leftOut.get('topic/zoo')).toEqual({ cubes: 1, bytes: 95 })
    expect(decideSeeding([topic('zoo', 105)], [grown], Infinity).refresh).toHaveLength(1)
  })

  it('lets go what was taken for it when it is gone, and leaves what was here before', () => {
    const before = held('b', { here: { seq: 1, seed: 'topic/zoo', wasHere: true } })
    const decided = decideSeeding([], [held('a'), before], Infinity)
    expect([decided.drop, decided.release]).toEqual([['a'], ['b']])
  })

  it('leaves what another seed is about too, and charges that one', () => {
    const decided = decideSeeding([topic('sea')], [held('a', { topics: ['zoo', 'sea'] })], Infinity)
    expect(decided.drop).toEqual([])
    expect(decided.charge).toEqual([{ cube: 'a', seed: 'topic/sea' }])
  })

  it('adopts what somebody pulled by hand, and never lets it go', () => {
    const mine = offered('a', { here: { seq: 1, wasHere: true } })
    expect(decideSeeding([topic()], [mine], Infinity).charge).toHaveLength(1)
    expect(decideSeeding([topic('zoo', 5)], [mine], Infinity)).toMatchObject({ drop: [], release: [] })
  })
})

describe('what the owner keeps', () => {
  it('takes from no budget, and is brought up to date all the same', () => {
    const decided = decideSeeding(
      [topic('zoo', 10)],
      [held('a', { isKept: true, offeredSeq: 2, bytes: 1_000 }), offered('b')],
      Infinity,
    )
    expect([decided.renew, decided.release, cubesOf(decided.take)]).toEqual([['a'], ['a'], ['b']])
  })
})

describe('a shunned author', () => {
  it('has nothing taken, and what was taken goes', () => {
    const shunned = { isShunned: true }
    const decided = decideSeeding([topic()], [offered('a', shunned), held('b', shunned)], Infinity)
    expect([decided.take, decided.drop]).toEqual([[], ['b']])
  })
})

describe('a seed of an author, and of a cube', () => {
  it('are about these', () => {
    const seeds: Seed[] = [
      { kind: 'cube', what: 'a', maxBytes: 10, sinceMs: 1 },
      { kind: 'author', what: 'did:key:b', maxBytes: 10, sinceMs: 1 },
    ]
    const second = offered('c', { authors: ['did:key:x', 'did:key:b'], bytes: 1 })
    const decided = decideSeeding(
      seeds,
      [offered('a'), offered('b', { bytes: 9 }), second, offered('d')],
      Infinity,
    )
    expect(decided.take).toEqual([
      { cube: 'a', seed: 'cube/a' },
      { cube: 'c', seed: 'author/did:key:b' },
      { cube: 'b', seed: 'author/did:key:b' },
    ])
  })
})

/** Small worlds in which everything happens. */
const world = fc.record({
  seeds: fc.uniqueArray(
    fc.record({
      kind: fc.constantFrom('topic' as const, 'author' as const, 'cube' as const),
      what: fc.constantFrom('0', '1', '2'),
      maxBytes: fc.nat(60),
      sinceMs: fc.constant(1),
    }),
    { selector: ({ kind, what }) => `${kind}/${what}`, maxLength: 4 },
  ),
  cubes: fc.array(
    fc.record({
      authors: fc.array(fc.constantFrom('0', '1', '2', '3'), { minLength: 1, maxLength: 2 }),
      topics: fc.array(fc.constantFrom('0', '1', '2'), { maxLength: 2 }),
      networks: fc.array(fc.constantFrom('n0', 'n1', 'n2'), { maxLength: 2 }),
      bytes: fc.integer({ min: 1, max: 30 }),
      growsBy: fc.constantFrom(0, 0, 5, 20),
      offeredSeq: fc.nat(3),
      isHere: fc.boolean(),
      seed: fc.option(fc.constantFrom('topic/0', 'author/1', 'cube/2', 'topic/gone'), { nil: undefined }),
      wasHere: fc.boolean(),
      isKept: fc.boolean(),
      isShunned: fc.boolean(),
    }),
    { maxLength: 14 },
  ),
  roomBytes: fc.nat(120),
})

function candidatesOf({ cubes }: { cubes: readonly WorldCube[] }): SeedCandidate[] {
  return cubes.map(({ isHere, seed, wasHere, isKept, ...rest }, at) => ({
    ...rest,
    cube: String(at),
    growsBy: isHere ? rest.growsBy : 0,
    isKept: isHere && isKept,
    ...(isHere && { here: { seq: 1, wasHere, ...(seed !== undefined && { seed }) } }),
  }))
}
type WorldCube = typeof world extends fc.Arbitrary<{ cubes: (infer C)[] }> ? C : never

/** What is held for each seed after a decision was carried out, and what it takes. */
function after(decided: Seeding, candidates: readonly SeedCandidate[]): Map<string, number> {
  const byCube = new Map(candidates.map((one) => [one.cube, one]))
  const gone = new Set([...decided.drop, ...decided.release])
  const at = new Map<string, string>()
  for (const { cube, here } of candidates)
    if (here?.seed !== undefined && !gone.has(cube)) at.set(cube, here.seed)
  for (const { cube, seed } of [...decided.charge, ...decided.take]) at.set(cube, seed)
  const grows = new Map(decided.refresh.map(({ cube }) => [cube, byCube.get(cube)?.growsBy ?? 0]))
  const used = new Map<string, number>()
  for (const [cube, seed] of at)
    used.set(seed, (used.get(seed) ?? 0) + (byCube.get(cube)?.bytes ?? 0) + (grows.get(cube) ?? 0))
  return used
}

describe('what a decision leaves', () => {
  it.each([
    [
      'what grows beyond its share, beside another that fits into one',
      [
        held('a', { networks: ['n0', 'n2'], bytes: 1, growsBy: 20, offeredSeq: 2 }),
        offered('b', { networks: ['n0'], bytes: 14 }),
      ],
      28,
    ],
    [
      'what grows beyond its share, beside another that does not',
      [
        held('a', { networks: ['n0'], bytes: 9, growsBy: 5, offeredSeq: 2 }),
        offered('b', { networks: [], bytes: 10 }),
      ],
      18,
    ],
  ])('is not let go in the next one: %s', (_what, candidates, maxBytes) => {
    const decided = decideSeeding([topic('zoo', maxBytes)], candidates, Infinity)
    const again = decideSeeding([topic('zoo', maxBytes)], carriedOut(decided, candidates), Infinity)
    expect([again.take, again.drop]).toEqual([[], []])
  })

  it('two seeds do not take from each other', () => {
    const seeds = [topic('zoo', 6), topic('sea', 1)]
    const candidates = [
      offered('a', { topics: ['zoo', 'sea'], bytes: 1 }),
      held('b', { authors: ['did:key:a'], bytes: 6 }),
    ]
    const decided = decideSeeding(seeds, candidates, Infinity)
    expect(decided.take).toEqual([{ cube: 'a', seed: 'topic/sea' }])
    const again = decideSeeding(seeds, carriedOut(decided, candidates), Infinity)
    expect([again.charge, again.drop]).toEqual([[], []])
  })
})

describe('whatever there is', () => {
  it('no budget is exceeded, nor the room of all, and nothing is for a seed that there is not', () => {
    fc.assert(
      fc.property(world, ({ seeds, roomBytes, ...rest }) => {
        const candidates = candidatesOf(rest)
        const used = after(decideSeeding(seeds, candidates, roomBytes), candidates)
        const budgets = new Map(seeds.map(({ kind, what, maxBytes }) => [`${kind}/${what}`, maxBytes]))
        for (const [seed, bytes] of used) expect(bytes).toBeLessThanOrEqual(budgets.get(seed) ?? -1)
        expect([...used.values()].reduce((sum, one) => sum + one, 0)).toBeLessThanOrEqual(roomBytes)
      }),
      { numRuns: 400 },
    )
  })

  it('nothing goes that the owner keeps or had before, and nothing of a shunned author comes or stays', () => {
    fc.assert(
      fc.property(world, ({ seeds, roomBytes, ...rest }) => {
        const candidates = candidatesOf(rest)
        const decided = decideSeeding(seeds, candidates, roomBytes)
        const byCube = new Map(candidates.map((one) => [one.cube, one]))
        for (const cube of decided.drop)
          expect(byCube.get(cube)).toMatchObject({ isKept: false, here: { wasHere: false } })
        for (const { cube } of [...decided.take, ...decided.refresh, ...decided.charge])
          expect(byCube.get(cube)).toMatchObject({ isKept: false, isShunned: false })
        for (const cube of decided.renew) expect(byCube.get(cube)).toMatchObject({ isShunned: false })
      }),
      { numRuns: 400 },
    )
  })

  it('a decision that was carried out is not taken back by the next one', () => {
    fc.assert(
      fc.property(world, ({ seeds, roomBytes, ...rest }) => {
        const candidates = candidatesOf(rest)
        const decided = decideSeeding(seeds, candidates, roomBytes)
        const next = carriedOut(decided, candidates)
        const again = decideSeeding(seeds, next, roomBytes)
        expect([again.take, again.charge, again.drop, again.release]).toEqual([[], [], [], []])
      }),
      { numRuns: 400 },
    )
  })
})

function carriedOut(decided: Seeding, candidates: readonly SeedCandidate[]): SeedCandidate[] {
  const seeds = new Map([...decided.charge, ...decided.take].map(({ cube, seed }) => [cube, seed]))
  const grown = new Set(decided.refresh.map(({ cube }) => cube))
  return candidates.flatMap((one) => {
    const { cube, here, growsBy, bytes, offeredSeq = 1 } = one
    if (decided.drop.includes(cube)) return [{ ...one, here: undefined }].map(withoutHere)
    const seed = seeds.get(cube) ?? (decided.release.includes(cube) ? undefined : here?.seed)
    const isGrown = grown.has(cube)
    if (seed === undefined)
      return [here === undefined ? one : { ...one, here: { seq: here.seq, wasHere: true } }]
    const wasHere = here !== undefined && (here.seed === undefined || here.wasHere)
    return [
      {
        ...one,
        bytes: isGrown ? bytes + growsBy : bytes,
        growsBy: isGrown ? 0 : growsBy,
        here: { seq: isGrown || here === undefined ? offeredSeq : here.seq, seed, wasHere },
      },
    ]
  })
}

/** What was let go is offered still, where it was. */
function withoutHere({ here: _gone, ...rest }: SeedCandidate & { here: undefined }): SeedCandidate {
  return { ...rest, growsBy: 0 }
}

describe('a stranger who publishes a lot', () => {
  const flood = (cubes: number, rest: Partial<SeedCandidate> = {}): SeedCandidate[] =>
    Array.from({ length: cubes }, (_, at) =>
      offered(`flood-${String(at).padStart(5, '0')}`, {
        authors: [`did:key:flood-${at}`],
        networks: ['198.51.100.0/24'],
        ...rest,
      }),
    )

  it('does not push out others, however many keys are on the one network', () => {
    const honest = ['a', 'b', 'c'].map((cube, at) =>
      offered(cube, { networks: [`192.0.${at}.0/24`], bytes: 25 }),
    )
    const decided = decideSeeding([topic()], [...flood(5_000, { bytes: 1 }), ...honest], Infinity)
    expect(cubesOf(decided.take)).toEqual(expect.arrayContaining(['a', 'b', 'c']))
  })

  it('does not push out others by one cube as large as the budget', () => {
    const huge = offered('a-huge', { networks: ['198.51.100.0/24'], bytes: 100 })
    const decided = decideSeeding([topic()], [huge, offered('b', { networks: ['n'] })], Infinity)
    expect(cubesOf(decided.take)).toEqual(['b'])
  })

  it('gives way when others come, although it was there first', () => {
    const first = flood(10).map((one) => ({ ...one, here: { seq: 1, seed: 'topic/zoo', wasHere: false } }))
    expect(decideSeeding([topic()], first, Infinity).drop).toEqual([])
    const late = offered('late', { networks: ['192.0.2.0/24'], bytes: 30 })
    const decided = decideSeeding([topic()], [...first, late], Infinity)
    expect(cubesOf(decided.take)).toEqual(['late'])
    expect(decided.drop).toHaveLength(3)
  })

  it('of one key leaves the other authors of the network their share', () => {
    const many = flood(1_000, { authors: ['did:key:flood'], bytes: 1 })
    const neighbour = offered('neighbour', { networks: ['198.51.100.0/24'], bytes: 50 })
    expect(cubesOf(decideSeeding([topic()], [...many, neighbour], Infinity).take)).toContain('neighbour')
  })

  it('leaves them their share too where it is one large cube', () => {
    const here = ['198.51.100.0/24']
    const large = offered('large', { authors: ['did:key:a'], networks: here, bytes: 60 })
    const neighbour = offered('neighbour', { networks: here, bytes: 50 })
    expect(cubesOf(decideSeeding([topic()], [large, neighbour], Infinity).take)).toEqual(['neighbour'])
  })

  it('may have what nobody else wants', () => {
    expect(decideSeeding([topic()], flood(10), Infinity).take).toHaveLength(10)
  })

  it('leaves whoever offers no more than a fair share all of it', () => {
    fc.assert(
      fc.property(
        fc.array(fc.array(fc.integer({ min: 1, max: 20 }), { minLength: 1, maxLength: 4 }), { maxLength: 6 }),
        fc.integer({ min: 1, max: 80 }),
        fc.integer({ min: 1, max: 100 }),
        (networks, floods, size) => {
          const honest = networks.flatMap((sizes, network) =>
            sizes.map((bytes, at) => offered(`h-${network}-${at}`, { networks: [`n${network}`], bytes })),
          )
          const share = 600 / (networks.length + 1)
          const decided = decideSeeding(
            [topic('zoo', 600)],
            [...flood(floods, { bytes: size }), ...honest],
            Infinity,
          )
          const taken = new Set(cubesOf(decided.take))
          for (const [network, sizes] of networks.entries()) {
            if (sizes.reduce((sum, one) => sum + one, 0) > share) continue
            for (const at of sizes.keys()) expect(taken).toContain(`h-${network}-${at}`)
          }
        },
      ),
      { numRuns: 200 },
    )
  })
})
