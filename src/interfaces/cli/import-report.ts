/** What an import says at the end for a person: counts by reason with some examples, never a line for each of thousands. */
import { plainLine } from './terminal-text.ts'

export interface Imported {
  read: number
  added: number
  changed: number
  unchanged: number
  /** Of a mirrored folder. */
  removed?: number
  /** Items that did not become a memory; `loss: false` where they hold nothing. */
  skipped: { item: string; reason: string; loss?: false }[]
  /** What the format holds beside memories, by what it is. */
  leftOut?: { reason: string; count: number; examples: string[] }[]
  commit: string
}

/** As many items of one reason are named. Guess: what fits in a look. */
const maxNamed = 5

/** Whether something that could be a memory did not become one. */
export function isLoss({ skipped }: Pick<Imported, 'skipped'>): boolean {
  return skipped.some(({ loss }) => loss !== false)
}

export function skippedLines({ skipped, leftOut = [] }: Pick<Imported, 'skipped' | 'leftOut'>): string[] {
  const byReason = Map.groupBy(skipped, ({ reason }) => reason)
  return [
    ...[...byReason].flatMap(([reason, items]) => linesOf(reason, items)),
    ...leftOut.map(({ reason, count, examples }) => {
      const named = examples.slice(0, maxNamed).map((item) => plainLine(item))
      const more = count > named.length ? ', ...' : ''
      return `left out ${count}: ${plainLine(reason)} (${named.join('; ')}${more})`
    }),
  ]
}

function linesOf(reason: string, items: Imported['skipped']): string[] {
  const named = items.slice(0, maxNamed).map(({ item }) => `skipped ${plainLine(item)}: ${plainLine(reason)}`)
  const more = items.length - named.length
  return more === 0 ? named : [...named, `skipped ${more} more: ${plainLine(reason)}`]
}
