/**
 * S5: how long a question takes over 20,000 memories, at rest and while as many are being indexed, and how many of the ten
 * nearest vectors the graph finds.
 *
 *   npm run bench:recall-speed -- [memories, 20000] [seed, 1]
 *
 * Texts are sentences over an invented vocabulary with the word frequencies of natural language (Zipf), 600 bytes each.
 */
import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { cpus, tmpdir } from 'node:os'
import { join } from 'node:path'
import { monitorEventLoopDelay } from 'node:perf_hooks'
import { openRecall, type RecallDocument, type RecallIndex } from '../../src/recall/index.ts'
import { createStaticEmbedder } from '../../src/recall/embedder/static-embedder.ts'
import { loadTokenTable } from '../../src/recall/embedder/token-table.ts'
import { quantise } from '../../src/recall/vectors/quantised.ts'
import { VectorIndex } from '../../src/recall/vectors/vector-index.ts'

const count = Number(process.argv[2] ?? 20_000)
const seed = Number(process.argv[3] ?? 1)
const QUESTIONS = 500
const TEXT_LENGTH = 600

const table = loadTokenTable()
const words = table.vocabulary.filter((token, id) => id > 1996 && /^[a-z]{3,}$/.test(token))
const random = mulberry32(seed)

/** Tommy Ettinger's 32-bit generator: a seed gives the same texts everywhere. */
function mulberry32(state: number): () => number {
  let a = state
  return () => {
    a = (a + 0x6d2b79f5) | 0
    let t = Math.imul(a ^ (a >>> 15), 1 | a)
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32
  }
}

/** Rank r of n is drawn about as often as 1/r. */
function word(): string {
  return words[Math.floor(words.length ** random()) - 1] ?? words[0]!
}

/** A text keeps to a theme: a third of its words come from a small set, so that vectors cluster as real ones do. */
function text(length: number, theme: readonly string[]): string {
  let result = ''
  while (result.length < length)
    result += `${random() < 0.33 ? theme[Math.floor(random() * theme.length)] : word()} `
  return result.slice(0, length).trim()
}

const themes = Array.from({ length: 200 }, () =>
  Array.from({ length: 40 }, () => words[Math.floor(random() * words.length)]!),
)

function documents(cube: string): RecallDocument[] {
  return Array.from({ length: count }, (_, i) => ({
    cube,
    key: `notes/${i}`,
    memory: `${cube}-${i}`,
    text: text(TEXT_LENGTH, themes[i % themes.length]!),
    tags: i % 100 === 0 ? ['rare'] : [],
    created: i,
    author: 'bench',
    session: `session-${Math.floor(i / 20)}`,
    order: i % 20,
  }))
}

function percentile(values: readonly number[], share: number): string {
  const sorted = [...values].sort((a, b) => a - b)
  return (sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0).toFixed(1)
}

async function ask(index: RecallIndex, questions: readonly string[], options = {}): Promise<number[]> {
  const times: number[] = []
  for (const question of questions) {
    const started = performance.now()
    await index.search({ text: question, top: 10, nowMs: 0, ...options })
    times.push(performance.now() - started)
  }
  return times
}

function report(name: string, times: readonly number[]): void {
  print(
    `${name.padEnd(42)} p50 ${percentile(times, 0.5)} ms   p95 ${percentile(times, 0.95)} ms   (${times.length} questions)`,
  )
}

function print(line: string): void {
  process.stdout.write(`${line}\n`)
}

async function timed<T>(name: string, work: () => Promise<T>): Promise<T> {
  const started = performance.now()
  const value = await work()
  const ms = performance.now() - started
  print(`${name.padEnd(42)} ${ms.toFixed(0)} ms, ${Math.round((count / ms) * 1000)} memories/s`)
  return value
}

/** The graph's ten nearest against the ten nearest of an exact scan. */
function vectorRecall(texts: readonly string[], questions: readonly string[]): number {
  const embedder = createStaticEmbedder(table)
  const index = new VectorIndex(table.dimensions, 0)
  for (const [i, item] of texts.entries()) {
    const [embedded] = embedder.embed([item]) as { vector: Float32Array | undefined }[]
    const quantised = embedded?.vector && quantise(embedded.vector)
    if (quantised) index.put(i + 1, quantised)
  }
  while (index.insertUntil(Infinity)) continue
  let found = 0
  let wanted = 0
  for (const question of questions) {
    const [embedded] = embedder.embed([question]) as { vector: Float32Array | undefined }[]
    if (!embedded?.vector) continue
    const exact = new Set(index.scan(embedded.vector, 10).map((item) => item.passage))
    found += index.nearest(embedded.vector, 10).filter((item) => exact.has(item.passage)).length
    wanted += exact.size
  }
  return found / wanted
}

async function untilEmbedded(index: RecallIndex): Promise<void> {
  while ((await index.status()).pending > 0) await new Promise((resolve) => setTimeout(resolve, 20))
}

function commit(): string {
  try {
    return execFileSync('git', ['rev-parse', '--short', 'HEAD'], {
      cwd: import.meta.dirname,
      encoding: 'utf8',
    }).trim()
  } catch {
    return 'unknown'
  }
}

const folder = mkdtempSync(join(tmpdir(), 'memcube-recall-'))
try {
  print(`S5 recall over ${count} memories of ${TEXT_LENGTH} bytes`)
  print(
    `${cpus()[0]?.model ?? 'unknown'} x ${cpus().length}, Node ${process.version}, commit ${commit()}, seed ${seed}\n`,
  )
  const first = documents('first')
  const second = documents('second')
  const questions = Array.from(
    { length: QUESTIONS },
    (_, i) => `what about ${text(40, themes[i % themes.length]!)}?`,
  )
  await using index = await openRecall(folder)
  const delay = monitorEventLoopDelay({ resolution: 1 })
  delay.enable()
  await timed('texts searchable', () => index.replace('first', { put: first, remove: [] }, '1'))
  await timed('vectors computed', () => untilEmbedded(index))
  await timed('graph built', () => index.settled())
  report('at rest', await ask(index, questions))
  report('one tag in a hundred', await ask(index, questions.slice(0, 100), { tags: ['rare'] }))
  const indexing = index.replace('second', { put: second, remove: [] }, '1')
  report('while texts are indexed', await ask(index, questions.slice(0, 100)))
  await indexing
  report('while vectors are computed and inserted', await ask(index, questions))
  print(`${'event loop of the caller'.padEnd(42)} longest pause ${(delay.max / 1e6).toFixed(0)} ms`)
  print(
    `${'resident memory'.padEnd(42)} ${Math.round(process.memoryUsage.rss() / 2 ** 20)} MiB, texts of this bench included`,
  )
  const recall = vectorRecall(
    first.map((item) => item.text),
    questions,
  )
  print(`\nvector recall@10 against an exact scan: ${recall.toFixed(3)}`)
} finally {
  rmSync(folder, { recursive: true, force: true })
}
