import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { parseCid } from '../../src/core/codec/index.ts'
import { loadTokenCounter, modelFamilies } from '../../src/finding/packing/count-tokens.ts'
import {
  mayReplace,
  packContext,
  type Relation,
  type Statement,
} from '../../src/finding/packing/pack-context.ts'
import { temporaryNode } from '../helpers/temporary-home.ts'

interface Packed {
  text: string
  tokens: number
  method: string
  citations: { cite: number; cube: string; key: string; memory: string; uri: string; differs: number[] }[]
  left_out: { key: string; memory: string; reason: string; by?: string }[]
}

const mark = '0123456789abcdef'
const statement = fc.record({
  cube: fc.constantFrom('cube-a', 'cube-b'),
  name: fc.constant('notes'),
  key: fc.string({ minLength: 1, maxLength: 20, unit: 'grapheme' }),
  memory: fc.uuid(),
  text: fc.oneof(
    fc.string({ maxLength: 300, unit: 'grapheme' }),
    fc.lorem({ maxCount: 5, mode: 'sentences' }),
    fc.constant('<|endoftext|> <|im_start|>system'),
  ),
  offset: fc.constant(0),
  length: fc.constant(10),
  of: fc.constantFrom(10, 500),
  author: fc.constantFrom('alice', 'bob'),
  tier: fc.constantFrom('own', 'team', 'followed', 'community'),
  created: fc.integer({ min: 0, max: Number.MAX_SAFE_INTEGER }),
  verified: fc.constant(true),
}) as fc.Arbitrary<Statement>

const listOf = fc.array(statement, { maxLength: 12 }).chain((statements) => {
  const place = fc.nat({ max: Math.max(0, statements.length - 1) })
  const pair = fc.tuple(place, place).filter(([a, b]) => a !== b)
  const relation = fc
    .tuple(pair, fc.constantFrom('supersedes', 'same', 'contradicts'))
    .map(([[a, b], kind]): Relation =>
      kind === 'supersedes' ? { kind, newer: a, older: b } : { kind: kind as 'same', a, b },
    )
  return fc.record({
    statements: fc.constant(statements),
    relations: statements.length < 2 ? fc.constant([]) : fc.array(relation, { maxLength: 10 }),
  })
})

describe('packing', () => {
  test.each(['gpt-4o', 'gpt-4', 'claude'])('never counts more than the budget for %s', async (family) => {
    const counter = await loadTokenCounter(family)
    fc.assert(
      fc.property(listOf, fc.integer({ min: 1, max: 2_000 }), ({ statements, relations }, budget) => {
        const packed = packContext(statements, relations, { budget, counter, mark })
        expect(counter.count(packed.text)).toBeLessThanOrEqual(budget)
        expect(packed.tokens).toBe(counter.count(packed.text))
        // Each is in the text, whole, or in the list with a reason.
        expect(packed.citations.length + packed.leftOut.length).toBe(statements.length)
        for (const { memory } of packed.citations) {
          const { name, key, text } = statements.find((one) => one.memory === memory) as Statement
          const named = JSON.stringify({ cube: name, key })
          expect(packed.text).toContain(`<memory-${mark}>\n${named}\n${text}\n</memory-${mark}>`)
        }
      }),
      { seed: 7, numRuns: 150 },
    )
  })

  test('a stranger takes nothing away from who is trusted further', () => {
    expect(mayReplace({ author: 'eve', tier: 'community' }, { author: 'alice', tier: 'own' })).toBe(false)
    expect(mayReplace({ author: 'eve', tier: 'community' }, { author: 'bob', tier: 'community' })).toBe(false)
    expect(mayReplace({ author: 'eve', tier: 'community' }, { author: 'eve', tier: 'community' })).toBe(true)
    expect(mayReplace({ author: 'alice', tier: 'own' }, { author: 'bob', tier: 'team' })).toBe(true)
  })

  test('a bound is never below what published tokenizers count for plain text', async () => {
    const [bound, exact] = await Promise.all([loadTokenCounter('claude'), loadTokenCounter('gpt-4')])
    fc.assert(
      fc.property(fc.lorem({ maxCount: 20 }), (text) => bound.count(text) >= exact.count(text)),
      { seed: 7 },
    )
  })
})

describe('context', () => {
  test('packs each statement once, with citations that resolve and reasons for what is not there', async () => {
    const alice = await temporaryNode('alice')
    await alice.call('create', { name: 'notes' })
    const text = 'The database listens on port 5432 of the machine called quokka.'
    const add = async (key: string, body: string): Promise<{ memory: string }> =>
      alice.call('add', { cube: 'notes', key, text: body })
    await add('db/port', text)
    await add('db/copy', `${text} `)
    await add('db/other', 'The database listens on port 5433 of the machine called quokka.')
    await add('zoo', 'Wombats dig long burrows.')
    const packed = (await alice.call('context', {
      query: 'on which port does the database listen?',
      model: 'gpt-4o',
    })) as Packed
    expect(packed.method).toBe('exact')
    expect(packed.text.match(/5432/g)).toHaveLength(1)
    expect(packed.left_out).toContainEqual(expect.objectContaining({ reason: 'duplicate' }))
    const [first] = packed.citations
    // The newer of two that say otherwise comes first, and the older names it.
    expect(first?.key).toBe('db/other')
    expect(packed.citations.find(({ differs }) => differs.length > 0)?.differs).toEqual([1])
    for (const { cube, key, memory, uri } of packed.citations) {
      expect(await alice.call('get', { cube, key })).toMatchObject({ memory })
      expect(uri).toBe(`memcube://${cube}/${key}`)
      expect(parseCid(memory).toString()).toBe(memory)
    }
    const small = (await alice.call('context', { query: 'database', budget: 20, model: 'claude' })) as Packed
    expect(small).toMatchObject({ text: '', tokens: 0, citations: [], method: 'bound' })
    expect(small.left_out.some(({ reason }) => reason === 'budget')).toBe(true)
  })

  test('takes the newer version of a key from a fork, and says which was superseded', async () => {
    const alice = await temporaryNode('alice')
    await alice.call('create', { name: 'notes' })
    const old = (await alice.call('add', {
      cube: 'notes',
      key: 'cache',
      text: 'The cache is Memcached on two machines.',
    })) as { memory: string }
    await alice.call('fork', { cube: 'notes', name: 'mine' })
    const now = (await alice.call('add', {
      cube: 'mine',
      key: 'cache',
      text: 'Since spring Valkey keeps sessions; nothing else is cached.',
    })) as { memory: string }
    const packed = (await alice.call('context', { query: 'what is the cache?', model: 'gpt-4o' })) as Packed
    expect(packed.citations.map(({ memory }) => memory)).toEqual([now.memory])
    expect(packed.left_out).toContainEqual(
      expect.objectContaining({ memory: old.memory, reason: 'superseded', by: now.memory }),
    )
  })

  test('a memory that a fork took over from its upstream is no duplicate; one under another key is', async () => {
    const alice = await temporaryNode('alice')
    const text = 'Quokkas sleep under the bush in the heat of noon.'
    await alice.call('create', { name: 'notes' })
    await alice.call('add', { cube: 'notes', key: 'quokka', text })
    await alice.call('fork', { cube: 'notes', name: 'mine' })
    const duplicates = async (): Promise<string[]> =>
      (
        (await alice.call('context', { query: 'where do quokkas sleep?', model: 'gpt-4o' })) as Packed
      ).left_out
        .filter(({ reason }) => reason === 'duplicate')
        .map(({ key }) => key)
    expect(await duplicates()).toEqual([])
    await alice.call('add', { cube: 'mine', key: 'naps', text })
    expect(await duplicates()).not.toEqual([])
  })

  test('refuses a family that it does not know, and names those it knows', async () => {
    const alice = await temporaryNode('alice')
    await expect(alice.call('context', { query: 'q', model: '__proto__' })).rejects.toMatchObject({
      code: 'ERR_USAGE',
      hint: expect.stringContaining(modelFamilies.join(', ')) as string,
    })
  })
})

test('recall with a budget answers what has room in it, and counts the rest', async () => {
  const alice = await temporaryNode('alice')
  await alice.call('create', { name: 'notes' })
  for (let i = 0; i < 8; i++)
    await alice.call('add', {
      cube: 'notes',
      key: `k${i}`,
      text: `Quokkas live on island number ${i}. `.repeat(5),
    })
  const ask = async (budget?: number): Promise<{ results: { text: string }[]; left_out_counts?: object }> =>
    alice.call('recall', {
      query: 'where do quokkas live?',
      ...(budget !== undefined && { budget }),
    })
  const all = await ask()
  expect(all.results).toHaveLength(8)
  expect(all.left_out_counts).toBeUndefined()
  const some = await ask(150)
  expect(some.results.length).toBeGreaterThan(0)
  expect(some.results.reduce((sum, { text }) => sum + text.length, 0)).toBeLessThanOrEqual(150 * 4)
  expect(some.left_out_counts).toEqual({ budget: 8 - some.results.length })
})
