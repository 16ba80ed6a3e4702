/**
 * What a stranger's bytes cost: the longest time that the event loop stood still while an answer about heads of 64 cubes with
 * 54 authors each was judged, and while two messages of the DHT with 60,000 addresses, of bitswap with 90,000 wants, and of
 * bitswap with a block of 4 MiB were taken in, which is given up after 60 s.
 * The sources of another checkout give a figure from before a change.
 *
 *   node scripts/bench/hostile.ts [folder of the sources, src]
 */
import { createHash } from 'node:crypto'
import { resolve } from 'node:path'
import { monitorEventLoopDelay } from 'node:perf_hooks'
import { Worker } from 'node:worker_threads'
import { printHeading } from './shared/report.ts'

const src = resolve(process.argv[2] ?? 'src')
// Types are those of this checkout; another one has the same names.
const core = (await import(`${src}/core/cube/index.ts`)) as typeof import('../../src/core/cube/index.ts')
const identity = (await import(
  `${src}/core/identity/index.ts`
)) as typeof import('../../src/core/identity/index.ts')
const heads = (await import(
  `${src}/protocols/sync/verify-heads.ts`
)) as typeof import('../../src/protocols/sync/verify-heads.ts')
const network = (await import(`${src}/network/index.ts`)) as typeof import('../../src/network/index.ts')

const NOW = 1_790_000_000_000

function answer(cubes: number, authorsEach: number): Parameters<typeof heads.verifyPage>[0] {
  const items = Array.from({ length: cubes }, (_, cube) => {
    const authors = Array.from({ length: authorsEach }, (__, author) =>
      identity.keyPairFromSecret(createHash('sha256').update(`${cube} ${author}`).digest()),
    )
    const genesis = core.createGenesis({
      name: 'fresh',
      authors: authors.map(({ publicKey }) => publicKey),
      visibility: 'public',
      created: NOW,
      nonce: new Uint8Array(16),
    })
    const [head, ...others] = authors.map(
      ({ publicKey, secret }) =>
        core.signHead(
          {
            cube: genesis.cid,
            seq: 1,
            refs: { main: genesis.cid },
            author: publicKey,
            time: NOW,
            expires: NOW + 1_000,
          },
          secret,
        ).bytes,
    )
    return { genesis: genesis.bytes, head: head!, heads: others }
  })
  return { items }
}

/** What this thread has computed; what it waited for a processor is no part of it. */
function computedMs(): number {
  const { user, system } = process.threadCpuUsage()
  return (user + system) / 1e3
}

async function blockedBy(what: string, work: () => Promise<string>): Promise<void> {
  const delay = monitorEventLoopDelay({ resolution: 1 })
  delay.enable()
  await new Promise((go) => setTimeout(go, 50))
  delay.reset()
  // The first sample after a reset is not counted.
  await new Promise((go) => setTimeout(go, 50))
  const beganMs = performance.now()
  let mostMs = 0
  let lastMs = computedMs()
  const looking = setInterval(() => {
    const nowMs = computedMs()
    mostMs = Math.max(mostMs, nowMs - lastMs)
    lastMs = nowMs
  }, 1)
  const outcome = await work()
  const ms = performance.now() - beganMs
  await new Promise((go) => setTimeout(go, 50))
  clearInterval(looking)
  const longest = `longest block ${(delay.max / 1e6).toFixed(0)} ms, of it computing ${mostMs.toFixed(0)} ms`
  console.log(`${what}: ${outcome} after ${ms.toFixed(0)} ms; ${longest}`)
}

printHeading(`a stranger's bytes, sources in ${src}`)
const page = answer(64, 54)
await blockedBy('heads, 3,456 keys never met', async () => {
  try {
    await heads.verifyPage(page, { limit: 64 })
    return 'taken'
  } catch (error) {
    return `refused (${(error as { code?: string }).code ?? String(error)})`
  }
})

const { MemoryBlockstore } = await import('blockstore-core')
const quiet = { debug() {}, info() {}, warn() {}, error() {} }
const host = await network.createNetwork(
  { blockstore: new MemoryBlockstore(), logger: quiet, nodeKey: new Uint8Array(32).fill(1) },
  { profile: 'local', listen: [], bootstrap: [], network: 'test' },
)
await host.start()
const KINDS = {
  wants: 'bitswap, 2 messages of 90,000 wants',
  blocks: 'bitswap, 2 blocks of 4 MiB that nobody wants',
  addresses: 'ADD_PROVIDER, 2 of 60,000 addresses',
}
// Lives in a thread of its own, which a blocked loop here does not stop.
const watch = new Worker(
  `setTimeout(() => {
    require('node:fs').writeSync(1, 'still blocked after 60 s\\n')
    process.kill(process.pid, 'SIGKILL')
  }, 60_000)`,
  { eval: true },
)
for (const [kind, what] of Object.entries(KINDS))
  await blockedBy(what, async () => {
    const stranger = new Worker(new URL('hostile/stranger.ts', import.meta.url), {
      workerData: { address: host.addresses()[0], kind },
    })
    await new Promise((done) => stranger.once('exit', done))
    return 'sent'
  })
await watch.terminate()
await host.stop()
process.exit(0)
