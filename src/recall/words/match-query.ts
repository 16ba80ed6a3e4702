/** The words of a question that are looked for. Nothing in a question is syntax. */
import { indexable } from './indexable.ts'
import { isStopWord } from './stop-words.ts'
import { stemOf } from './terms.ts'
import type { QueryTerm } from './word-index.ts'
import { wordPattern } from './word-pattern.ts'

/** More words than this come from pasted text, and only cost time (guess). */
const maxTerms = 64
/** Words grow at their end here: particles in Korean, compounds where no space is written. */
const openEnded = /^[\p{Script=Hangul}\p{Script=Han}\p{Script=Katakana}\p{Script=Thai}]{2,}$/u

/** Distinct words of a question, without stop words unless nothing else is left. */
export function queryTerms(question: string): QueryTerm[] {
  const words = indexable(question).toLowerCase().match(wordPattern) ?? []
  const telling = words.filter((word) => !isStopWord(word))
  const asked = new Set((telling.length > 0 ? telling : words).slice(0, maxTerms).map(stemOf))
  return Array.from(asked, (term) => ({ term, isPrefix: openEnded.test(term) }))
}
