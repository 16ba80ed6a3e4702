/** What every benchmark prints: where and on what it ran, medians, and the ratio of two things measured in turns. */
import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { cpus, tmpdir, totalmem } from 'node:os'
import { join } from 'node:path'

export function printHeading(title: string, seed?: number): void {
  const commit = gitOutput('rev-parse', '--short', 'HEAD')
  const changed = gitOutput('status', '--porcelain', '--untracked-files=no') === '' ? '' : ' and changes'
  const machine = `${cpus().length} x ${cpus()[0]?.model.trim() ?? 'unknown'}, ${Math.round(totalmem() / 2 ** 30)} GiB, Node ${process.versions.node}`
  console.log(`${title}\n  commit   ${commit}${changed}\n  machine  ${machine}`)
  if (seed !== undefined) console.log(`  seed     ${seed}`)
}

function gitOutput(...args: string[]): string {
  try {
    return execFileSync('git', args, { cwd: import.meta.dirname, encoding: 'utf8' }).trim()
  } catch {
    return 'unknown'
  }
}

export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b)
  const middle = sorted.length >> 1
  const upper = sorted[middle] ?? Number.NaN
  return sorted.length % 2 === 1 ? upper : (upper + (sorted[middle - 1] ?? Number.NaN)) / 2
}

/** @param valuesMs one of each round */
export function printTimes(name: string, valuesMs: readonly number[]): void {
  const all = valuesMs.map((value) => value.toFixed(0)).join(' ')
  console.log(`  ${name.padEnd(44)} median ${median(valuesMs).toFixed(0)} ms   (${all})`)
}

/** @param most what the promise allows */
export function printRatio(what: string, ratio: number, promise: string, kept: boolean): void {
  console.log(`  ${what}: ${ratio.toFixed(2)}   promised ${promise}: ${kept ? 'kept' : 'NOT KEPT'}`)
}

/**
 * A folder that is removed at the end of the process and not before: what is timed soon after the removal of many files takes
 * several times as long (measured).
 */
export function freshFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'memcube-bench-'))
  process.on('exit', () => rmSync(folder, { recursive: true, force: true }))
  return folder
}
