/**
 * What HTTP adds: recall over the local API beside the same recall in the process of the node, in turns of one run; and how
 * long an event takes from the commit to a reader in another process.
 *
 *   npm run bench:http -- [memories, 20000] [seed, 1]
 *
 * Texts are 600 bytes of words with the frequencies of natural language (Zipf). Questions in process and over HTTP are the
 * same ones; the client is a process of its own with one kept connection.
 */
import { fork } from 'node:child_process'
import { on, once } from 'node:events'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { loadApiToken } from '../../src/home/api-address.ts'
import { initHome, type MemCubeNode } from '../../src/node/index.ts'
import { loadTokenTable } from '../../src/recall/embedder/token-table.ts'
import { serveDaemon } from '../../src/interfaces/serve-daemon.ts'
import type { Order, Report } from './http/client.ts'
import { createRandom } from './shared/random.ts'
import { freshFolder, printHeading, printRatio } from './shared/report.ts'

const count = Number(process.argv[2] ?? 20_000)
const seed = Number(process.argv[3] ?? 1)
/** Enough that the p95 of one run differs from that of the next by less than the goal. */
const rounds = 40
const questionsPerRound = 60
const writes = 100
const textBytes = 600
/** What the goals allow. */
const goal = { addedMs: 2, eventMs: 100 }

const random = createRandom(seed)
const words = loadTokenTable().vocabulary.filter((token, id) => id > 1996 && /^[a-z]{3,}$/.test(token))

/** Rank r of n is drawn about as often as 1/r. */
const word = (): string => words[Math.floor(words.length ** random()) - 1] ?? words[0] ?? ''

function text(length: number): string {
  let result = ''
  while (result.length < length) result += `${word()} `
  return result.slice(0, length).trim()
}

function percentile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b)
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN
}

function print(name: string, values: readonly number[]): void {
  const [p50, p95, most] = [percentile(values, 0.5), percentile(values, 0.95), Math.max(...values)]
  console.log(
    `  ${name.padEnd(36)} p50 ${p50.toFixed(2)} ms   p95 ${p95.toFixed(2)} ms   most ${most.toFixed(2)} ms   (${values.length})`,
  )
}

async function fill(node: MemCubeNode, folder: string): Promise<void> {
  const file = join(folder, 'memories.jsonl')
  const lines = Array.from({ length: count }, (_, i) =>
    JSON.stringify({ key: `notes/${i}`, body: text(textBytes) }),
  )
  writeFileSync(file, `${lines.join('\n')}\n`)
  await node.call('create', { name: 'notes' })
  await node.call('import', { cube: 'notes', path: file })
  for (;;) {
    const { index } = (await node.call('status', {})) as { index: { pending: number } }
    if (index.pending === 0) return
    await new Promise((resolve) => setTimeout(resolve, 200))
  }
}

async function inProcess(node: MemCubeNode, questions: readonly string[]): Promise<number[]> {
  const timesMs: number[] = []
  for (const query of questions) {
    const started = performance.now()
    await node.call('recall', { query, top: 10 })
    timesMs.push(performance.now() - started)
  }
  return timesMs
}

printHeading(`recall and events over HTTP, ${count} memories of ${textBytes} bytes`, seed)
const folder = freshFolder()
const home = join(folder, 'home')
await initHome({ home, name: 'bench' })
const silent = { debug() {}, info() {}, warn() {}, error() {} }
const daemon = await serveDaemon({
  home,
  log: silent,
  api: { host: '127.0.0.1', port: 0 },
  pid: process.pid,
  network: { profile: 'local', listen: [], bootstrap: [] },
})
const client = fork(new URL('http/client.ts', import.meta.url), [daemon.api, await loadApiToken(home)])
const order = (one: Order): void => void client.send(one)
const report = async <T extends Report['type']>(type: T): Promise<Extract<Report, { type: T }>> => {
  for await (const [one] of on(client, 'message') as AsyncIterable<[Report]>)
    if (one.type === type) return one as Extract<Report, { type: T }>
  throw new Error('the client ended')
}
try {
  const { node } = daemon
  await fill(node, folder)
  const warm = Array.from({ length: 50 }, () => text(30))
  await inProcess(node, warm)
  const [here, there]: [number[], number[]] = [[], []]
  for (let round = 0; round <= rounds; round++) {
    const questions =
      round === 0
        ? warm
        : Array.from({ length: questionsPerRound }, () => text(20 + Math.floor(random() * 40)))
    const asked = report('asked')
    // In turns, and each first as often as second: whatever the machine does besides meets both.
    const mine = round % 2 === 0 ? await inProcess(node, questions) : undefined
    order({ type: 'ask', questions })
    const { timesMs } = await asked
    const own = mine ?? (await inProcess(node, questions))
    if (round === 0) continue
    here.push(...own)
    there.push(...timesMs)
  }
  print('recall in process', here)
  print('recall over HTTP', there)
  const added = percentile(there, 0.95) - percentile(here, 0.95)
  printRatio('ms that HTTP adds at p95', added, `at most ${goal.addedMs}`, added <= goal.addedMs)

  const arrived = new Map<string, bigint>()
  client.on('message', (one: Report) => {
    if (one.type === 'event' && one.event === 'changed') arrived.set(one.commit, BigInt(one.atNs))
  })
  const listening = report('listening')
  order({ type: 'listen' })
  await listening
  const [sinceAsked, sinceTold]: [number[], number[]] = [[], []]
  for (let i = 0; i < writes; i++) {
    const asked = process.hrtime.bigint()
    const { commit } = (await node.call('add', { cube: 'notes', text: text(100), key: `event/${i}` })) as {
      commit: string
    }
    const told = process.hrtime.bigint()
    while (!arrived.has(commit)) await once(client, 'message', { signal: AbortSignal.timeout(10_000) })
    const at = arrived.get(commit) ?? 0n
    sinceAsked.push(Number(at - asked) / 1e6)
    sinceTold.push(Math.max(0, Number(at - told) / 1e6))
  }
  print('event after the write was asked for', sinceAsked)
  print('event after the write was confirmed', sinceTold)
  const slowest = percentile(sinceAsked, 0.95)
  printRatio('ms from asking to event at p95', slowest, `at most ${goal.eventMs}`, slowest <= goal.eventMs)
} finally {
  client.kill()
  await daemon.close()
}
