/**
 * Works in a home without end: adds, imports, merges, pulls, forks, branches, collections and restarts in several lanes at
 * once. Says what it begins, and what was acknowledged. Arguments: home, seed, name of this run, cube and address of
 * somebody else.
 */
import { join } from 'node:path'
import { callSchemas, openNode, type MemCubeNode } from '../../../src/node/index.ts'
import { dice } from '../../simulation/world.ts'
import type { CrashAct, CrashEvent } from '../crash-events.ts'
import { createDeeds } from '../deeds.ts'
import { say } from './say.ts'

const [home = '', seed, run = '', theirCube = '', theirAddress] = process.argv.slice(2)
const roll = dice(Number(seed))
const verbs = new Set(callSchemas().map(({ name }) => name))
const tell: (event: CrashEvent) => void = say
const open = (): Promise<MemCubeNode> =>
  openNode({ home, daemon: true, network: { listen: ['/ip4/127.0.0.1/tcp/0'] } })
let node = await open()

const work = createDeeds({
  call: (verb, input) => node.call(verb, input),
  say: tell,
  roll,
  run,
  scratch: join(home, '..', `scratch-${run}`),
})

async function workOn(cube: string): Promise<void> {
  for (let left = 4; left > 0; left--) await work.any(cube)
}

/** A fork goes its own way and each takes in what the other did. */
async function workOnFork(cube: string, fork: string): Promise<void> {
  await workOn(fork)
  await work.mergeBetween(cube, fork)
}

async function readAndCollect(): Promise<void> {
  for (let left = 2; left > 0; left--) {
    await work.act('pull', 'pull', { cube: theirCube, from: theirAddress }, { cube: theirCube })
    if (verbs.has('gc')) await work.act('gc', 'gc', {})
    await work.act('recall', 'recall', { query: 'the ferry and the weather', tier: 'community' })
  }
}

/** Closing saves the index. */
async function restart(count: number): Promise<void> {
  const act: CrashAct = { id: `${run}restart${count}`, kind: 'restart' }
  tell({ type: 'begin', act })
  await node.close()
  node = await open()
  tell({ type: 'done', act })
}

tell({ type: 'ready' })
for (let count = 0; ; count++) {
  const first = await work.own('first')
  const second = await work.own('second')
  const fork = await work.fork(first, 'offshoot')
  await Promise.all([workOn(first), workOn(second), readAndCollect()])
  await Promise.all([workOnFork(first, fork), workOn(second), readAndCollect()])
  if (roll() < 0.3) await restart(count)
}
