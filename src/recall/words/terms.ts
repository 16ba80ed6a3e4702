/** From a text to the terms that the word index keeps of it: lower case, and without the ending that grammar gives a word. */
import { stemmer } from 'stemmer'
import { indexable } from './indexable.ts'
import { wordPattern } from './word-pattern.ts'

/** How often each term stands in a passage, and how many words it has. */
export interface PassageTerms {
  counts: ReadonlyMap<string, number>
  length: number
}

/** Stems by word: texts repeat their words. Emptied when full. */
const stems = new Map<string, string>()
const mostStems = 50_000
/** Shorter words have no ending; longer ones are no words of a language. As in the Porter tokenizer of FTS5. */
const [leastStemmed, mostStemmed] = [3, 64]

export function termsOf(text: string): PassageTerms {
  const counts = new Map<string, number>()
  let length = 0
  for (const word of indexable(text).toLowerCase().match(wordPattern) ?? []) {
    const term = stemOf(word)
    counts.set(term, (counts.get(term) ?? 0) + 1)
    length++
  }
  return { counts, length }
}

/** @param word lower case */
export function stemOf(word: string): string {
  if (word.length < leastStemmed || word.length > mostStemmed) return word
  const known = stems.get(word)
  if (known !== undefined) return known
  const stem = stemmer(word)
  if (stems.size >= mostStems) stems.clear()
  stems.set(word, stem)
  return stem
}
