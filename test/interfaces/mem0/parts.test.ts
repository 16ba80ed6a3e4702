// What of Mem0's calls is decided without a node: ids, whose a memory is, filters, messages, histories.
import fc from 'fast-check'
import { describe, expect, it, test } from 'vitest'
import { matches, neededTags, readFilter } from '../../../src/interfaces/http/compat/mem0/filter.ts'
import { idOf, keyOf, newId } from '../../../src/interfaces/http/compat/mem0/ids.ts'
import { historyOf, type Mem0Record } from '../../../src/interfaces/http/compat/mem0/record.ts'
import {
  ignoredIn,
  keptMessages,
  readRequest,
  scopeGiven,
} from '../../../src/interfaces/http/compat/mem0/requests.ts'
import { scopeFields, scopeOfTag, scopeTag } from '../../../src/interfaces/http/compat/mem0/scope.ts'
import { asBearer, isMem0 } from '../../../src/interfaces/http/compat/mem0/serve-mem0.ts'

const ada: Mem0Record = {
  id: 'a',
  memory: 'Ada likes green tea',
  hash: '0',
  user_id: 'ada',
  agent_id: 'chef',
  app_id: null,
  run_id: null,
  actor_id: null,
  role: 'user',
  metadata: { n: 3, place: { town: 'Bonn' }, tags: ['x', 'y'], user_id: 'eve' },
  categories: ['food'],
  expiration_date: null,
  created_at: '2026-11-30T08:00:00.000Z',
  updated_at: '2026-11-30T09:00:00.000Z',
}

test('values that hold each other deeply are compared once, and too many are refused before any is', () => {
  const deep = (levels: number): unknown => (levels === 0 ? 1 : { a: deep(levels - 1), b: deep(0) })
  let looks = 0
  const watched = (value: unknown): unknown =>
    typeof value !== 'object' || value === null
      ? value
      : new Proxy(Object.fromEntries(Object.entries(value).map(([name, one]) => [name, watched(one)])), {
          ownKeys(target) {
            looks++
            return Reflect.ownKeys(target)
          },
        })
  const record = { ...ada, metadata: { deep: watched(deep(24)) } as Record<string, unknown> }
  expect(matches(readFilter({ deep: { eq: deep(24) } }), record)).toBe(true)
  expect(looks).toBeLessThan(200)
  expect(() => readFilter({ n: { in: Array.from({ length: 1_001 }, (_, at) => at) } })).toThrow('1000 values')
})

describe('a filter', () => {
  it.each([
    [{}, true],
    [{ user_id: 'ada' }, true],
    [{ user_id: 'eve' }, false],
    [{ user_id: '*' }, true],
    [{ run_id: '*' }, false],
    [{ run_id: null }, true],
    [{ AND: [{ user_id: 'ada' }, { agent_id: 'chef' }] }, true],
    [{ AND: [{ user_id: 'ada' }, { agent_id: 'cook' }] }, false],
    [{ OR: [{ user_id: 'eve' }, { agent_id: 'chef' }] }, true],
    [{ NOT: [{ user_id: 'eve' }, { n: 4 }] }, true],
    [{ NOT: { user_id: 'ada' } }, false],
    [{ user_id: { in: ['eve', 'ada'] } }, true],
    [{ user_id: { nin: ['eve', 'ada'] } }, false],
    [{ user_id: { ne: 'eve' } }, true],
    [{ created_at: { gte: '2026-11-30', lt: '2026-12-01' } }, true],
    [{ created_at: { gt: '2026-11-30T10:00:00+01:00' } }, false],
    [{ n: { gte: 3, lte: 3 } }, true],
    [{ n: { gt: 3 } }, false],
    [{ n: { gt: 'two' } }, false],
    [{ metadata: { n: 3 } }, true],
    [{ metadata: { n: 3, place: { town: 'Bonn' } } }, true],
    [{ metadata: { place: { town: 'Bonn', street: 'x' } } }, false],
    [{ metadata: { contains: { place: { town: 'Bonn' } } } }, true],
    [{ place: { eq: { town: 'Bonn' } } }, true],
    [{ tags: { contains: 'x' } }, true],
    [{ tags: { contains: ['x', 'z'] } }, false],
    [{ categories: { in: ['food', 'drink'] } }, true],
    [{ categories: { contains: 'drink' } }, false],
    [{ keywords: { icontains: 'GREEN' } }, true],
    [{ memory: { contains: 'GREEN' } }, false],
    [{ unknown: 'x' }, false],
    [{ unknown: null }, true],
    [{ toString: { ne: 'x' } }, true],
  ])('%j says %s of a memory', (given, expected) => {
    expect(matches(readFilter(given), ada)).toBe(expected)
  })

  it.each([
    ['a text', /an object/],
    [{ AND: [] }, /a list of conditions/],
    [{ OR: 'x' }, /a list of conditions/],
    [{ n: { near: 3 } }, /got "near"/],
    [{ n: { gt: 1, near: 3 } }, /got "near"/],
    [JSON.parse(`${'{"AND":['.repeat(10)}{"a":1}${']}'.repeat(10)}`) as object, /at most 8 levels/],
    [{ OR: Array.from({ length: 300 }, () => ({ a: 1 })) }, /at most 256 conditions/],
  ])('%j is refused', (given, words) => {
    expect(() => readFilter(given)).toThrow(words)
  })

  test('asks first for the tags that every memory has which it lets through, and says whether they are all', () => {
    const of = (given: object) => neededTags(readFilter(given))
    expect(of({})).toEqual({ tags: [], isAll: true })
    expect(of({ AND: [{ user_id: 'ada' }, { run_id: 'r' }] })).toEqual({
      tags: ['user:ada', 'run:r'],
      isAll: true,
    })
    expect(of({ user_id: 'ada', n: 3 })).toEqual({ tags: ['user:ada'], isAll: false })
    expect(of({ OR: [{ user_id: 'ada' }] })).toEqual({ tags: [], isAll: false })
    expect(of({ user_id: '*' })).toEqual({ tags: [], isAll: false })
    expect(of({ NOT: [{ user_id: 'ada' }] })).toEqual({ tags: [], isAll: false })
    // One id in two forms of Unicode is one.
    expect(of({ user_id: 'é' }).tags).toEqual(['user:é'])
  })
})

test('ids sort as they were made, are UUIDs of version 7, and name one key each', () => {
  const random = new Uint8Array(8).fill(0xff)
  const ids = [newId(1, 0, random), newId(1, 1, random), newId(2, 0, random), newId(2 ** 41, 7, random)]
  expect(ids).toEqual(ids.toSorted())
  for (const id of ids) {
    expect(id).toMatch(/^[\da-f]{8}-[\da-f]{4}-7[\da-f]{3}-[89ab][\da-f]{3}-[\da-f]{12}$/)
    expect(idOf(keyOf(id) ?? '')).toBe(id)
  }
  for (const strange of ['', '.', '..', 'a/b', '\0', 'ä', 'x'.repeat(201)])
    expect(keyOf(strange)).toBeUndefined()
  for (const key of ['mem0/', 'mem0/relations/x', 'other/a', 'mem0']) expect(idOf(key)).toBeUndefined()
})

test('a tag tells whose a memory is, whatever the id', () => {
  fc.assert(
    fc.property(fc.constantFrom(...scopeFields), fc.string({ minLength: 1 }), (field, id) => {
      expect(scopeOfTag(scopeTag(field, id))).toEqual({ field, id })
    }),
  )
  for (const tag of ['food', 'user', 'user:', 'users:x']) expect(scopeOfTag(tag)).toBeUndefined()
})

test('of messages those with words are kept, but not those of the system', () => {
  const kept = (messages: unknown) => keptMessages(readRequest('add', { messages, user_id: 'u' }).messages)
  expect(kept('I like tea')).toEqual([{ role: 'user', text: 'I like tea', name: undefined }])
  expect(kept({ role: 'user', content: 'one' })).toEqual([{ role: 'user', text: 'one', name: undefined }])
  expect(
    kept([
      { role: 'system', content: 'be nice' },
      {
        role: 'user',
        content: [
          { type: 'text', text: 'a' },
          { type: 'text', text: 'b' },
        ],
        name: 'ada',
      },
      { role: 'assistant', content: null, tool_calls: [{}] },
      { role: 'assistant', content: '  ' },
    ]),
  ).toEqual([{ role: 'user', text: 'a\nb', name: 'ada' }])
  expect(() => kept([{ role: 'user', content: [{ type: 'image_url', image_url: {} }] }])).toThrow(
    /a role and a text/,
  )
})

test('what is not done here is refused where it would change what is kept, and named where it has no effect', () => {
  const whole = { messages: 'x', user_id: 'u', custom_instructions: 'only facts', output_format: 'v1.1' }
  expect(ignoredIn('add', whole)).toEqual(['custom_instructions', 'output_format'])
  expect(() => readRequest('add', { messages: 'x', expiration_date: '2027-01-01' })).toThrow(
    /expiration_date/,
  )
  expect(() => readRequest('add', { messages: 'x', unknown: 1 })).toThrow(/unknown/)
  expect(() => readRequest('change', {})).toThrow(/expected text, metadata or timestamp/)
  expect(readRequest('change', { expiration_date: null })).toEqual({ expiration_date: null })
  expect(readRequest('change', { timestamp: '1970-01-02' }).timestamp).toBe(86_400)
})

test('a request names whose memory it is, in its fields or in its filters', () => {
  expect(scopeGiven({ user_id: 'ada', filters: { user_id: 'eve', run_id: 'r' } })).toEqual({
    user_id: 'ada',
    run_id: 'r',
  })
  expect(() => scopeGiven({})).toThrow(/at least one of user_id, agent_id, app_id, run_id/)
  expect(() => scopeGiven({ filters: { user_id: { in: ['a'] } } })).toThrow(/user_id/)
  expect(() => scopeGiven({ user_id: undefined, filters: { user_id: 'ä'.repeat(200) } })).toThrow(/240 bytes/)
})

test('a history says what was added, changed, deleted and brought back', () => {
  const version = (commit: string, record?: Mem0Record) => ({ commit, timeMs: 0, record })
  const changed = { ...ada, memory: 'Ada likes black tea' }
  const events = historyOf('a', [version('1', ada), version('2', changed), version('3'), version('4', ada)])
  expect(events.map(({ event, old_memory: from, new_memory: to }) => [event, from, to])).toEqual([
    ['ADD', null, ada.memory],
    ['UPDATE', ada.memory, changed.memory],
    ['DELETE', changed.memory, null],
    ['ADD', null, ada.memory],
  ])
  expect(historyOf('a', [version('1')])).toEqual([])
})

test("Mem0's ways to give the token are those of the API, on Mem0's paths", () => {
  expect(asBearer({ authorization: 'Token abc' })).toBe('Bearer abc')
  expect(asBearer({ 'x-api-key': 'abc' })).toBe('Bearer abc')
  expect(asBearer({ authorization: 'Bearer abc', 'x-api-key': 'other' })).toBe('Bearer abc')
  expect(asBearer({})).toBeUndefined()
  expect(isMem0('/compat/mem0/v1/ping/')).toBe(true)
  expect(isMem0('/v1/cubes?x=/compat/mem0/')).toBe(false)
})
