/**
 * The honest peer, in a process of its own: again and again somebody new in a fresh home, who connects, pulls the cube and goes.
 * A line of JSON for each pull.
 *
 *   node scripts/test/hostile/honest.ts CHECKOUT ADDRESS CUBE
 */
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { loadSources } from './sources.ts'

const [checkout = '.', address = '', cube = ''] = process.argv.slice(2)
const { node } = await loadSources(checkout)
/** Who is not let in within this time is kept out. Half of what a command allows. */
const patienceMs = 15_000

async function pullOnce(): Promise<{ ok: boolean; ms: number; error?: string }> {
  const home = join(await mkdtemp(join(tmpdir(), 'memcube-honest-')), 'home')
  await node.initHome({ home, name: 'bob' })
  const bob = await node.openNode({ home, network: { profile: 'local' } })
  const beganMs = performance.now()
  try {
    await bob.call('pull', { cube, from: address }, { signal: AbortSignal.timeout(patienceMs) })
    return { ok: true, ms: performance.now() - beganMs }
  } catch (error) {
    return { ok: false, ms: performance.now() - beganMs, error: String(error).slice(0, 200) }
  } finally {
    await bob.close()
    await rm(join(home, '..'), { recursive: true, force: true })
  }
}

for (;;) process.stdout.write(`${JSON.stringify(await pullOnce())}\n`)
