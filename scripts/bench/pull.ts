/**
 * S1: pulling a cube into a running daemon, against `git clone` of the same files and against js bitswap.
 *
 *   npm run bench:pull -- [memories, 10000] [rounds, 5] [seed, 1]
 *
 * Everything crosses loopback. `memcube pull` and `git clone` are timed as processes, from start to exit, each into a fresh
 * home or folder; git serves one packed repository (`git gc`). Bitswap is Helia to Helia, fetching all blocks of the
 * cube with their CIDs known beforehand, which spares it the walk; it is timed without the start of the process, in the first
 * two rounds only, because it takes long.
 */
import { spawn } from 'node:child_process'
import { cp, mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { git, serveRepository } from './shared/git.ts'
import { memcube, startDaemon } from './shared/memcube.ts'
import { writeNotes } from './shared/notes.ts'
import { freshFolder, median, printHeading, printRatio, printTimes } from './shared/report.ts'
import { run } from './shared/run.ts'

const [count = 10_000, rounds = 5, seed = 1] = process.argv.slice(2).map(Number)
const NOTE_BYTES = 600
const BITSWAP_ROUNDS = 2
const HELIA_PEER = join(import.meta.dirname, 'shared', 'helia-peer.ts')

const folder = freshFolder()
const notes = join(folder, 'notes')
await writeNotes(notes, count, NOTE_BYTES, seed)
printHeading(`S1: pull ${count} memories of ${NOTE_BYTES} B`, seed)

async function packedRepository(): Promise<string> {
  const repository = join(folder, 'repository')
  await cp(notes, repository, { recursive: true })
  await git(repository, 'init', '--quiet')
  await git(repository, 'add', '--all')
  await git(repository, 'commit', '--quiet', '--message', 'notes')
  await git(repository, 'gc', '--quiet')
  return repository
}

async function publishedCube(home: string): Promise<string> {
  await memcube(home, 'init', '--name', 'alice')
  await memcube(home, 'create', 'notes')
  const { answer } = await memcube(home, 'import', 'notes', notes)
  if (answer.added !== count) throw new Error(`imported ${answer.added} of ${count}`)
  await memcube(home, 'publish', 'notes')
  return (await memcube(home, 'show', 'notes')).answer.cube as string
}

async function timePull(
  home: string,
  cube: string,
  from: string,
): Promise<{ wallMs: number; innerMs: number; blocks: number }> {
  await memcube(home, 'init', '--name', 'bob')
  const daemon = await startDaemon(home, '--bootstrap', from)
  await memcube(home, 'connect', from)
  const { wallMs, answer } = await memcube(home, 'pull', cube)
  if (answer.memories !== count) throw new Error(`pulled ${answer.memories} of ${count}`)
  await daemon.stop()
  return { wallMs, innerMs: answer.ms as number, blocks: answer.blocks as number }
}

async function timeClone(url: string, into: string): Promise<number> {
  return (await git(folder, 'clone', '--quiet', url, into)).wallMs
}

/** @param kept whether both sides keep blocks in Level; else in memory. @returns milliseconds a block */
async function timeBitswap(car: string, wanted: number, kept: boolean, round: number): Promise<number> {
  const store = (side: string): string => (kept ? join(folder, `helia-${side}-${round}`) : 'memory')
  const server = spawn(process.execPath, [HELIA_PEER, 'serve', car, store('server')], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  try {
    const address = await new Promise<string>((resolve, reject) => {
      createInterface({ input: server.stdout }).once('line', resolve)
      server.once('exit', () => reject(new Error('the Helia that serves ended')))
    })
    const args = [HELIA_PEER, 'fetch', car, store('client'), address, String(wanted)]
    const { blocks, ms } = JSON.parse((await run(process.execPath, args)).stdout) as {
      blocks: number
      ms: number
    }
    return ms / blocks
  } finally {
    server.kill('SIGKILL')
  }
}

const alice = join(folder, 'alice')
const cube = await publishedCube(alice)
const car = join(folder, 'cube.car')
await memcube(alice, 'export', cube, car, '--format', 'car')
const served = await serveRepository(await packedRepository())
const daemon = await startDaemon(alice)
await mkdir(join(folder, 'clones'))

const times = {
  pull: [] as number[],
  inner: [] as number[],
  clone: [] as number[],
  kept: [] as number[],
  memory: [] as number[],
}
let blocks = 0
for (let round = 0; round < rounds; round++) {
  times.clone.push(await timeClone(served.url, join(folder, 'clones', String(round))))
  const pulled = await timePull(join(folder, `bob-${round}`), cube, daemon.addresses[0] ?? '')
  times.pull.push(pulled.wallMs)
  times.inner.push(pulled.innerMs)
  blocks = pulled.blocks
  if (round >= BITSWAP_ROUNDS) continue
  times.kept.push(await timeBitswap(car, blocks, true, round))
  times.memory.push(await timeBitswap(car, blocks, false, round))
}
served.stop()
await daemon.stop()

const perSecond = (msPerBlock: number): string => `${(1000 / msPerBlock).toFixed(0)} blocks/s`
printTimes('git clone, packed, by git daemon', times.clone)
printTimes('memcube pull, the command', times.pull)
printTimes('memcube pull, inside the daemon', times.inner)
const pullMs = median(times.pull) / blocks
const [keptMs, memoryMs] = [median(times.kept), median(times.memory)]
console.log(
  `  memcube pull ${perSecond(pullMs)} (${blocks} blocks); js bitswap from Level ${perSecond(keptMs)}, in memory ${perSecond(memoryMs)}`,
)
const ratio = median(times.pull) / median(times.clone)
printRatio('memcube pull / git clone', ratio, '<= 1', ratio <= 1)
printRatio('speed of memcube pull / js bitswap from Level', keptMs / pullMs, '>= 30', keptMs / pullMs >= 30)
printRatio(
  'speed of memcube pull / js bitswap in memory',
  memoryMs / pullMs,
  '>= 30',
  memoryMs / pullMs >= 30,
)
