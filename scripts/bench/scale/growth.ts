/** What must not grow with the cube. Judged by counts and bytes of two sizes, never by a clock. */
import type { Figures } from './figures.ts'

/** The tree of ten times as many keys is about one level deeper; a cost of its depth grows by this at most. */
const DEEPER = 2.5
/** A merge of as many changes touches more leaves of a larger tree, at most one each. */
const SPREAD = 4

/** @returns what grew, a line each; empty when nothing did */
export function judgeGrowth(sizes: readonly Figures[]): string[] {
  const [small, large] = [sizes[0], sizes.at(-1)]
  if (small === undefined || large === undefined || small === large) return []
  const found: string[] = []
  const hold = (what: string, of: (figures: Figures) => number, most: (few: number) => number): void => {
    const [few, many] = [of(small), of(large)]
    if (many > most(few))
      found.push(
        `${what}: ${few} at ${small.passages} passages, ${many} at ${large.passages}; at most ${most(few)} was expected`,
      )
  }
  const same = (few: number): number => few
  hold('blocks of a fork', ({ added }) => added.forkBlocks, same)
  hold(
    'passages that a fork adds to the index',
    ({ added }) => added.forkTexts,
    () => 0,
  )
  hold(
    'vectors that a fork adds to the index',
    ({ added }) => added.forkVectors,
    () => 0,
  )
  hold(
    'blocks of one changed memory',
    ({ added }) => added.addBlocks,
    (few) => few * DEEPER,
  )
  hold(
    'blocks of a merge',
    ({ added }) => added.mergeBlocks,
    (few) => few * SPREAD,
  )
  hold(
    'blocks of a pull after one change',
    ({ added }) => added.pullBlocks,
    (few) => few * DEEPER,
  )
  hold(
    'bytes of a pull after one change',
    ({ added }) => added.pullBytes,
    (few) => few * DEEPER,
  )
  hold(
    'bytes of the home for each byte of text',
    ({ homeBytes, textBytes }) => Math.round((homeBytes / textBytes) * 100) / 100,
    (few) => few * 1.2,
  )
  return found
}
