import { describe, expect, it } from 'vitest'
import { differInValue } from '../../src/recall/overlap/value-difference.ts'
import { createTextComparer } from '../../src/recall/index.ts'

const comparer = createTextComparer()

function kindOf(a: string, b: string): string | undefined {
  const [one, other] = [comparer.read(a), comparer.read(b)]
  return one === undefined || other === undefined ? undefined : comparer.compare(one, other, false)?.kind
}

describe('two texts', () => {
  it.each([
    ['Postgres listens on port 5432 of the host db', 'postgres listens on port 5432 of the host db.'],
    [
      'The nightly backup runs at 02:00 and is kept for 30 days.',
      'The nightly backup runs at 02:00, and is kept for 30 days',
    ],
  ])('say the same: %j, %j', (a, b) => {
    expect(kindOf(a, b)).toBe('same')
  })

  it.each([
    ['Server alpha listens on port 5001 in rack 3', 'Server beta listens on port 5002 in rack 4'],
    ['Invoice 1001 was paid by Ann on 3 May', 'Invoice 1002 was paid by Tom on 4 June'],
    ['Meeting room red seats 12 people on floor 2', 'Meeting room blue seats 14 people on floor 3'],
    ['The ticket AB-17 was closed by Ann in week 40', 'The ticket AB-18 was closed by Tom in week 41'],
  ])('with numbers of their own are never one and the same: %j, %j', (a, b) => {
    expect(kindOf(a, b)).not.toBe('same')
  })
})

it.each([
  ['The nightly backup is kept for 30 days', 'The nightly backup is kept for 90 days', 'contradicts'],
  ['The nightly backup is kept for 30 days', 'The nightly backup is never kept for 30 days', 'contradicts'],
  ['The nightly backup is kept for 30 days', 'A recipe for lentil soup', undefined],
])('%j beside %j: %s', (a, b, kind) => {
  expect(kindOf(a, b)).toBe(kind)
})

describe('another value', () => {
  it.each([
    ['the door of the house is open on 3 days', 'the door of the house is open on 4 days', true],
    ['the door of the house is locked', 'the door of the house is not locked', true],
    ['the door of the house is always locked', 'the door of the house is never locked', true],
    // A denial of a denial says what was said.
    ['the door of the house is locked', 'the door of the house is not never locked', false],
    ['the door of the house is red', 'the door of the house is wide', false],
  ])('%j, %j: %s', (a, b, expected) => {
    expect(differInValue(a, b)).toBe(expected)
    expect(differInValue(b, a)).toBe(expected)
  })

  it('is another name only where both speak of one thing', () => {
    const [a, b] = ['this page of the manual is for Firefox', 'this page of the manual is for Safari']
    expect(differInValue(a, b)).toBe(false)
    expect(differInValue(a, b, true)).toBe(true)
  })
})
