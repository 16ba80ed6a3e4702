import { expect, it } from 'vitest'
import { boundedLines, eventLines } from '../../src/interfaces/cli/event-lines.ts'

/** A stream whose reader takes what waits when it is told to. */
function slowReader() {
  const taken: string[] = []
  let waiting: string[] = []
  return {
    destroyed: false,
    get writableLength() {
      return waiting.join('').length
    },
    write: (text: string) => waiting.push(text) < 0,
    read() {
      taken.push(...waiting)
      waiting = []
    },
    taken: () => taken.map((line) => JSON.parse(line) as Record<string, unknown>),
  }
}

it('a reader that is behind misses lines, is told how many, and costs a bounded number of bytes', () => {
  const reader = slowReader()
  const write = eventLines(reader, 100)
  for (let at = 0; at < 1_000; at++) write({ at })
  expect(reader.writableLength).toBeLessThan(120)
  reader.read()
  const came = reader.taken().length
  for (const at of ['later', 'last']) write({ at })
  reader.read()
  expect(reader.taken().slice(came)).toEqual([
    { event: 'missed', count: 1_000 - came },
    { at: 'later' },
    { at: 'last' },
  ])
})

it('a reader that keeps up misses nothing', () => {
  const reader = slowReader()
  const write = eventLines(reader, 100)
  for (let at = 0; at < 1_000; at++) {
    write({ at })
    reader.read()
  }
  expect(reader.taken()).toEqual(Array.from({ length: 1_000 }, (_, at) => ({ at })))
})

it('a reader that is gone gets nothing, and nothing is kept for it', () => {
  const reader = { ...slowReader(), destroyed: true }
  boundedLines(reader, () => '', 100)('a line\n')
  expect(reader.writableLength).toBe(0)
})
