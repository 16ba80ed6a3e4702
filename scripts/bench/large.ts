/**
 * One home with very many memories: what filling it, starting it, asking it and looking at it take, by the command line and the API.
 *
 *   npm run bench:large -- [memories, 1000000] [in one import, 100000]
 *
 * The texts are real prose. Where the packages have no more passages, halves of two different ones make another.
 */
import { createWriteStream } from 'node:fs'
import { once } from 'node:events'
import { readFile, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { proseOf, questionsFrom } from './shared/prose.ts'
import { freshFolder, printHeading } from './shared/report.ts'
import { memcube, startDaemon, type Daemon } from './shared/memcube.ts'
import { apiOf, ask, residentMib, untilIndexed } from './scale/daemon-figures.ts'
import { bytesIn } from './scale/measure.ts'

const [memories = 1_000_000, perImport = 100_000] = process.argv.slice(2).map(Number)
if (![memories, perImport].every((count) => Number.isInteger(count) && count >= 1_000))
  throw new Error(`expected two whole numbers of at least 1000; got ${process.argv.slice(2).join(' ')}`)

const PASSAGES = Math.min(memories, 100_000)
/** Primes, so that halves meet others in every round. */
const [STEP, ROUND_STEP] = [7_919, 104_729]
/** `USER_HZ` of Linux, in which the kernel counts the time of processes. */
const TICKS_PER_SECOND = 100
const QUESTIONS = 300

const passages = proseOf(PASSAGES)
const halves = passages.map((passage) => {
  const middle = passage.indexOf(' ', passage.length >> 1)
  return [passage.slice(0, middle), passage.slice(middle + 1)] as const
})

function textOf(at: number): string {
  const [round, place] = [Math.floor(at / PASSAGES), at % PASSAGES]
  if (round === 0) return passages[place]!
  return `${halves[place]![0]} ${halves[(place * STEP + round * ROUND_STEP) % PASSAGES]![1]}`
}

/** @returns bytes of the texts */
async function writeMemories(path: string, from: number, until: number): Promise<number> {
  const file = createWriteStream(path)
  let bytes = 0
  for (let at = from; at < until; at++) {
    const body = textOf(at)
    bytes += Buffer.byteLength(body)
    const line = JSON.stringify({ key: `topic-${Math.floor(at / 100)}/passage-${at}`, body })
    if (!file.write(`${line}\n`)) await once(file, 'drain')
  }
  await new Promise<void>((resolve) => file.end(resolve))
  return bytes
}

async function processorSeconds({ child }: Daemon): Promise<number> {
  const stat = await readFile(`/proc/${child.pid}/stat`, 'utf8')
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
  return (Number(fields[11]) + Number(fields[12])) / TICKS_PER_SECOND
}

const seconds = (ms: number): string => `${(ms / 1000).toFixed(1)} s`
const at = (sorted: readonly number[], share: number): number =>
  sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN

async function timed(home: string, ...args: string[]): Promise<string> {
  return seconds((await memcube(home, ...args)).wallMs)
}

printHeading(`a home with ${memories} memories, ${perImport} in each import`)
const folder = freshFolder()
const [home, file] = [join(folder, 'home'), join(folder, 'memories.jsonl')]
await memcube(home, 'init', '--name', 'alice')
await memcube(home, 'create', 'notes')

let daemon = await startDaemon(home)
let textBytes = 0
for (let from = 0; from < memories; from += perImport) {
  const until = Math.min(from + perImport, memories)
  textBytes += await writeMemories(file, from, until)
  const { wallMs, answer } = await memcube(home, 'import', 'notes', file)
  if (answer.added !== until - from) throw new Error(`imported ${answer.added} of ${until - from}`)
  const indexedMs = await untilIndexed(home)
  const [most, now] = [await residentMib(daemon, 'VmHWM'), await residentMib(daemon, 'VmRSS')]
  console.log(
    `  ${until} memories: import ${seconds(wallMs)}, found by meaning ${seconds(indexedMs)} later; ` +
      `${most.toFixed(0)} MiB at most, ${now.toFixed(0)} now; ${(await processorSeconds(daemon)).toFixed(0)} s of processor so far`,
  )
}
await rm(file)
await daemon.stop()
const homeBytes = await bytesIn(home)
console.log(
  `  home ${(homeBytes / 1e6).toFixed(0)} MB, texts ${(textBytes / 1e6).toFixed(0)} MB: ${(homeBytes / textBytes).toFixed(2)} times`,
)

const started = performance.now()
daemon = await startDaemon(home)
console.log(`  start until ready ${seconds(performance.now() - started)}`)
const api = await apiOf(home, daemon.api)
const questions = questionsFrom(passages, QUESTIONS)
const first = performance.now()
await api.get(`/v1/recall?${new URLSearchParams({ query: questions[0] ?? '', top: '10' }).toString()}`)
console.log(`  first question ${seconds(performance.now() - first)}`)
const sorted = (await ask(api, 'recall', questions, {})).timesMs.toSorted((a, b) => a - b)
console.log(
  `  recall p50 ${at(sorted, 0.5).toFixed(1)} ms, p95 ${at(sorted, 0.95).toFixed(1)} ms; ` +
    `${(await residentMib(daemon, 'VmRSS')).toFixed(0)} MiB after it, ${(await residentMib(daemon, 'VmHWM')).toFixed(0)} at most`,
)
console.log(`  list ${await timed(home, 'list')}, status ${await timed(home, 'status')}, with the daemon`)
await daemon.stop()
console.log(`  list ${await timed(home, 'list')}, status ${await timed(home, 'status')}, without it`)
