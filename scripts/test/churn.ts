/**
 * Days of a network in minutes: nodes in one process join, leave, publish and pull on loopback, and memory is measured.
 *
 *   npm run test:churn -- [--hours 24] [--nodes 20] [--minutes N] [--seed 1]
 *
 * Nothing waits for a clock: an hour is five actions of each node (it leaves, joins, publishes twice and pulls). After
 * each the heap is collected and the resident memory is noted. `--minutes` ends a run early and says how many hours it had.
 * Cubes keep 16 keys that are written over: what grows is what history takes, and what leaks.
 */
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { codeOf } from '../../src/core/errors.ts'
import { initHome, openNode, type MemCubeNode } from '../../src/node/index.ts'
import { dice } from '../../test/simulation/world.ts'
import { freshFolder, printHeading } from '../bench/shared/report.ts'
import { memorySlope, type MemorySample } from './churn/memory-slope.ts'

/** Actions of each node in an hour. */
const actionsPerHour = 5
const keysPerCube = 16
/** A pull that takes longer is counted as failed. */
const actionMs = 60_000

const { values } = parseArgs({
  options: {
    hours: { type: 'string', default: '24' },
    nodes: { type: 'string', default: '20' },
    minutes: { type: 'string', default: 'Infinity' },
    seed: { type: 'string', default: '1' },
  },
})
const [hours, count, minutes, seed] = [values.hours, values.nodes, values.minutes, values.seed].map(
  Number,
) as [number, number, number, number]

setFlagsFromString('--expose-gc')
const collect = runInNewContext('gc') as () => void

interface Person {
  name: string
  home: string
  cube: string
  node: MemCubeNode | undefined
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

  async act(): Promise<void> {
    const person = this.#pick(this.people)
    const { node } = person
    try {
      if (node === undefined) await this.#count('join', this.#join(person))
      else if (this.#random() < 0.2 && this.#online().length > count / 2)
        await this.#count('leave', this.#leave(person))
      else if (this.#random() < 0.5) await this.#count('publish', this.#publish(person, node))
      else await this.#count('pull', this.#pull(person, node))
    } catch (error) {
      this.failed.set(codeOf(error), (this.failed.get(codeOf(error)) ?? 0) + 1)
    }
  }

  /** Everybody joins; whoever cannot get the newest state of everybody else is named. */
  async comeTogether(): Promise<string[]> {
    for (const person of this.people) if (person.node === undefined) await this.#join(person)
    const wrong: string[] = []
    for (const person of this.people)
      for (const other of this.people) {
        if (other === person) continue
        const newest = await this.#commitOf(other, other)
        await this.#pullFrom(person.node!, other).catch(() => undefined)
        if ((await this.#commitOf(person, other)) !== newest) wrong.push(`${person.name} of ${other.name}`)
      }
    return wrong
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

function measure(): number {
  collect()
  return process.memoryUsage().rss / 2 ** 20
}

printHeading(`${count} nodes that come and go for ${hours} hours of ${count * actionsPerHour} actions`, seed)
const churn = new Churn()
await churn.begin()
const started = performance.now()
const passed = (): number => (performance.now() - started) / 3_600_000
const byAction: MemorySample[] = []
const byClock: MemorySample[] = []
let hour = 0
while (hour < hours && passed() * 60 < minutes) {
  for (let action = 0; action < count * actionsPerHour; action++) await churn.act()
  hour++
  const mib = measure()
  byAction.push({ hours: hour, mib })
  byClock.push({ hours: passed(), mib })
  console.log(
    `  hour ${String(hour).padStart(3)}   ${(passed() * 60).toFixed(1).padStart(6)} min   ${mib.toFixed(1)} MiB`,
  )
}
const wrong = await churn.comeTogether()
await churn.end()

const { leave, join: joined, publish, pull } = churn.done
const failed = [...churn.failed].map(([code, times]) => `${times} ${code}`).join(', ')
console.log(
  `  ${leave} left, ${joined} joined, ${publish} published, ${pull} pulled; failed: ${failed || 'none'}`,
)
console.log(
  `  ${wrong.length === 0 ? 'at the end everybody has the newest of everybody' : `not the newest: ${wrong.join(', ')}`}`,
)
console.log(
  `  ${hour} hours of actions in ${(passed() * 60).toFixed(1)} minutes; without the first third, RSS grows`,
)
console.log(`    ${memorySlope(byAction).toFixed(2)} MiB for each hour of actions, ${count} nodes together`)
console.log(`    ${memorySlope(byClock).toFixed(1)} MiB for each hour of this clock`)
process.exitCode = wrong.length === 0 ? 0 : 1
