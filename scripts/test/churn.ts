/**
 * Nodes in one process that join, leave, publish and pull on loopback, while memory is measured.
 *
 *   npm run test:churn -- [--minutes 60] [--nodes 20] [--actions 60] [--seed 1]
 *
 * Once all have begun, a run of so many minutes takes so many, however busy the machine is: `--actions` begin in each minute, at
 * even times, each of a node that does nothing else; one that no node is free for is left out and counted. Every 10 s the heap is
 * collected and memory is noted. In the last tenth all nodes come together, and each gets the newest state of two others.
 * Cubes keep 16 keys that are written over: what grows is what history takes, and what leaks. It prints the line of least
 * squares through the samples after the first third, how uncertain it is, and what that says of 1 MiB an hour. A run fails when
 * memory grows faster for certain, and when a node does not get what is newest.
 */
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { codeOf } from '../../src/core/errors.ts'
import { initHome, openNode, type MemCubeNode } from '../../src/node/index.ts'
import { dice } from '../../test/simulation/world.ts'
import { freshFolder, printHeading } from '../bench/shared/report.ts'
import { judgeSlope, memorySlope, type MemorySample } from './churn/memory-slope.ts'

const sampleEveryMs = 10_000
/** From promises.md: what all of this process may gain. */
const mostMibPerHour = 1
const keysPerCube = 16
/** A pull that takes longer is counted as failed. */
const actionMs = 60_000

const { values } = parseArgs({
  options: {
    minutes: { type: 'string', default: '60' },
    nodes: { type: 'string', default: '20' },
    actions: { type: 'string', default: '60' },
    seed: { type: 'string', default: '1' },
  },
})
const [minutes, count, actions, seed] = [values.minutes, values.nodes, values.actions, values.seed].map(
  Number,
) as [number, number, number, number]

setFlagsFromString('--expose-gc')
const collect = runInNewContext('gc') as () => void

interface Person {
  name: string
  home: string
  cube: string
  node: MemCubeNode | undefined
  isBusy: boolean
}

class Churn {
  readonly people: Person[] = []
  readonly done = { leave: 0, join: 0, publish: 0, pull: 0 }
  readonly failed = new Map<string, number>()
  readonly #random = dice(seed)
  readonly #folder = freshFolder()
  #written = 0

  async begin(): Promise<void> {
    for (let at = 0; at < count; at++) {
      const person: Person = {
        name: `person-${at}`,
        home: join(this.#folder, `${at}`),
        cube: '',
        node: undefined,
        isBusy: false,
      }
      await initHome({ home: person.home, name: person.name })
      this.people.push(person)
      const node = await this.#join(person)
      person.cube = (
        (await node.call('create', { name: person.name, topics: ['churn'] })) as { cube: string }
      ).cube
      await this.#publish(person, node)
      await node.call('publish', { cube: person.cube })
    }
  }

  /** Begins something that a node does, when one has nothing to do. */
  begins(): Promise<void> | undefined {
    const free = this.people.filter(({ isBusy }) => !isBusy)
    if (free.length === 0) return undefined
    return this.#act(this.#pick(free))
  }

  async #act(person: Person): Promise<void> {
    const { node } = person
    person.isBusy = true
    try {
      if (node === undefined) await this.#count('join', this.#join(person))
      else if (this.#random() < 0.2 && this.#online().length > count / 2)
        await this.#count('leave', this.#leave(person))
      else if (this.#random() < 0.5) await this.#count('publish', this.#publish(person, node))
      else await this.#count('pull', this.#pull(person, node))
    } catch (error) {
      this.failed.set(codeOf(error), (this.failed.get(codeOf(error)) ?? 0) + 1)
    } finally {
      person.isBusy = false
    }
  }

  /** Everybody joins, and asks two others for what is newest. @returns who did not get it, of those asked before the end */
  async comeTogether(untilMs: number): Promise<{ asked: number; wrong: string[] }> {
    for (const person of this.people) if (person.node === undefined) await this.#join(person)
    const wrong: string[] = []
    let asked = 0
    for (const step of [1, 2])
      for (const [at, person] of this.people.entries()) {
        if (performance.now() > untilMs) return { asked, wrong }
        const other = this.people[(at + step) % count]!
        const newest = await this.#commitOf(other, other)
        await this.#pullFrom(person.node!, other).catch(() => undefined)
        asked++
        if ((await this.#commitOf(person, other)) !== newest) wrong.push(`${person.name} of ${other.name}`)
      }
    return { asked, wrong }
  }

  async end(): Promise<void> {
    for (const person of this.people) await person.node?.close()
  }

  async #commitOf({ node }: Person, { cube }: Person): Promise<string | undefined> {
    return node!.call('show', { cube }).then(
      (shown) => (shown as { head: string }).head,
      () => undefined,
    )
  }

  async #join(person: Person): Promise<MemCubeNode> {
    const bootstrap = this.#online()
      .slice(0, 3)
      .flatMap(({ node }) => node?.addresses().slice(0, 1) ?? [])
    person.node = await openNode({ home: person.home, network: { bootstrap } })
    return person.node
  }

  async #leave(person: Person): Promise<void> {
    const { node } = person
    person.node = undefined
    await node?.close()
  }

  async #publish({ cube }: Person, node: MemCubeNode): Promise<void> {
    const key = `notes/${Math.floor(this.#random() * keysPerCube)}`
    await node.call('add', { cube, key, text: `note ${this.#written++}: ${'words of a note. '.repeat(20)}` })
  }

  async #pull(person: Person, node: MemCubeNode): Promise<void> {
    const others = this.#online().filter((one) => one !== person && one.cube !== '')
    await this.#pullFrom(node, this.#pick(others))
  }

  async #pullFrom(node: MemCubeNode, { cube, node: from }: Person): Promise<void> {
    await node.call('pull', { cube, from: from?.addresses()[0] }, { signal: AbortSignal.timeout(actionMs) })
  }

  async #count(kind: keyof Churn['done'], work: Promise<unknown>): Promise<void> {
    await work
    this.done[kind]++
  }

  #online(): Person[] {
    return this.people.filter(({ node }) => node !== undefined)
  }

  #pick<T>(list: readonly T[]): T {
    return list[Math.floor(this.#random() * list.length)]!
  }
}

/** Resident memory, and what JavaScript holds of it in this thread. */
function measure(): { rss: number; held: number } {
  collect()
  const { rss, heapUsed, external } = process.memoryUsage()
  return { rss: rss / 2 ** 20, held: (heapUsed + external) / 2 ** 20 }
}

printHeading(`${count} nodes that come and go for ${minutes} minutes, ${actions} actions in each`, seed)
const churn = new Churn()
const beganMs = performance.now()
await churn.begin()
const startedMs = performance.now()
console.log(`  all have begun after ${((startedMs - beganMs) / 60_000).toFixed(1)} minutes`)
const [apartMs, endMs] = [0.9, 1].map((part) => startedMs + part * minutes * 60_000) as [number, number]
const passed = (): number => (performance.now() - startedMs) / 3_600_000

const rss: MemorySample[] = []
const held: MemorySample[] = []
const underWay = new Set<Promise<void>>()
let leftOut = 0
let nextSampleMs = performance.now()
for (let nextMs = performance.now(); nextMs < apartMs; nextMs += 60_000 / actions) {
  await new Promise((due) => setTimeout(due, Math.max(0, nextMs - performance.now())))
  const action = churn.begins()
  if (action === undefined) leftOut++
  else underWay.add(action.finally(() => underWay.delete(action)))
  if (performance.now() < nextSampleMs) continue
  nextSampleMs = performance.now() + sampleEveryMs
  const now = measure()
  rss.push({ hours: passed(), mib: now.rss })
  held.push({ hours: passed(), mib: now.held })
  if (rss.length % 6 === 1)
    console.log(
      `  ${(passed() * 60).toFixed(1)} min   RSS ${now.rss.toFixed(0)} MiB, held ${now.held.toFixed(0)}`,
    )
}
await Promise.all(underWay)
const { asked, wrong } = await churn.comeTogether(endMs)
const tookMinutes = passed() * 60
await churn.end()

const { leave, join: joined, publish, pull } = churn.done
const failed = [...churn.failed].map(([code, times]) => `${times} ${code}`).join(', ')
console.log(
  `  ${leave} left, ${joined} joined, ${publish} published, ${pull} pulled, ${leftOut} left out; failed: ${failed || 'none'}`,
)
console.log(
  `  at the end ${asked - wrong.length} of ${asked} pulls gave what is newest${wrong.length === 0 ? '' : `; not ${wrong.join(', ')}`}`,
)
const grows = judgeSlope(memorySlope(rss), mostMibPerHour)
const heap = memorySlope(held)
console.log(`  ${tookMinutes.toFixed(1)} minutes; without the first third of ${rss.length} samples:`)
console.log(`    ${grows.words}`)
console.log(
  `    what JavaScript holds: ${heap.perHour.toFixed(1)} MiB for each hour, give or take ${heap.error.toFixed(1)}`,
)
process.exit(wrong.length === 0 && grows.verdict !== 'broken' ? 0 : 1)
