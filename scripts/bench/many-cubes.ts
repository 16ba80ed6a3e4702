/**
 * A home with many cubes beside one running peer: how long its daemon takes to start and to stop, and what it takes of the
 * machine meanwhile.
 *
 *   npm run bench:many-cubes -- [published, 1000] [followed, 200] [seconds, 60]
 *
 * The cubes are made in this process; what is measured are daemons, started by the command line. Each published cube has two
 * topics, one of its own and one of ten.
 */
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { initHome, openNode, type MemCubeNode } from '../../src/node/index.ts'
import { memcube, startDaemon, type Daemon } from './shared/memcube.ts'
import { freshFolder, printHeading } from './shared/report.ts'

const [published = 1_000, followed = 200, seconds = 60] = process.argv.slice(2).map(Number)
/** `USER_HZ` of Linux, in which the kernel counts the time of processes. */
const ticksPerSecond = 100

const folder = freshFolder()
const [alice, bob] = [join(folder, 'alice'), join(folder, 'bob')]

async function makeCubes(node: MemCubeNode, name: string, count: number): Promise<string[]> {
  const made: string[] = []
  for (let i = 0; i < count; i++) {
    const topics = [`${name} ${i}`, `topic ${i % 10}`]
    const { cube } = (await node.call('create', { name: `${name}-${i}`, topics })) as { cube: string }
    await node.call('add', { cube, text: `note ${i} of ${name}` })
    await node.call('publish', { cube })
    made.push(cube)
  }
  return made
}

/** Resident memory in MiB and seconds of processor time. */
async function taken({ child }: Daemon): Promise<{ mib: number; cpuS: number }> {
  const [status, stat] = await Promise.all(
    ['status', 'stat'].map((file) => readFile(`/proc/${child.pid}/${file}`, 'utf8')),
  )
  const fields = (stat ?? '').slice((stat ?? '').lastIndexOf(')') + 2).split(' ')
  return {
    mib: Number(/^VmRSS:\s+(\d+) kB$/m.exec(status ?? '')?.[1] ?? Number.NaN) / 1024,
    cpuS: (Number(fields[11]) + Number(fields[12])) / ticksPerSecond,
  }
}

printHeading(`a daemon with ${published} published and ${followed} followed cubes, beside one peer`)
await initHome({ home: alice, name: 'alice' })
await initHome({ home: bob, name: 'bob' })
let node = await openNode({ home: bob })
const theirs = await makeCubes(node, 'bob', followed)
await node.close()

const peer = await startDaemon(bob)
const address = peer.addresses[0] ?? ''
node = await openNode({ home: alice, network: { bootstrap: [address] } })
for (const cube of theirs) {
  await node.call('pull', { cube, from: address })
  await node.call('follow', { target: cube })
}
await node.close()
node = await openNode({ home: alice })
await makeCubes(node, 'alice', published)
await node.close()

const startedMs = performance.now()
const daemon = await startDaemon(alice, '--bootstrap', address)
console.log(`  ready after                      ${((performance.now() - startedMs) / 1000).toFixed(1)} s`)
let most = 0
let slowestMs = 0
const cpu: number[] = []
for (let second = 0; second < seconds && daemon.child.exitCode === null; second++) {
  await wait(1000)
  const { mib, cpuS } = await taken(daemon).catch(() => ({ mib: Number.NaN, cpuS: Number.NaN }))
  most = Math.max(most, mib)
  cpu.push(cpuS)
  if (second % 10 === 5) slowestMs = Math.max(slowestMs, (await memcube(alice, 'list')).wallMs)
}
const last = cpu.at(-1) ?? Number.NaN
const idle = (last - (cpu.at(-11) ?? Number.NaN)) / 10
console.log(`  resident, most                   ${most.toFixed(0)} MiB`)
console.log(`  processor in the first ${String(cpu.length).padEnd(3)} s      ${last.toFixed(1)} s`)
console.log(`  processor of the last 10 s       ${(idle * 100).toFixed(0)} % of a core`)
console.log(`  the slowest \`list\` meanwhile     ${slowestMs.toFixed(0)} ms`)
const stoppingMs = performance.now()
await daemon.stop()
console.log(`  stopped after                    ${((performance.now() - stoppingMs) / 1000).toFixed(1)} s`)
await peer.stop()
