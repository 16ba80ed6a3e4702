/** A question in plain words becomes an FTS5 expression: quoted terms joined by OR, so that nothing in it is syntax. */
import { indexable } from './indexable.ts'
import { isStopWord } from './stop-words.ts'

/** More terms than this come from pasted text, and only cost time (guess). */
const MAX_TERMS = 64
const WORD = /[\p{L}\p{N}\p{M}\p{Co}]+/gu
/** Words grow at their end here: particles in Korean, compounds where no space is written. */
const OPEN_ENDED = /^[\p{Script=Hangul}\p{Script=Han}\p{Script=Katakana}\p{Script=Thai}]{2,}$/u

/** The words of a question worth looking for: distinct, lower case, without stop words unless nothing else is left. */
export function queryTerms(question: string): string[] {
  const words = indexable(question).toLowerCase().match(WORD) ?? []
  const telling = words.filter((word) => !isStopWord(word))
  return [...new Set(telling.length > 0 ? telling : words)].slice(0, MAX_TERMS)
}

/** `undefined` when there is no word to look for. */
export function matchQuery(terms: readonly string[]): string | undefined {
  if (terms.length === 0) return undefined
  return terms.map((term) => (OPEN_ENDED.test(term) ? `"${term}"*` : `"${term}"`)).join(' OR ')
}
