/** Packing by values alone: a token is a character. */
import { describe, expect, it } from 'vitest'
import { fewLeftOut } from '../../src/finding/packing/few-left-out.ts'
import { fenceNote } from '../../src/finding/packing/fence.ts'
import {
  mayReplace,
  packContext,
  type LeftOutStatement,
  type PackedContext,
  type Relation,
  type Statement,
} from '../../src/finding/packing/pack-context.ts'
import { withinBudget } from '../../src/finding/packing/within-budget.ts'
import type { Tier } from '../../src/cubes/tier.ts'

const counter = {
  family: 'test',
  method: 'exact' as const,
  basis: 'characters',
  count: (text: string) => text.length,
}

const says = (memory: string, more: Partial<Statement> = {}): Statement => ({
  cube: 'bcube',
  name: 'notes',
  key: memory,
  memory,
  text: `what ${memory} says`,
  offset: 0,
  length: 5,
  of: 5,
  author: 'alice',
  tier: 'own',
  created: 0,
  verified: true,
  ...more,
})
const packed = (statements: Statement[], relations: Relation[] = [], budget = 100_000): PackedContext =>
  packContext(statements, relations, { budget, counter, mark: 'f00d' })
const cited = ({ citations }: PackedContext): string[] => citations.map(({ memory }) => memory)
const reasons = ({ leftOut }: PackedContext): string[] =>
  leftOut.map(({ memory, reason }) => `${memory} ${reason}`)

describe('a context', () => {
  it('holds what fills its budget to the last token, and not what passes it by one', () => {
    const statements = [says('a'), says('b')]
    const whole = packed(statements)
    expect(packed(statements, [], whole.tokens)).toMatchObject({ tokens: whole.tokens, leftOut: [] })
    const short = packed(statements, [], whole.tokens - 1)
    expect([cited(short), reasons(short)]).toEqual([['a'], ['b budget']])
    expect(packed(statements, [], fenceNote.length)).toMatchObject({ text: '', tokens: 0 })
  })

  it('counts the whole, where that is more than its parts', () => {
    const dear = {
      ...counter,
      count: (text: string) => text.length + (text.split('<memory-').length > 2 ? 50 : 0),
    }
    const statements = [says('a'), says('b')]
    const budget = packed(statements).tokens
    const context = packContext(statements, [], { budget, counter: dear, mark: 'f00d' })
    expect(context.tokens).toBeLessThanOrEqual(budget)
    expect(cited(context)).toEqual(['a'])
  })

  it('goes on with what is shorter', () => {
    const statements = [says('a'), says('b', { text: 'x'.repeat(40) }), says('c')]
    const context = packed(statements, [], packed([says('a'), says('c')]).tokens)
    expect([cited(context), reasons(context)]).toEqual([['a', 'c'], ['b budget']])
  })

  it('holds one of two that say the same: the one that is trusted further, else the newer, else the better match', () => {
    const same: Relation[] = [{ kind: 'same', a: 0, b: 1 }]
    const one = (first: Partial<Statement>, second: Partial<Statement>): string[] =>
      cited(packed([says('a', first), says('b', second)], same))
    expect(one({ tier: 'community' }, { tier: 'team', author: 'bob' })).toEqual(['b'])
    expect(one({ tier: 'team', author: 'bob' }, { tier: 'community' })).toEqual(['a'])
    expect(one({}, { created: 1 })).toEqual(['b'])
    expect(one({}, {})).toEqual(['a'])
    expect(reasons(packed([says('a'), says('b')], same))).toEqual(['b duplicate'])
  })

  it('holds what takes the place of another where it may', () => {
    const newer: Relation[] = [{ kind: 'supersedes', newer: 1, older: 0 }]
    expect(cited(packed([says('a'), says('b')], newer))).toEqual(['b'])
    const stranger = says('b', { author: 'eve', tier: 'community' })
    expect(cited(packed([says('a'), stranger], newer))).toEqual(['a', 'b'])
  })

  it('has what is believed now before what was believed, and says that they differ', () => {
    const differ: Relation[] = [{ kind: 'contradicts', a: 0, b: 1 }]
    const context = packed([says('a', { created: 1 }), says('b', { created: 2 })], differ)
    expect(context.citations.map(({ memory, differs }) => [memory, differs])).toEqual([
      ['b', []],
      ['a', [1]],
    ])
    const stranger = says('b', { created: 2, author: 'eve', tier: 'community' })
    expect(cited(packed([says('a', { created: 1 }), stranger], differ))).toEqual(['a', 'b'])
  })

  it('leaves out what was believed before where what is believed now finds no room', () => {
    const updates: Relation[] = [{ kind: 'updates', newer: 0, older: 1 }]
    const context = packed([says('a', { text: 'x'.repeat(500) }), says('b')], updates, 400)
    expect(reasons(context)).toEqual(['a budget', 'b superseded'])
  })
})

describe('the word of one takes the place of another', () => {
  const of = (author: string, tier: Tier) => ({ author, tier })

  it.each([
    ['of the same author', of('alice', 'community'), of('alice', 'community'), true],
    ['of somebody trusted less', of('alice', 'followed'), of('bob', 'community'), true],
    ['of somebody trusted further', of('eve', 'community'), of('bob', 'followed'), false],
    ['among those who work together', of('alice', 'team'), of('bob', 'team'), true],
    ['among strangers', of('eve', 'community'), of('bob', 'community'), false],
    [
      'of the same author in a cube that is trusted further',
      of('bob', 'community'),
      of('bob', 'team'),
      false,
    ],
  ])('%s', (_what, newer, older, expected) => {
    expect(mayReplace(newer, older)).toBe(expected)
  })
})

describe('what was left out', () => {
  const left = (reason: LeftOutStatement['reason'], count: number): LeftOutStatement[] =>
    Array.from({ length: count }, (_, i) => ({ cube: 'c', key: `${reason} ${i}`, memory: 'm', reason }))

  it('is counted by reason, and a few of each reason are named', () => {
    const all = [...left('budget', 5), ...left('duplicate', 1)]
    const few = fewLeftOut(all, 3)
    expect(few.left_out.map(({ key }) => key)).toEqual(['budget 0', 'duplicate 0', 'budget 1'])
    expect(few.left_out_counts).toEqual({ budget: 5, duplicate: 1 })
    expect(few.left_out_more).toBe(3)
    expect(fewLeftOut(all, 1)).toMatchObject({ left_out: [{ key: 'budget 0' }], left_out_more: 5 })
    expect(fewLeftOut(all, 100)).toMatchObject({ left_out_more: 0 })
    expect(fewLeftOut(all, 0)).toMatchObject({ left_out: [], left_out_more: 6 })
  })
})

it('results within a budget fill it, and a shorter one after one that does not fit still fits', () => {
  const results = ['x'.repeat(8), 'y'.repeat(12), 'z'.repeat(4)].map((text) => ({ text }))
  const taken = (budget: number): string[] =>
    withinBudget(results, budget).results.map(({ text }) => text.slice(0, 1))
  expect([taken(6), taken(5), taken(3), taken(1)]).toEqual([['x', 'y', 'z'], ['x', 'y'], ['x', 'z'], ['z']])
  expect(withinBudget(results, 3).left_out_counts).toEqual({ budget: 1 })
})
