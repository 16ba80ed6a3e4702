import { describe, expect, test } from 'vitest'
import { reasonsOf, verdictOf, type FindReason, type WhyFacts } from '../../../src/page/why-not-found.ts'

const facts: WhyFacts = {
  memory: { tier: 'own', type: 'plaintext', isText: true, valid: null, governance: {} },
  cube: { state: 'held', branch: 'main', fresh: true },
  branch: undefined,
  index: { pending: 0, problem: null },
  nowMs: 1_000,
}

const against = (changed: Partial<WhyFacts>): FindReason[] =>
  reasonsOf({ ...facts, ...changed }).filter(({ is }) => is !== 'fine')

describe('why search does not find a memory', () => {
  test('nothing keeps out what is trusted, current text on the branch that is read', () => {
    expect(against({})).toEqual([])
    expect(against({ branch: 'main' })).toEqual([])
  })

  test.each<[string, Partial<WhyFacts>, Partial<FindReason>]>([
    ['a stranger', { memory: { ...facts.memory, tier: 'community' } }, { is: 'bars', todo: 'trust' }],
    ['a blocked author', { memory: { ...facts.memory, tier: 'quarantined' } }, { is: 'bars', todo: 'trust' }],
    ['another branch', { branch: 'draft' }, { is: 'bars', todo: 'branch' }],
    ['what is no text', { memory: { ...facts.memory, isText: false } }, { is: 'bars' }],
    ['a later version', { memory: { ...facts.memory, type: 'opaque' } }, { is: 'bars' }],
    ['a time that is over', { memory: { ...facts.memory, valid: { until: 1_000 } } }, { is: 'bars' }],
    ['a time to come', { memory: { ...facts.memory, valid: { from: 1_001 } } }, { is: 'bars' }],
    ['an expiry', { memory: { ...facts.memory, governance: { expires: 1_000 } } }, { is: 'bars' }],
    ['a cube that gave way', { cube: { ...facts.cube, state: 'evicted' } }, { is: 'bars', todo: 'pull' }],
    ['an old head', { cube: { ...facts.cube, fresh: false } }, { is: 'may', todo: 'pull' }],
    ['an index at work', { index: { pending: 3, problem: null } }, { is: 'may', todo: 'node' }],
    ['a broken index', { index: { pending: 0, problem: 'locked' } }, { is: 'bars', todo: 'node' }],
  ])('%s is named, alone', (_name, changed, reason) => {
    expect(against(changed)).toEqual([expect.objectContaining(reason)])
  })

  test('for one question, its place is said, or that nothing in it fits', () => {
    expect(verdictOf({ usual: 3, wide: 1, looked: 5 })).toMatchObject({ is: 'fine' })
    expect(verdictOf({ usual: undefined, wide: 4, looked: 50 }).text).toContain('place 4 of 50')
    expect(verdictOf({ usual: undefined, wide: undefined, looked: 50 })).toMatchObject({
      is: 'bars',
      todo: 'edit',
    })
  })
})
