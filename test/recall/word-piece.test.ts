import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { createStaticEmbedder } from '../../src/recall/embedder/static-embedder.ts'
import { SoftMatch } from '../../src/recall/embedder/soft-match.ts'
import { loadTokenTable, parseTokenTable } from '../../src/recall/embedder/token-table.ts'
import { createWordPiece } from '../../src/recall/embedder/word-piece.ts'
import type { Embedded } from '../../src/recall/embedder/embedder.ts'

const table = loadTokenTable()
const cases = JSON.parse(readFileSync(new URL('./fixtures/wordpiece.json', import.meta.url), 'utf8')) as {
  text: string
  ids: number[]
}[]

describe('WordPiece', () => {
  const wordPiece = createWordPiece(table.vocabulary)

  it.each(cases)('gives the ids of the tokenizer that the model was trained with: $text', ({ text, ids }) => {
    expect(wordPiece.encode(text)).toEqual(ids)
  })
})

describe('the token table', () => {
  it('has a row of 256 numbers for each of its tokens', () => {
    expect(table.vocabulary).toHaveLength(30_522)
    expect(table.rows).toHaveLength(30_522 * 256)
  })

  it('is refused when its bytes are not a table', () => {
    expect(() => parseTokenTable(Buffer.from('something else entirely'))).toThrow(/magic/)
  })
})

describe('the static embedder', () => {
  const embedder = createStaticEmbedder(table)
  const embed = (text: string) => (embedder.embed([text]) as Embedded[])[0]!
  const cosine = (a: string, b: string) => {
    const [left, right] = [embed(a).vector!, embed(b).vector!]
    return left.reduce((sum, value, i) => sum + value * right[i]!, 0)
  }

  it('puts texts of like meaning nearer than others', () => {
    expect(cosine('my dog is a puppy', 'a young canine pet')).toBeGreaterThan(
      cosine('my dog is a puppy', 'quarterly tax returns') + 0.2,
    )
  })

  it('gives unit vectors, the same each time', () => {
    const { vector } = embed('the same words')
    expect(Math.hypot(...vector!)).toBeCloseTo(1, 5)
    expect(embed('the same words')).toEqual(embed('the same words'))
  })

  it('gives no vector where there is nothing that it knows', () => {
    for (const text of ['', '   ', '🎉', 'a b c', '東京']) expect(embed(text).vector).toBeUndefined()
  })

  it('says how little of a question it understands', async () => {
    const english = await embedder.embedQuery('where did she adopt the dog')
    const russian = await embedder.embedQuery('где она взяла собаку')
    expect(english.coverage).toBeGreaterThan(0.9)
    expect(russian.coverage).toBeLessThan(0.3)
  })

  it('matches words softly', () => {
    const soft = new SoftMatch(table)
    soft.ask(embed('puppy').tokens!)
    const [same, near, far] = ['puppy', 'dog', 'treaty'].map((text) => soft.score(embed(text).tokens!))
    expect(same).toBeCloseTo(1, 5)
    expect(near).toBeGreaterThan(far! + 0.1)
    soft.ask(new Uint16Array())
    expect(soft.score(embed('dog').tokens!)).toBe(0)
  })
})
