/**
 * What a private swarm costs: the same cube pulled in public and inside a swarm, the handshake behind the fence beside the
 * plain one, and the sealing of frames by itself.
 *
 *   npm run bench:swarm -- [memories, 10000] [rounds, 5] [seed, 1]
 *
 * One daemon, alice's, holds two cubes of the same notes: one published, one in her swarm. Each round begins with two fresh
 * homes, by turns the one or the other first, each with a daemon of its own; everything crosses loopback. In public the home
 * connects and runs `memcube pull`. In the swarm a pull is nobody's command: a node that has joined pulls by itself what the members
 * name to it. What is compared is therefore not a command but what the daemon says in its log of each pull that it ended,
 * `pulled a cube`, with the time from the moment it began with the cube's id to the moment the cube was verified, written and there
 * (`ms`): the same line of the same function in both. It covers asking the peers for heads, the pack, its verification and its staging.
 * In public a lookup in the DHT belongs to a pull; in the swarm all members are connected, and asked. There it also covers what the
 * third fence adds to all of that, and hosts that have just been started, which is to its disadvantage. Who joins is a reader, so
 * that nobody writes to the cube meanwhile. The machine should be quiet: the load is printed before and after.
 *
 * The handshakes are those of two ends in one process, without a network: noise of libp2p as it is, and with the
 * prologue of an epoch. Sealing is one thread, frames of 64 KiB as sync sends them, and of 1 KiB.
 */
import { randomBytes } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { loadavg } from 'node:os'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { generateKeyPairFromSeed } from '@libp2p/crypto/keys'
import type { ConnectionEncrypter } from '@libp2p/interface'
import { noise, type NoiseComponents } from '@libp2p/noise'
import { peerIdFromPrivateKey } from '@libp2p/peer-id'
import { multiaddrConnectionPair } from '@libp2p/utils'
import { createOpener, createSealer } from '../../src/core/swarm/index.ts'
import { createFence } from '../../src/network/index.ts'
import { libp2pLogger } from '../../src/network/libp2p-logger.ts'
import { fencedNoise } from '../../src/network/fenced-noise.ts'
import { memcube, startDaemon, type Daemon } from './shared/memcube.ts'
import { writeNotes } from './shared/notes.ts'
import { freshFolder, median, printHeading, printRatio, printTimes } from './shared/report.ts'

const [count = 10_000, rounds = 5, seed = 1] = process.argv.slice(2).map(Number)
const NOTE_BYTES = 600
const HANDSHAKES = 200
const SEALED_BYTES = 64 * 1024 * 1024
const quiet = { debug() {}, info() {}, warn() {}, error() {} }
const PULL_DEADLINE_MS = 120_000

interface Pulled {
  cube: string
  blocks: number
  bytes: number
  ms: number
}

const folder = freshFolder()
const load = (): string =>
  loadavg()
    .map((value) => value.toFixed(1))
    .join(' ')
const notes = join(folder, 'notes')
await writeNotes(notes, count, NOTE_BYTES, seed)
printHeading(`A swarm beside public life: ${count} memories of ${NOTE_BYTES} B`, seed)
console.log(`  load     ${load()} before`)

/** @param name as it is called, with the swarm before it where it is in one */
async function cubeOf(home: string, name: string): Promise<string> {
  const { answer } = await memcube(home, 'import', name, notes)
  if (answer.added !== count) throw new Error(`imported ${answer.added} of ${count}`)
  await memcube(home, 'publish', name)
  return (await memcube(home, 'show', name)).answer.cube as string
}

/** What the daemon said when it had pulled the cube. */
async function pulledBy(logFile: string, cube: string): Promise<Pulled> {
  const deadline = AbortSignal.timeout(PULL_DEADLINE_MS)
  while (!deadline.aborted) {
    const lines = (await readFile(logFile, 'utf8'))
      .split('\n')
      .filter((line) => line.includes('pulled a cube'))
    const found = lines.map((line) => JSON.parse(line) as Pulled).find((one) => one.cube === cube)
    if (found !== undefined) return found
    await wait(100, undefined, { signal: deadline })
  }
  throw new Error(`${cube} was not pulled in time`)
}

async function fresh(
  name: string,
  ...args: string[]
): Promise<{ home: string; logFile: string; daemon: Daemon }> {
  const home = join(folder, name)
  await memcube(home, 'init', '--name', name)
  const logFile = join(folder, `${name}.log`)
  return {
    home,
    logFile,
    daemon: await startDaemon(home, '--log-file', logFile, '--log-level', 'info', ...args),
  }
}

async function pullInPublic(round: number, cube: string, from: string): Promise<Pulled & { wallMs: number }> {
  const { home, logFile, daemon } = await fresh(`public-${round}`, '--bootstrap', from)
  await memcube(home, 'connect', from)
  const { wallMs } = await memcube(home, 'pull', cube)
  const pulled = await pulledBy(logFile, cube)
  await daemon.stop()
  return { ...pulled, wallMs }
}

/** @returns `wallMs` from the start of `swarm join` until the cube is there */
async function pullInSwarm(
  round: number,
  cube: string,
  inviting: string,
): Promise<Pulled & { wallMs: number }> {
  const { invite } = (await memcube(inviting, 'swarm', 'invite', 'team', '--role', 'reader')).answer
  const { home, logFile, daemon } = await fresh(`member-${round}`)
  const started = performance.now()
  await memcube(home, 'swarm', 'join', invite as string)
  const pulled = await pulledBy(logFile, cube)
  const wallMs = performance.now() - started
  const { answer } = await memcube(home, 'show', 'team/plans')
  if (answer.memories !== count) throw new Error(`pulled ${answer.memories} of ${count}`)
  await daemon.stop()
  return { ...pulled, wallMs }
}

async function endOf(make: (components: NoiseComponents) => ConnectionEncrypter, byte: number) {
  const privateKey = await generateKeyPairFromSeed('Ed25519', new Uint8Array(32).fill(byte))
  const peerId = peerIdFromPrivateKey(privateKey)
  const upgrader = { getConnectionEncrypters: () => new Map(), getStreamMuxers: () => new Map() }
  const components = { privateKey, peerId, logger: libp2pLogger(quiet), upgrader }
  return make(components as unknown as NoiseComponents)
}

/** @returns milliseconds of one handshake, both ends */
async function handshakeMs(
  make: () => (components: NoiseComponents) => ConnectionEncrypter,
): Promise<number> {
  const [dialling, listening] = [await endOf(make(), 1), await endOf(make(), 2)]
  const started = performance.now()
  for (let at = 0; at < HANDSHAKES; at++) {
    const [out, inside] = multiaddrConnectionPair()
    await Promise.all([dialling.secureOutbound(out), listening.secureInbound(inside)])
  }
  return (performance.now() - started) / HANDSHAKES
}

/** @returns MB/s of sealing and of opening */
function sealingSpeed(frameBytes: number): { seal: number; open: number } {
  const key = randomBytes(32)
  const frame = new Uint8Array(randomBytes(frameBytes))
  const [sealer, opener] = [createSealer(key), createOpener(key)]
  const times = { seal: 0, open: 0 }
  const frames = Math.ceil(SEALED_BYTES / frameBytes)
  for (let at = 0; at < frames; at++) {
    const started = performance.now()
    const [sealed] = sealer.seal(frame)
    const between = performance.now()
    opener.open(sealed as Uint8Array)
    times.seal += between - started
    times.open += performance.now() - between
  }
  const speed = (ms: number): number => (frames * frameBytes) / 1000 / ms
  return { seal: speed(times.seal), open: speed(times.open) }
}

const alice = join(folder, 'alice')
await memcube(alice, 'init', '--name', 'alice')
const daemon = await startDaemon(alice)
await memcube(alice, 'swarm', 'create', 'team')
await memcube(alice, 'create', 'notes')
await memcube(alice, 'create', 'plans', '--swarm', 'team')
const inPublic = await cubeOf(alice, 'notes')
const inSwarm = await cubeOf(alice, 'team/plans')

const times = {
  public: [] as number[],
  swarm: [] as number[],
  publicWall: [] as number[],
  swarmWall: [] as number[],
  plain: [] as number[],
  fenced: [] as number[],
}
const fence = createFence(randomBytes(32))
let size = { blocks: 0, bytes: 0 }
for (let round = 0; round < rounds; round++) {
  const pulls = [
    async () => {
      const { ms, wallMs, ...rest } = await pullInPublic(round, inPublic, daemon.addresses[0] ?? '')
      times.public.push(ms)
      times.publicWall.push(wallMs)
      size = rest
    },
    async () => {
      const { ms, wallMs, blocks } = await pullInSwarm(round, inSwarm, alice)
      if (size.blocks > 0 && Math.abs(blocks - size.blocks) > 100)
        throw new Error(`${blocks} blocks in the swarm, ${size.blocks} in public`)
      times.swarm.push(ms)
      times.swarmWall.push(wallMs)
    },
  ]
  for (const pull of round % 2 === 0 ? pulls : pulls.toReversed()) await pull()
  times.plain.push(await handshakeMs(() => noise()))
  times.fenced.push(await handshakeMs(() => fencedNoise(fence)))
}
await daemon.stop()

console.log(`  a pull   ${size.blocks} blocks, ${(size.bytes / 1e6).toFixed(1)} MB`)
printTimes('pull in public, inside the daemon', times.public)
printTimes('pull in a swarm, inside the daemon', times.swarm)
printTimes('in public: the command `memcube pull`', times.publicWall)
printTimes('in a swarm: from `swarm join` to the cube', times.swarmWall)
const microseconds = (values: readonly number[]): string => `${(median(values) * 1000).toFixed(0)} us`
console.log(
  `  a handshake of noise: plain ${microseconds(times.plain)}, behind the fence ${microseconds(times.fenced)} (medians of ${rounds} x ${HANDSHAKES})`,
)
for (const frameBytes of [64 * 1024, 1024]) {
  const { seal, open } = sealingSpeed(frameBytes)
  console.log(
    `  frames of ${frameBytes / 1024} KiB: sealed at ${seal.toFixed(0)} MB/s, opened at ${open.toFixed(0)} MB/s`,
  )
}
console.log(`  load     ${load()} after`)
const ratio = median(times.swarm) / median(times.public)
printRatio('pull in a swarm / pull in public', ratio, '<= 1.5', ratio <= 1.5)
