/** Who takes part: nodes that join, leave, publish and pull, strangers who come once, and one node that stays and is watched. */
import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { codeOf } from '../../../src/core/errors.ts'
import { initHome, openNode } from '../../../src/node/index.ts'
import { WatchedNode } from './watch-node.ts'

const keysPerCube = 16
/** A pull that takes longer is counted as failed. */
const actionMs = 60_000
/** Of what a node does that is here: it leaves; below the second, a stranger comes; of the rest, it publishes, or else pulls. */
const [leaves, isVisited, publishes] = [0.2, 0.35, 0.5]

interface HereNode {
  addresses(): string[]
  call(name: string, input: unknown, options?: { signal: AbortSignal }): Promise<unknown>
  close(): Promise<void>
}

interface Person {
  name: string
  home: string
  cube: string
  node: HereNode | undefined
  isBusy: boolean
}

interface PeopleOptions {
  count: number
  folder: string
  random: () => number
}

class Failed extends Error {
  /** Whether the node that was asked had left meanwhile. */
  readonly hasLeft: boolean

  constructor(cause: unknown, hasLeft = false) {
    super((cause as Error).message, { cause })
    this.hasLeft = hasLeft
  }
}

export class People {
  readonly done = { leave: 0, join: 0, visit: 0, publish: 0, pull: 0 }
  /** What failed, with its code and whether the node that was asked had left, and what the first of them said. */
  readonly failed = new Map<string, { times: number; message: string }>()
  readonly #options: PeopleOptions
  readonly #people: Person[] = []
  #written = 0
  #strangers = 0

  constructor(options: PeopleOptions) {
    this.#options = options
  }

  /** @returns the node that is watched: the first one, through which all others find each other */
  async begin(): Promise<WatchedNode> {
    const first = await this.#person('person-0')
    const watched = await WatchedNode.start(first.home)
    first.node = watched
    await this.#createCube(first, watched)
    for (let at = 1; at < this.#options.count; at++) {
      const person = await this.#person(`person-${at}`)
      await this.#createCube(person, await this.#join(person))
    }
    return watched
  }

  /** Begins something that a node does, when one has nothing to do. */
  begins(): Promise<void> | undefined {
    const free = this.#people.filter(({ isBusy }) => !isBusy)
    return free.length === 0 ? undefined : this.#act(this.#pick(free))
  }

  /** Everybody joins, and asks two others for what is newest. @returns who did not get it, of those asked before the end */
  async comeTogether(untilMs: number): Promise<{ asked: number; wrong: string[] }> {
    for (const person of this.#people) if (person.node === undefined) await this.#join(person)
    const wrong: string[] = []
    let asked = 0
    for (const step of [1, 2])
      for (const [at, person] of this.#people.entries()) {
        if (performance.now() > untilMs) return { asked, wrong }
        const other = this.#people[(at + step) % this.#people.length]!
        const newest = await this.#commitOf(other, other)
        await this.#pullFrom(person.node!, other).catch(() => undefined)
        asked++
        if ((await this.#commitOf(person, other)) !== newest) wrong.push(`${person.name} of ${other.name}`)
      }
    return { asked, wrong }
  }

  async end(): Promise<void> {
    // The watched one last: the others are connected through it.
    for (const person of this.#people.toReversed()) await person.node?.close()
  }

  async #act(person: Person): Promise<void> {
    const { node } = person
    person.isBusy = true
    const chance = person === this.#people[0] ? 1 : this.#options.random()
    try {
      if (node === undefined) await this.#count('join', this.#join(person))
      else if (chance < leaves && this.#online().length > this.#options.count / 2)
        await this.#count('leave', this.#leave(person))
      else if (chance < isVisited) await this.#count('visit', this.#visit())
      else if (this.#options.random() < publishes) await this.#count('publish', this.#publish(person, node))
      else await this.#count('pull', this.#pull(person, node))
    } finally {
      person.isBusy = false
    }
  }

  async #person(name: string): Promise<Person> {
    const home = join(this.#options.folder, name)
    await initHome({ home, name })
    const person = { name, home, cube: '', node: undefined, isBusy: false }
    this.#people.push(person)
    return person
  }

  async #createCube(person: Person, node: HereNode): Promise<void> {
    const { cube } = (await node.call('create', { name: person.name, topics: ['churn'] })) as { cube: string }
    person.cube = cube
    await this.#publish(person, node)
    await node.call('publish', { cube })
  }

  async #join(person: Person): Promise<HereNode> {
    person.node = await openNode({ home: person.home, network: { bootstrap: this.#someAddresses() } })
    return person.node
  }

  async #leave(person: Person): Promise<void> {
    const { node } = person
    person.node = undefined
    await node?.close()
  }

  /** Somebody whom nobody has seen before pulls the cube of the watched node, and is never seen again. */
  async #visit(): Promise<void> {
    const name = `stranger-${this.#strangers++}`
    const home = join(this.#options.folder, name)
    await initHome({ home, name })
    const node = await openNode({ home, network: { bootstrap: this.#someAddresses() } })
    try {
      await this.#pullFrom(node, this.#people[0]!)
    } finally {
      await node.close()
      await rm(home, { recursive: true, force: true })
    }
  }

  async #publish({ cube }: Person, node: HereNode): Promise<void> {
    const key = `notes/${Math.floor(this.#options.random() * keysPerCube)}`
    await node.call('add', { cube, key, text: `note ${this.#written++}: ${'words of a note. '.repeat(20)}` })
  }

  async #pull(person: Person, node: HereNode): Promise<void> {
    await this.#pullFrom(node, this.#pick(this.#online().filter((one) => one !== person && one.cube !== '')))
  }

  async #pullFrom(node: HereNode, other: Person): Promise<void> {
    const { cube, node: from } = other
    const input = { cube, from: from?.addresses()[0] }
    await node.call('pull', input, { signal: AbortSignal.timeout(actionMs) }).catch((cause: unknown) => {
      throw new Failed(cause, from === undefined || other.node !== from)
    })
  }

  async #commitOf({ node }: Person, { cube }: Person): Promise<string | undefined> {
    return node!.call('show', { cube }).then(
      (shown) => (shown as { head: string }).head,
      () => undefined,
    )
  }

  async #count(kind: keyof People['done'], work: Promise<unknown>): Promise<void> {
    try {
      await work
      this.done[kind]++
    } catch (error) {
      const { cause, hasLeft, message: said } = error instanceof Failed ? error : new Failed(error)
      const what = `${kind} ${codeOf(cause)}${hasLeft ? ' of a node that had left' : ''}`
      const { times = 0, message = said } = this.failed.get(what) ?? {}
      this.failed.set(what, { times: times + 1, message })
    }
  }

  #someAddresses(): string[] {
    return this.#online()
      .slice(0, 3)
      .flatMap(({ node }) => node?.addresses().slice(0, 1) ?? [])
  }

  #online(): Person[] {
    return this.#people.filter(({ node }) => node !== undefined)
  }

  #pick<T>(list: readonly T[]): T {
    return list[Math.floor(this.#options.random() * list.length)]!
  }
}
