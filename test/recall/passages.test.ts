import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { MAX_PASSAGE_LENGTH, splitPassages } from '../../src/recall/index.ts'

const long = (words: number, word = 'word') =>
  Array.from({ length: words }, (_, i) => `${word}${i}`).join(' ')

describe('passages', () => {
  it('keeps a memory of one sentence as one passage', () => {
    expect(splitPassages('Bob prefers tea.')).toEqual([{ start: 0, end: 16, headings: [] }])
  })

  it('has no passage for a text without anything in it', () => {
    expect(splitPassages('')).toEqual([])
    expect(splitPassages(' \n\t\r\n ')).toEqual([])
  })

  it('splits a long text at its headings and carries their trail', () => {
    const text = `# Guide\n\n${long(90)}\n\n## Install\n\n${long(90)}\n\n### Linux\n\nUse apt.\n\n## Use\n\nRun it.\n`
    const trails = splitPassages(text).map((passage) => passage.headings)
    expect(trails).toEqual([['Guide'], ['Guide', 'Install'], ['Guide', 'Install', 'Linux'], ['Guide', 'Use']])
  })

  it('reads underlined headings', () => {
    const text = `Title\n=====\n\n${long(100)}\n\nPart\n----\n\n${long(100)}`
    expect(splitPassages(text).map((passage) => passage.headings)).toEqual([['Title'], ['Title', 'Part']])
  })

  it('takes no heading from inside fenced code', () => {
    const text = `# Real\n\n\`\`\`sh\n# not a heading\n${'echo hello\n'.repeat(30)}\`\`\`\n\n${long(120)}`
    for (const { headings } of splitPassages(text)) expect(headings).toEqual(['Real'])
  })

  it('cuts long code between lines', () => {
    const line = 'const value = compute(1, 2, 3)\n'
    const text = `\`\`\`ts\n${line.repeat(100)}\`\`\`\n`
    const passages = splitPassages(text)
    expect(passages.length).toBeGreaterThan(2)
    for (const { start, end } of passages.slice(1, -1)) {
      expect(text[start - 1]).toBe('\n')
      expect(text.slice(start, end).endsWith('compute(1, 2, 3)')).toBe(true)
    }
  })

  it('cuts a long paragraph between sentences', () => {
    const text = Array.from({ length: 60 }, (_, i) => `This is the sentence with number ${i}.`).join(' ')
    for (const { start, end } of splitPassages(text)) expect(text.slice(start, end)).toMatch(/^This .*\.$/s)
  })

  it('never cuts a character in two', () => {
    for (const text of ['🎉'.repeat(1500), `a${'👩‍👩‍👧'.repeat(400)}`, `é${'e\u0301'.repeat(1200)}`]) {
      const passages = splitPassages(text)
      expect(passages.map(({ start, end }) => text.slice(start, end)).join('')).toBe(text)
      for (const { start, end } of passages) expect(text.slice(start, end).isWellFormed()).toBe(true)
    }
  })

  it('splits the largest memory', () => {
    const text = `${long(30_000)} ${'x'.repeat(20_000)}`
    const passages = splitPassages(text)
    expect(passages.length).toBeGreaterThan(200)
    expect(passages.every(({ start, end }) => end - start <= MAX_PASSAGE_LENGTH)).toBe(true)
  })

  it('covers any text in order, leaving out nothing but white space', () => {
    const piece = fc.oneof(
      fc.constantFrom(
        '# a\n',
        '\n\n',
        '```\n',
        '~~~~\n',
        '===\n',
        ' ',
        '\r\n',
        '## b ##\n',
        '🎉',
        '\u200d',
        '。',
      ),
      fc.string({ unit: 'grapheme', maxLength: 400 }),
      fc.integer({ min: 1, max: 300 }).map((count) => long(count)),
    )
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 20 }), (pieces) => {
        const text = pieces.join('')
        let at = 0
        for (const { start, end } of splitPassages(text)) {
          expect(text.slice(at, start).trim()).toBe('')
          expect(end).toBeGreaterThan(start)
          expect(end - start).toBeLessThanOrEqual(MAX_PASSAGE_LENGTH)
          at = end
        }
        expect(text.slice(at).trim()).toBe('')
      }),
      { numRuns: 200 },
    )
  })
})
