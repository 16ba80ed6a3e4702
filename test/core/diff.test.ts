import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { compareLists } from '../../src/core/diff/compare-lists.ts'
import { diffLines, diffWords } from '../../src/core/diff/index.ts'

const textOf = (runs: readonly { text: string }[]): string => runs.map(({ text }) => text).join('')

describe('the words of two lines', () => {
  it('that only one has are marked, and the rest is not', () => {
    const { left, right } = diffWords('VACUUM does not return space', 'VACUUM FULL does return space')
    expect(left.filter(({ differs }) => differs).map(({ text }) => text.trim())).toContain('not')
    expect(right.filter(({ differs }) => differs).map(({ text }) => text.trim())).toContain('FULL')
    expect(right.find(({ text }) => text.includes('space'))?.differs).toBe(false)
  })

  it('of two other sentences are not marked one by one', () => {
    expect(diffWords('the cat sat', 'no dogs run here')).toEqual({
      left: [{ differs: true, text: 'the cat sat' }],
      right: [{ differs: true, text: 'no dogs run here' }],
    })
  })

  it('are the whole of both lines, whatever these hold, and characters stay whole', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), fc.string({ unit: 'grapheme' }), (a, b) => {
        const { left, right } = diffWords(a, b)
        expect([textOf(left), textOf(right)]).toEqual([a, b])
        expect([...left, ...right].every(({ text }) => text.isWellFormed())).toBe(true)
      }),
    )
    expect(diffWords('same', 'same').left).toEqual([{ differs: false, text: 'same' }])
  })
})

it('the lines of two texts beside each other give both texts back', () => {
  const text = fc
    .array(fc.constantFrom('a', 'b', 'c', ''), { minLength: 1, maxLength: 12 })
    .map((lines) => lines.join('\n'))
  fc.assert(
    fc.property(text, text, (before, after) => {
      const rows = diffLines(before, after)
      const side = (name: 'left' | 'right'): string =>
        rows.flatMap((row) => (row[name] === undefined ? [] : [row[name]])).join('\n')
      expect([side('left'), side('right')]).toEqual([before, after])
    }),
  )
})

/** The slow and obvious way. */
function longestShared(a: readonly string[], b: readonly string[]): number {
  const [[first, ...a2], [other, ...b2]] = [a, b]
  if (first === undefined || other === undefined) return 0
  return first === other ? 1 + longestShared(a2, b2) : Math.max(longestShared(a2, b), longestShared(a, b2))
}

describe('two lists', () => {
  it('share as much as they can, and are each there whole', () => {
    const list = fc.array(fc.constantFrom('a', 'b', 'c'), { maxLength: 7 })
    fc.assert(
      fc.property(list, list, (a, b) => {
        const steps = compareLists(a, b)
        const of = (...kinds: string[]): string[] =>
          steps.filter(({ is }) => kinds.includes(is)).map((step) => step.of)
        expect([of('same', 'removed'), of('same', 'added')]).toEqual([a, b])
        expect(of('same')).toHaveLength(longestShared(a, b))
      }),
      { seed: 14, numRuns: 200 },
    )
  })

  it('that are very long are replaced as a whole', () => {
    const long = (name: string): string[] => [
      ...Array.from({ length: 2_000 }, (_, i) => `${name} ${i}`),
      'shared',
    ]
    expect(compareLists(long('a'), long('b')).some(({ is }) => is === 'same')).toBe(false)
  })
})

it('a very long line differs as a whole', () => {
  const [left, right] = ['one', 'two'].map((word) => `${'word '.repeat(900)}${word}`) as [string, string]
  expect(diffWords(left, right)).toEqual({
    left: [{ differs: true, text: left }],
    right: [{ differs: true, text: right }],
  })
})
