// One answer of recall out of those of several lives.
import { describe, expect, it } from 'vitest'
import type { Answered } from '../../src/node/use-case.ts'
import { joinRecalled } from '../../src/node/use-cases/recalled.ts'

type Recalled = ReturnType<typeof joinRecalled>
type Hit = Recalled['results'][number]

const hit = (key: string, score: number, text = 'four words of text'): Hit =>
  ({ key, score, text, tier: 'own' }) as Hit
const passage = (key: string, score: number, tokens: number): object => ({ key, score, tokens })

/** What a life answered; public life without a name. */
const life = (swarm: string | null, results: Hit[], more: object = {}): Answered<Recalled> => ({
  swarm,
  answer: {
    results,
    took_ms: 2,
    pending: 1,
    words_only: null,
    opaque: 1,
    not_asked: [],
    elsewhere: [],
    ...more,
  },
})
const keys = ({ results }: Recalled): string[] => results.map(({ key }) => key)

describe('what several lives recall', () => {
  const both = [life(null, [hit('a', 0.9), hit('c', 0.2)]), life('crew', [hit('b', 0.5)])]

  it('is the best of all, and each row says its swarm', () => {
    expect(keys(joinRecalled(both, { top: 10 }))).toEqual(['a', 'b', 'c'])
    expect(keys(joinRecalled(both, { top: 2 }))).toEqual(['a', 'b'])
    const rows = joinRecalled(both, { top: 2 }).results.map(({ swarm }) => swarm)
    expect(rows).toEqual([undefined, 'crew'])
  })

  it('took as long and waits for as much as all of them together', () => {
    expect(joinRecalled(both, { top: 1 })).toMatchObject({ took_ms: 4, pending: 2 })
  })

  it('says why words alone were asked where one of them says so', () => {
    expect(joinRecalled(both, { top: 1 }).words_only).toBeNull()
    const wordsOnly = [...both, life('band', [], { words_only: 'no table' })]
    expect(joinRecalled(wordsOnly, { top: 1 }).words_only).toBe('no table')
  })

  it('counts what less trusted tiers would answer over all of them', () => {
    const more = (...counts: [string, number][]): object => ({
      elsewhere: counts.map(([tier, count]) => ({ tier, count })),
    })
    const answers = [
      life(null, [], more(['community', 3])),
      life('crew', [], more(['community', 2], ['quarantined', 1])),
    ]
    expect(joinRecalled(answers, { top: 1 }).elsewhere).toEqual([
      { tier: 'community', count: 5 },
      { tier: 'quarantined', count: 1 },
    ])
  })
})

describe('with a budget', () => {
  it('what has no room beside the others is left out, and counted with what each left out', () => {
    const long = 'word '.repeat(400)
    const answers = [
      life(null, [hit('a', 0.9, long)], { left_out_counts: { budget: 3 } }),
      life('crew', [hit('b', 0.5, long)], { left_out_counts: { budget: 1 } }),
    ]
    const joined = joinRecalled(answers, { top: 10, budget: 600 })
    expect(keys(joined)).toEqual(['a'])
    expect(joined.left_out_counts).toEqual({ budget: 5 })
  })

  it('the best passages of all are packed, as far as they fit, and those that do not fit are named', () => {
    const packed = (...passages: object[]): object => ({
      packed: { passages, tokens: 0, budget: 10, leftOut: [{ key: 'out' }] },
    })
    const answers = [
      life(null, [], packed(passage('a', 0.3, 4), passage('b', 0.9, 5))),
      life('crew', [], packed(passage('c', 0.5, 6), passage('d', 0.4, 5))),
    ]
    const pack = joinRecalled(answers, { top: 10, budget: 10 }).packed
    expect(pack?.passages.map(({ key }) => key)).toEqual(['b', 'd'])
    expect(pack).toMatchObject({
      tokens: 10,
      budget: 10,
      leftOut: [
        { key: 'out' },
        { key: 'out' },
        { key: 'c', tokens: 6, reason: 'over-budget' },
        { key: 'a', tokens: 4, reason: 'over-budget' },
      ],
    })
  })
})
