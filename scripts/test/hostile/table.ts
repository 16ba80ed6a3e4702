/** What one attack did, as a row of the table in docs/hostile-peers.md. */
import type { compare } from './pulls.ts'

export interface Row {
  attack: string
  blockedMs: number
  computedMs: number
  /** What the thread used of a processor meanwhile. */
  share: number
  slowestMs: number
  rss: [before: number, most: number, after: number]
  pulls: ReturnType<typeof compare>
  /** What became of honest pulls that failed. */
  errors: string[]
  /** The slowest command of the owner. */
  askedMs: number
  failed?: string
}

export const heading =
  '| attack | loop stood still | of it computing | processor | slowest `/health` | memory before, most, after | honest pull: median, slowest | slowest calm pull | newcomers let in | slowest command of the owner |\n' +
  '|---|---|---|---|---|---|---|---|---|---|'

export function rowOf(row: Row): string {
  const { pulls, askedMs } = row
  const cells = [
    row.attack,
    Math.round(row.blockedMs),
    Math.round(row.computedMs),
    `${Math.round(100 * row.share)} %`,
    Math.round(row.slowestMs),
    row.rss.join(', '),
    `${pulls.median.toFixed(1)}, ${pulls.slowest.toFixed(1)} times as long`,
    pulls.calmSlowest.toFixed(1),
    pulls.letIn,
    // Where the owner did nothing, nothing was measured.
    askedMs < 10 ? '' : `${askedMs} ms`,
  ]
  return `| ${cells.join(' | ')} |`
}
