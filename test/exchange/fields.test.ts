import { describe, expect, it } from 'vitest'
import { keySegment, storable, timeIn, urn } from '../../src/exchange/import/fields.ts'
import { relationOf } from '../../src/exchange/import/relation.ts'

describe('a time of another tool', () => {
  it.each([
    [1_700_000_000, 1_700_000_000_000],
    [1_700_000_000.5, 1_700_000_000_500],
    [1_700_000_000_000, 1_700_000_000_000],
    ['2023-11-14T22:13:20.123456Z', 1_700_000_000_123],
    [-1, undefined],
    ['yesterday', undefined],
    [undefined, undefined],
  ])('%j is %j', (value, ms) => {
    expect(timeIn(value)).toBe(ms)
  })
})

describe('a name of another tool', () => {
  it.each([
    ['a/b\\c', 'a-b-c'],
    ['.', '-'],
    ['..', '-'],
    ['', '-'],
    [' name ', 'name'],
    ['a\u0000b', 'a-b'],
  ])('%j is one part of a key: %j', (name, segment) => {
    expect(keySegment(name)).toBe(segment)
  })

  it('is cut between characters when it is long', () => {
    const segment = keySegment('é'.repeat(200))
    expect(Buffer.byteLength(segment)).toBe(180)
    expect(segment).toBe('é'.repeat(90))
    expect(urn('tool', 'a b')).toBe('urn:tool:a%20b')
  })
})

describe('a value that a block cannot hold', () => {
  it('is kept as text', () => {
    expect(storable(2 ** 53)).toBe('9007199254740992')
    expect(storable(2 ** 53 - 1)).toBe(2 ** 53 - 1)
    expect(storable([Number.NaN, 1.5, undefined])).toEqual(['NaN', 1.5, null])
  })

  it('is kept as JSON below a depth of 24', () => {
    const nested = (depth: number): unknown => (depth === 0 ? 'end' : { in: nested(depth - 1) })
    let value = storable(nested(30))
    for (let depth = 0; depth < 24; depth++) value = (value as { in: unknown }).in
    expect(value).toBe(JSON.stringify(nested(6)))
  })
})

describe('a relation', () => {
  const shape = { tool: 'tool', prefix: 'graph', from: ['source'], relation: ['type'], to: ['target'] }

  it('is a sentence from one thing to the other', () => {
    expect(relationOf({ source: 'Ann', type: 'knows', target: 'Bob' }, 'line 1', shape)).toMatchObject({
      key: 'graph/Ann/knows/Bob',
      body: 'Ann knows Bob',
    })
  })

  it('without one of its ends is told', () => {
    expect(relationOf({ source: 'Ann', type: 'knows' }, 'line 1', shape)).toMatchObject({
      item: 'line 1',
      reason: expect.stringContaining('target') as string,
    })
  })
})
