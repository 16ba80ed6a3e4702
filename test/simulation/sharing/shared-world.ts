/**
 * Homes that share one cube, with several authors or one: messages are lost, late and out of order, peers lie about what is
 * newest, homes die between any two writes. Everything is decided by the seed.
 */
import type { CID } from 'multiformats/cid'
import type { Tombstone } from '../../../src/core/cube/index.ts'
import type { Authors } from '../../../src/core/policy/index.ts'
import { authorsOf, cidOf, cube, didOf, keyOf } from '../../sharing/values.ts'
import { dice } from '../world.ts'
import { Commits } from './commits.ts'
import { Crash, Refused, SimHome, type Offered, type Statement } from './home.ts'
import { nextChain } from './people.ts'
import { checkOffered } from './promises.ts'
import { hear } from './take.ts'

const PEOPLE = ['alice', 'bob', 'carol', 'dave', 'eve', 'mallory']

interface Message {
  from: string
  to: string
  statement: Statement
}

export class SharedWorld {
  readonly maker = 'alice'
  readonly commits = new Commits(cube.toString())
  readonly homes = new Map<string, SimHome>()
  readonly broken: string[] = []
  /** Who wrote a memory first. */
  readonly writers = new Map<string, string>()
  /** The key that a memory was written under. */
  readonly keys = new Map<string, string>()
  /** Everything that was ever signed, for whoever wants to tell it again. */
  readonly said: Statement[] = []
  readonly chains: Authors[] = [authorsOf(['alice'])]
  /**
   * Whose key signs elsewhere what their home does not know of. Alice names none of them again: their home would go on with
   * a lower number than others have seen.
   */
  readonly overreached = new Set<string>()
  /** Longer than any that alice makes. */
  readonly #stolen = [1, 2, 3, 4].reduce(
    (before) => nextChain(before, { alice: ['*'], mallory: ['*'] }, 1),
    authorsOf(['alice']),
  )
  readonly messages: Message[] = []
  readonly cuts = new Set<string>()
  isStorm = true
  readonly random: () => number

  constructor(seed: number, names: readonly string[]) {
    this.random = dice(seed)
    for (const name of names) this.homes.set(name, new SimHome(this, name))
    const first = this.commits.add({
      parents: [],
      author: didOf('alice'),
      entries: new Map(),
      tombstones: new Set(),
      takenBack: new Set(),
      authors: this.chains[0]!,
      isIllegal: false,
    })
    const isStorm = this.isStorm
    this.isStorm = false
    this.homes.get(this.maker)!.begin(this.chains[0]!, first)
    this.isStorm = isStorm
  }

  /** What alice has named last, whether anybody knows it or not. */
  get newestChain(): Authors {
    return this.homes.get(this.maker)!.disk.record!.chain
  }

  chance(of: number): boolean {
    return this.random() < of
  }

  pick<T>(list: readonly T[]): T {
    return list[Math.floor(this.random() * list.length)]!
  }

  /** A home may die before and after each write. @throws Crash */
  mayCrash(): void {
    if (this.isStorm && this.chance(0.01)) throw new Crash('it died')
  }

  isLinked(one: string, other: string): boolean {
    return !this.cuts.has(one < other ? `${one}|${other}` : `${other}|${one}`)
  }

  toggleLink(): void {
    const [one, other] = [this.pick([...this.homes.keys()]), this.pick([...this.homes.keys()])].sort()
    const link = `${one}|${other}`
    if (!this.cuts.delete(link)) this.cuts.add(link)
  }

  nameOf(key: Uint8Array): string {
    return PEOPLE.find((name) => Buffer.from(keyOf(name)).equals(key))!
  }

  nameOfDid(did: string): string {
    return PEOPLE.find((name) => didOf(name) === did)!
  }

  tombstone(memory: string): Tombstone {
    return {
      v: 1,
      t: 'memcube/tombstone',
      cube,
      memory: cidOf(memory),
      author: keyOf(this.maker),
      time: 1,
      sig: new Uint8Array(64),
    }
  }

  /** Whether a peer gives a commit now. Who lies has everything that was ever made, and gives it to anybody. */
  canFetch(home: SimHome, from: string, commit: CID): boolean {
    if (this.isStorm && this.chance(0.1)) return false
    if (from === 'mallory') return true
    const peer = this.homes.get(from)
    if (peer === undefined || !peer.isUp || !this.isLinked(home.name, from) || !peer.disk.commits.has(commit))
      return false
    const tips = peer.offered()?.heads.flatMap(({ head }) => Object.values(head.refs)) ?? []
    return tips.some((tip) => this.commits.isBefore(commit, tip))
  }

  /** To everybody else who is reached, each at its own time. */
  gossip(from: string, statement: Statement): void {
    this.said.push(statement)
    for (const to of this.homes.keys())
      if (didOf(to) !== statement.author && this.isLinked(from, to) && !(this.isStorm && this.chance(0.3)))
        this.messages.push({ from, to, statement })
  }

  /** One of the messages that are under way, in any order; sometimes it comes twice. */
  async deliver(): Promise<void> {
    if (this.messages.length === 0) return
    const at = Math.floor(this.random() * this.messages.length)
    const { from, to, statement } = this.messages[at]!
    if (!this.chance(0.1)) this.messages.splice(at, 1)
    await this.act(to, (home) => hear(home, statement, from))
  }

  /** What a home does, unless it is down; it may die of it. */
  async act(name: string, work: (home: SimHome) => Promise<void> | void): Promise<void> {
    const home = this.homes.get(name)!
    if (!home.isUp) return
    try {
      await work(home)
    } catch (error) {
      if (error instanceof Crash) home.isUp = false
      else if (!(error instanceof Refused)) throw error
    }
    checkOffered(this, home)
  }

  /** What the peers that a home reaches offer, and now and then somebody who tells old things again. */
  offersFor(home: SimHome): Offered[] {
    const offers: Offered[] = []
    for (const peer of this.homes.values()) {
      if (peer === home || !peer.isUp || !this.isLinked(home.name, peer.name)) continue
      if (this.isStorm && this.chance(0.2)) continue
      const offered = peer.offered()
      if (offered !== undefined) offers.push(offered)
    }
    if (this.isStorm && this.chance(0.2)) offers.push(this.#lies(home))
    return offers
  }

  /** Old heads and old rosters; to who knows better, also rosters that were signed with a stolen key. */
  #lies(home: SimHome): Offered {
    const heads = this.said.flatMap(({ head }) => (head !== undefined && this.chance(0.3) ? [head] : []))
    const isNew = (home.disk.record?.rosters ?? []).length === 0
    return { peer: 'mallory', heads, chain: this.pick(isNew ? this.chains : [...this.chains, this.#stolen]) }
  }
}
