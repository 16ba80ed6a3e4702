/**
 * Whether a text says of itself that something has changed, and speaks of what another one speaks of: "prefers 4 spaces now"
 * after "prefers tabs". Pure. It orders what is packed for a model; nothing is dropped for it.
 */
import { isStopWord } from '../words/stop-words.ts'

/** Longer texts speak of many things. Guess. */
const maxChars = 400
/** Of the words that tell what the shorter text is about, so many must be in both. Guess. */
const minShared = 1 / 3

const changes = new Set(
  (
    'now nowadays currently anymore longer instead switched changed moved replaced renamed migrated since ' +
    'jetzt nun nunmehr stattdessen inzwischen seitdem ahora actualmente maintenant désormais'
  ).split(' '),
)

export function saysAnew(newer: string, older: string): boolean {
  if (newer.length > maxChars || older.length > maxChars) return false
  const words = wordsOf(newer)
  if (!words.some((word) => changes.has(word))) return false
  const [left, right] = [telling(words), telling(wordsOf(older))]
  const shared = [...left].filter((word) => right.has(word)).length
  return shared > 0 && shared >= minShared * Math.min(left.size, right.size)
}

const wordsOf = (text: string): string[] =>
  text
    .normalize('NFC')
    .toLowerCase()
    .match(/[\p{L}\p{N}]+/gu) ?? []

const telling = (words: readonly string[]): Set<string> =>
  new Set(words.filter((word) => !changes.has(word) && !isStopWord(word)))
