/**
 * What recall in a server costs: the same memories and questions in an embedded index and in a server, one question here and one
 * there in turns; how long it takes to go there and to come back; and how much of the first ten is the same.
 *
 *   npm run bench:recall-server -- TARGET [passages, 10000] [questions, 300]
 *
 * TARGET is as for `memcube config set recall`; PGPASSWORD has its password. Its schema is to be empty, and is emptied at the end.
 * Passages are paragraphs of Debian's documentation, as in `bench:scale`.
 */
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import pg from 'pg'
import { openRecall, type RecallDocument, type RecallIndex } from '../../src/recall/index.ts'
import { parseRecallTarget } from '../../src/recall/server/index.ts'
import { proseOf, questionsFrom } from './shared/prose.ts'
import { freshFolder, printHeading } from './shared/report.ts'

const [target, ...numbers] = process.argv.slice(2)
if (target === undefined)
  throw new Error(
    'name a server: npm run bench:recall-server -- postgres://USER@HOST:PORT/DATABASE?schema=NAME',
  )
const [count = 10_000, asked = 300] = numbers.map(Number)
const folder = freshFolder()

const passages = proseOf(count)
const questions = questionsFrom(passages, asked)
printHeading(
  `recall of ${passages.length} passages of prose, embedded and in a server, ${questions.length} questions`,
)

const documents = passages.map((text, at): RecallDocument => ({
  cube: 'notes',
  key: String(at),
  memory: `memory-${at}`,
  text,
  tags: at % 100 === 0 ? ['rare'] : at % 3 === 0 ? ['third'] : [],
  created: at,
  author: 'bench',
}))

async function open(name: string, toServer: boolean): Promise<RecallIndex> {
  const server = { owner: 'bench', leastMoved: 1, ...(toServer && { target }) }
  return openRecall(join(folder, name), { server })
}

async function fill(index: RecallIndex): Promise<void> {
  await index.replace('notes', { put: documents, remove: [] }, 'commit')
  await index.settled()
}

/** Until nothing is on the wrong side. */
async function moved(index: RecallIndex, isBack: boolean): Promise<number> {
  const started = performance.now()
  for (;;) {
    const { server } = await index.status()
    if (server?.problem !== undefined) throw new Error(server.problem)
    const isDone = server === undefined || (server.waitingPassages === 0 && server.waitingVectors === 0)
    if (isBack ? server === undefined : isDone) return performance.now() - started
    await pause(100)
  }
}

/** A graph is made there once nothing moves any more. */
async function graphMade(): Promise<number> {
  const started = performance.now()
  const place = parseRecallTarget(target!)!
  const client = new pg.Client({
    host: place.host,
    port: place.port,
    user: place.user,
    database: place.database,
  })
  await client.connect()
  const made = `select 1 from pg_indexes where schemaname = '${place.schema}' and indexname = 'nearest'`
  while ((await client.query(made)).rowCount === 0) await pause(100)
  await client.end()
  return performance.now() - started
}

async function timed(
  index: RecallIndex,
  text: string,
  tags: string[],
): Promise<{ ms: number; keys: string[] }> {
  const started = performance.now()
  const { hits } = await index.search({ text, top: 10, nowMs: Date.now(), tags })
  return { ms: performance.now() - started, keys: hits.map(({ key }) => key) }
}

function percentile(values: readonly number[], share: number): string {
  const sorted = values.toSorted((a, b) => a - b)
  return (sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? NaN).toFixed(1)
}

const here = await open('here', false)
await fill(here)
let there = await open('there', true)
await fill(there)
console.log(
  `  to the server                ${((await moved(there, false)) / 1000).toFixed(1)} s, after all was indexed`,
)
console.log(`  a graph there                ${((await graphMade()) / 1000).toFixed(1)} s`)

for (const [name, tags] of [
  ['all', []],
  ['a third of them (--tag)', ['third']],
  ['one in a hundred (--tag)', ['rare']],
] as const) {
  const times: [number[], number[]] = [[], []]
  let same = 0
  let all = 0
  for (const [at, text] of questions.entries()) {
    const order = at % 2 === 0 ? [here, there] : [there, here]
    const found = new Map<RecallIndex, string[]>()
    for (const index of order) {
      const { ms, keys } = await timed(index, text, [...tags])
      times[index === here ? 0 : 1].push(ms)
      found.set(index, keys)
    }
    const expected = found.get(here) ?? []
    all += expected.length
    same += expected.filter((key) => found.get(there)?.includes(key)).length
  }
  const [a, b] = times.map((values) => `p50 ${percentile(values, 0.5)} p95 ${percentile(values, 0.95)} ms`)
  console.log(
    `  ${name.padEnd(28)} embedded ${a}   server ${b}   the same of the first ten ${((100 * same) / all).toFixed(1)} %`,
  )
}

await there.close()
there = await open('there', false)
console.log(`  back                         ${((await moved(there, true)) / 1000).toFixed(1)} s`)
await Promise.all([here.close(), there.close()])
