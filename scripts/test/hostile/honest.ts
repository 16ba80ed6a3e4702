/**
 * The honest peer, in a process of its own: again and again somebody new in a fresh home, who connects, pulls the cube and goes.
 * A line of JSON for each pull. A line that comes in says from which address of this machine it comes from now on.
 *
 *   node scripts/test/hostile/honest.ts CHECKOUT ADDRESS CUBE FROM PROFILE
 */
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { comeFrom } from './local-address.ts'
import type { Pull } from './pulls.ts'
import { loadSources } from './sources.ts'

const [checkout = '.', address = '', cube = '', from = '127.0.0.1', profile = 'local'] = process.argv.slice(2)
let localAddress = from
createInterface({ input: process.stdin }).on('line', (line) => (localAddress = line))
comeFrom(() => localAddress)
const { node } = await loadSources(checkout)
const network =
  profile === 'public'
    ? { profile: 'public' as const, listen: ['/ip4/0.0.0.0/tcp/0'] }
    : { profile: 'local' as const }
/** Who is not let in within this time is kept out. Half of what a command allows. */
const patienceMs = 15_000

async function pullOnce(): Promise<Pull> {
  const home = join(await mkdtemp(join(tmpdir(), 'memcube-honest-')), 'home')
  await node.initHome({ home, name: 'bob' })
  const bob = await node.openNode({ home, network })
  const beganMs = Date.now()
  const ms = (): number => Date.now() - beganMs
  try {
    await bob.call('pull', { cube, from: address }, { signal: AbortSignal.timeout(patienceMs) })
    return { ok: true, beganMs, ms: ms() }
  } catch (error) {
    return { ok: false, beganMs, ms: ms(), error: String(error).slice(0, 200) }
  } finally {
    await bob.close()
    await rm(join(home, '..'), { recursive: true, force: true })
  }
}

for (;;) process.stdout.write(`${JSON.stringify(await pullOnce())}\n`)
