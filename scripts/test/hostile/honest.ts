/**
 * The honest peer, in a process of its own: again and again somebody new in a fresh home, who connects, pulls the cube and goes.
 * A line of JSON for each pull. A line that comes in says from which address of this machine it comes from now on.
 *
 *   node scripts/test/hostile/honest.ts CHECKOUT ADDRESS CUBE FROM
 */
import { mkdtemp, rm } from 'node:fs/promises'
import net from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import type { Pull } from './pulls.ts'
import { loadSources } from './sources.ts'

const [checkout = '.', address = '', cube = '', from = '127.0.0.1'] = process.argv.slice(2)
let localAddress = from
createInterface({ input: process.stdin }).on('line', (line) => (localAddress = line))
// The node has no setting for it: who dials comes from where the system says.
const connect = net.connect.bind(net) as (options: object, ...rest: unknown[]) => net.Socket
net.connect = ((options: object, ...rest: unknown[]) =>
  connect({ ...options, localAddress }, ...rest)) as typeof net.connect
const { node } = await loadSources(checkout)
/** Who is not let in within this time is kept out. Half of what a command allows. */
const patienceMs = 15_000

async function pullOnce(): Promise<Pull> {
  const home = join(await mkdtemp(join(tmpdir(), 'memcube-honest-')), 'home')
  await node.initHome({ home, name: 'bob' })
  const bob = await node.openNode({ home, network: { profile: 'local' } })
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
