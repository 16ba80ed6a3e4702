/** The words that two lines do not share. Pure. */
import { compareLists } from './compare-lists.ts'

/** A part of a line. */
export interface Run {
  /** Whether the other line does not have it. */
  differs: boolean
  text: string
}

/** Of a longer line the whole is said to differ. Guess: what a person reads word by word. */
const mostChars = 4_000
/** With less in common than this the lines are two sentences, and marks on every word say nothing. Guess. */
const leastShared = 0.3

export function diffWords(left: string, right: string): { left: Run[]; right: Run[] } {
  const whole = { left: [{ differs: true, text: left }], right: [{ differs: true, text: right }] }
  if (left.length > mostChars || right.length > mostChars) return whole
  const steps = compareLists(wordsIn(left), wordsIn(right))
  const shared = steps.reduce((sum, { is, of }) => sum + (is === 'same' ? of.trim().length : 0), 0)
  if (shared < leastShared * Math.max(left.length, right.length)) return whole
  const runs = (gone: 'removed' | 'added'): Run[] => {
    const joined: Run[] = []
    for (const { is, of } of steps) {
      if (is !== 'same' && is !== gone) continue
      const last = joined.at(-1)
      if (last?.differs === (is === gone)) last.text += of
      else joined.push({ differs: is === gone, text: of })
    }
    return joined
  }
  return { left: runs('removed'), right: runs('added') }
}

/** Words, white space, and each other sign by itself. */
function wordsIn(line: string): string[] {
  return line.match(/[\p{L}\p{M}\p{N}_]+|\s+|[^]/gu) ?? []
}
