/**
 * Whether two texts that speak of the same thing give it another value: a number, a name, or a yes against a no. Pure,
 * and simple on purpose, so that a person sees at once why two memories were put beside each other.
 */
import { isStopWord } from '../words/stop-words.ts'

/** Longer texts are compared by their values alone: aligning takes the product of their lengths. */
const maxAligned = 200
/** Share of words that two texts must have in common to be one sentence with another value. Measured with the thresholds. */
const minShared = 0.6
const minSharedWords = 3
/** Other words in which a denial may differ from what it denies: `takes` and `not take`. Guess. */
const maxBesideDenial = 2

const wordPattern = /[\p{L}\p{N}]+(?:[.,:'’_/-][\p{L}\p{N}]+)*/gu
const negations = new Set(['not', 'no', 'never', 'none', 'without', 'cannot', 'neither', 'nor'])
const opposites = new Map(
  [
    ['true', 'false'],
    ['yes', 'no'],
    ['on', 'off'],
    ['enabled', 'disabled'],
    ['enable', 'disable'],
    ['always', 'never'],
    ['before', 'after'],
    ['allow', 'deny'],
    ['allowed', 'forbidden'],
    ['public', 'private'],
    ['minimum', 'maximum'],
    ['synchronous', 'asynchronous'],
  ].flatMap(([a, b]) => [
    [a as string, b as string],
    [b as string, a as string],
  ]),
)

interface Word {
  text: string
  isNumber: boolean
  isName: boolean
}

/**
 * True where the texts are one sentence but for numbers, a negation or opposites. Names count too where both texts are known
 * to speak of one thing: else "made for Firefox" and "made for Safari" are two facts.
 */
export function differInValue(a: string, b: string, isOneThing = false): boolean {
  const [left, right] = [wordsOf(a), wordsOf(b)]
  if (left.length > maxAligned || right.length > maxAligned) return false
  const { shared, onlyLeft, onlyRight } = align(left, right)
  if (shared < minSharedWords || shared < minShared * Math.max(left.length, right.length)) return false
  const telling = (words: Word[]): Word[] => words.filter(({ text }) => !isStopWord(text) && !isDenial(text))
  const [values, otherValues] = [telling(onlyLeft), telling(onlyRight)]
  if (isNegated(onlyLeft) !== isNegated(onlyRight))
    return Math.max(values.length, otherValues.length) <= maxBesideDenial
  if (values.length === 0 || otherValues.length === 0) return false
  const isValue = ({ isNumber, isName }: Word): boolean => isNumber || (isOneThing && isName)
  if (values.every(isValue) && otherValues.every(isValue)) return true
  return values.some(({ text }) => otherValues.some((other) => opposites.get(text) === other.text))
}

function wordsOf(text: string): Word[] {
  const words: Word[] = []
  for (const match of text.normalize('NFC').matchAll(wordPattern)) {
    const [word] = match
    // A capital at the start of a sentence says nothing.
    const isFirst = /(?:^|[.!?:]\s*|\n\s*)$/u.test(text.slice(Math.max(0, match.index - 3), match.index))
    words.push({
      text: word.toLowerCase(),
      isNumber: /^[\p{N}.,:/-]+[\p{L}%]{0,3}$/u.test(word),
      isName: !isFirst && /^\p{Lu}/u.test(word),
    })
  }
  return words
}

function isDenial(word: string): boolean {
  return negations.has(word) || /n['’]t$/.test(word)
}

function isNegated(words: readonly Word[]): boolean {
  return words.filter(({ text }) => isDenial(text)).length % 2 === 1
}

/** The longest common run of words in order, and what is left of each. */
function align(left: Word[], right: Word[]): { shared: number; onlyLeft: Word[]; onlyRight: Word[] } {
  const width = right.length + 1
  const lengths = new Uint16Array((left.length + 1) * width)
  for (let i = left.length - 1; i >= 0; i--)
    for (let j = right.length - 1; j >= 0; j--)
      lengths[i * width + j] =
        left[i]!.text === right[j]!.text
          ? lengths[(i + 1) * width + j + 1]! + 1
          : Math.max(lengths[(i + 1) * width + j]!, lengths[i * width + j + 1]!)
  const [onlyLeft, onlyRight]: [Word[], Word[]] = [[], []]
  let [i, j] = [0, 0]
  while (i < left.length || j < right.length) {
    if (i < left.length && j < right.length && left[i]!.text === right[j]!.text) [i, j] = [i + 1, j + 1]
    else if (
      j >= right.length ||
      (i < left.length && lengths[(i + 1) * width + j]! >= lengths[i * width + j + 1]!)
    )
      onlyLeft.push(left[i++]!)
    else onlyRight.push(right[j++]!)
  }
  return { shared: lengths[0]!, onlyLeft, onlyRight }
}
