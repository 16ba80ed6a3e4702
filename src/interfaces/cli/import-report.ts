/** What an import says at the end for a person: counts by reason with some examples, never a line for each of thousands. */
import type { AnswerOf } from '../../node/index.ts'
import { plainLine } from './terminal-text.ts'

type Imported = AnswerOf<'import'>

/** As many items of one reason are named. Guess: what fits in a look. */
const maxNamed = 5

/** Whether something that could be a memory did not become one. */
export function isLoss({ skipped }: Pick<Imported, 'skipped'>): boolean {
  return skipped.some(({ loss }) => loss !== false)
}

export function skippedLines({ skipped, leftOut }: Pick<Imported, 'skipped' | 'leftOut'>): string[] {
  const byReason = Map.groupBy(skipped, ({ reason }) => reason)
  return [
    ...[...byReason].flatMap(([reason, items]) => linesOf(reason, items)),
    ...leftOutLines(leftOut, 'left out'),
  ]
}

/** One line for each reason. */
export function leftOutLines(leftOut: Imported['leftOut'], verb: string): string[] {
  return leftOut.map(({ reason, count, examples }) => {
    const named = examples.slice(0, maxNamed).map((item) => plainLine(item))
    const more = count > named.length ? ', ...' : ''
    return `${verb} ${count}: ${plainLine(reason)} (${named.join('; ')}${more})`
  })
}

function linesOf(reason: string, items: Imported['skipped']): string[] {
  const named = items.slice(0, maxNamed).map(({ item }) => `skipped ${plainLine(item)}: ${plainLine(reason)}`)
  const more = items.length - named.length
  return more === 0 ? named : [...named, `skipped ${more} more: ${plainLine(reason)}`]
}
