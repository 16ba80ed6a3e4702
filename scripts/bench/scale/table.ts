/** The figures of every size beside what is promised (S1, S3 to S6, S9, S10, S12, S13). */
import { median } from '../shared/report.ts'
import type { Figures, Timed } from './figures.ts'

const MIB = 2 ** 20

interface Row {
  what: string
  promise: string
  of(figures: Figures, timed: Timed): string
}

const ms = (value: number): string => `${value.toFixed(0)} ms`
const beside = (mine: number, other: number): string =>
  `${ms(mine)}, git ${ms(other)}: ${(mine / other).toFixed(2)}`

const timedRows: Row[] = [
  { what: 'import', promise: '', of: (_, t) => beside(t.importMs, t.git.importMs) },
  {
    what: 'most memory while importing',
    promise: '600 MiB',
    of: (_, t) => `${t.importMostMib.toFixed(0)} MiB`,
  },
  { what: 'from import to found by meaning', promise: '', of: (_, t) => ms(t.indexedMs) },
  {
    what: 'memory after 60 s idle (heap, external)',
    promise: '350 MiB',
    of: (_, { idle }) =>
      `${idle.mib.toFixed(0)} MiB (${idle.heapMib.toFixed(0)}, ${idle.externalMib.toFixed(0)})`,
  },
  { what: 'start until ready', promise: '1,000 ms', of: (_, t) => ms(t.startMs) },
  { what: 'fork', promise: '100 ms', of: (_, t) => beside(median(t.forkMs), t.git.cloneSharedMs) },
  {
    what: 'merge of 100 changes',
    promise: '200 ms',
    of: (_, t) => beside(median(t.mergeMs), t.git.mergeTreeMs),
  },
  { what: 'pull of all', promise: '0.8 of git clone', of: (_, t) => beside(t.pullMs, t.git.cloneMs) },
  { what: 'pull after one change, the command', promise: '', of: (_, t) => ms(median(t.changePullMs)) },
  { what: 'fsck', promise: '2 of git fsck', of: (_, t) => beside(t.fsckMs, t.git.fsckMs) },
  { what: 'gc', promise: '2 of git fsck', of: (_, t) => beside(t.gcMs, t.git.fsckMs) },
  ...[0, 1].map((i): Row => ({
    what: i === 0 ? 'adds, one client' : 'adds, eight clients',
    promise: i === 0 ? '0.35 of SQLite' : '0.8 of SQLite',
    of: (_, { adds }) => {
      const { memcube, sqlite } = adds[i]!
      return `${memcube.toFixed(0)} /s, SQLite ${sqlite.toFixed(0)} /s: ${(memcube / sqlite).toFixed(2)}`
    },
  })),
]

export function printFigures(all: readonly Figures[]): void {
  for (const figures of all) {
    const { passages, textBytes, homeBytes, added, questions, timed } = figures
    console.log(`\n  ${passages} passages, ${(textBytes / MIB).toFixed(1)} MiB of text`)
    const sizes = timed
      ? `; FTS5 ${(timed.words.fts5Bytes / textBytes).toFixed(2)}${timed.words.tantivyBytes === undefined ? '' : `, Tantivy ${(timed.words.tantivyBytes / textBytes).toFixed(2)}`}`
      : ''
    printRow('home on disk, of the texts', '3 times', `${(homeBytes / textBytes).toFixed(2)} times${sizes}`)
    printRow(
      'a fork adds',
      '3 blocks, nothing',
      `${added.forkBlocks} blocks, ${added.forkTexts} passages, ${added.forkVectors} vectors`,
    )
    printRow('one changed memory adds', '', `${added.addBlocks} blocks`)
    printRow('a merge of 100 changes adds', '', `${added.mergeBlocks} blocks`)
    printRow('pull after one change', '32 KiB', `${added.pullBlocks} blocks, ${added.pullBytes} bytes`)
    if (timed) for (const { what, promise, of } of timedRows) printRow(what, promise, of(figures, timed))
    for (const { how, timesMs } of questions)
      printRow(
        how,
        how.startsWith('recall') ? 'p95 10 ms' : '',
        `p50 ${at(timesMs, 0.5)} ms, p95 ${at(timesMs, 0.95)} ms`,
      )
  }
}

function printRow(what: string, promise: string, value: string): void {
  console.log(`  ${what.padEnd(42)} ${promise.padEnd(18)} ${value}`)
}

function at(values: readonly number[], share: number): string {
  const sorted = values.toSorted((a, b) => a - b)
  return (sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN).toFixed(1)
}
