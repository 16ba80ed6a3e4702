/** Real prose under keys, a hundred to a folder; one in a hundred has a tag that the others have not. */
import { writeFile } from 'node:fs/promises'
import { proseOf, questionsFrom } from '../shared/prose.ts'

const QUESTIONS = 300

export interface Corpus {
  /** Key to text. */
  texts: Map<string, string>
  questions: string[]
  bytes: number
}

export function corpusOf(count: number): Corpus {
  const passages = proseOf(count)
  const texts = new Map(
    passages.map((text, i) => [`topic-${Math.floor(i / 100)}/passage-${i}`, text] as const),
  )
  const bytes = passages.reduce((sum, text) => sum + Buffer.byteLength(text), 0)
  return { texts, questions: questionsFrom(passages, QUESTIONS), bytes }
}

/** Other texts for `count` keys that stand all over the corpus. */
export function changesOf({ texts }: Corpus, offset: number, count: number): Map<string, string> {
  const entries = [...texts]
  const step = Math.floor(entries.length / count)
  return new Map(
    Array.from({ length: count }, (_, i) => {
      const [key, text] = entries[(i * step + offset) % entries.length]!
      return [key, `${text} Changed ${offset}.`] as const
    }),
  )
}

export async function writeLines(path: string, texts: ReadonlyMap<string, string>): Promise<void> {
  const lines = Array.from(texts, ([key, body], i) =>
    JSON.stringify({ key, body, ...(i % 100 === 0 && { tags: ['rare'] }) }),
  )
  await writeFile(path, `${lines.join('\n')}\n`)
}
