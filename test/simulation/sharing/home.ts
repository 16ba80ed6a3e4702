/**
 * A home of the simulation: a disk that survives, what it shows to others and signs. What it takes of others is in `take.ts`
 * and `settle.ts`. All decisions are those of the program; only reading and writing are its own.
 */
import type { CID } from 'multiformats/cid'
import type { CubeRecord } from '../../../src/cubes/cube-record.ts'
import { mainBranch } from '../../../src/cubes/branches.ts'
import { decideOffered } from '../../../src/cubes/decide-offered.ts'
import { decideHonour, isReturned, type Signed } from '../../../src/cubes/forgotten/decide-honour.ts'
import type { Forgotten } from '../../../src/cubes/forgotten/shelf.ts'
import { isPublic } from '../../../src/cubes/is-public.ts'
import { headIn, type KnownHead } from '../../../src/cubes/known-heads.ts'
import { isAfterRemoval, maySign, type Authors } from '../../../src/core/policy/index.ts'
import { isInForce } from '../../../src/sharing/decide-shared-pull.ts'
import { parseCid } from '../../../src/core/codec/index.ts'
import { cidOf, cube, didOf, headAt, keyOf } from '../../sharing/values.ts'
import { checkChange } from './promises.ts'
import { HeldCommits, type SimCommit } from './commits.ts'
import type { SharedWorld } from './shared-world.ts'

/** The home died in the middle of what it did. */
export class Crash extends Error {}
/** The weather, or a refusal: nothing was written, and the next pull tries again. */
export class Refused extends Error {}

/** The newest statement of an author; without a head it is a withdrawal. */
export interface Mark {
  seq: number
  bytes: Uint8Array
  head: KnownHead | undefined
}

export interface Statement extends Mark {
  author: string
}

export type SimRecord = CubeRecord & { chain: Authors }

export interface Offered {
  peer: string
  heads: readonly KnownHead[]
  chain: Authors
}

interface Disk {
  commits: HeldCommits
  marks: Map<string, Mark>
  record: SimRecord | undefined
  /** By the CID text of the memory. */
  forgotten: Map<string, Forgotten>
}

export interface Change {
  record?: SimRecord
  mark?: Statement
  forgotten?: readonly Forgotten[]
  /** Its owner asked for it: the branch that is current may change. */
  isWished?: true
}

export class SimHome {
  readonly name: string
  readonly did: string
  readonly disk: Disk
  isUp = true
  readonly world: SharedWorld

  constructor(world: SharedWorld, name: string) {
    this.world = world
    this.name = name
    this.did = didOf(name)
    this.disk = {
      commits: new HeldCommits(world.commits),
      marks: new Map(),
      record: undefined,
      forgotten: new Map(),
    }
  }

  get state(): SimCommit | undefined {
    const { record, commits } = this.disk
    return record && commits.get(record.commit)
  }

  /** Memories that somebody who reads here finds. */
  visible(): [key: string, memory: string][] {
    const { forgotten } = this.disk
    const isHidden = (memory: string): boolean => {
      const one = forgotten.get(cidOf(memory).toString())
      return one !== undefined && one.lifted !== true
    }
    return [...(this.state?.entries ?? [])].filter(([, memory]) => !isHidden(memory))
  }

  /** What others are told here. */
  offered(): Offered | undefined {
    const { record } = this.disk
    if (record === undefined || !isPublic(record, undefined)) return undefined
    const { published } = record
    const heads =
      record.rosters === undefined
        ? this.#shown(record)
        : decideOffered(this.heads(record.chain), [keyOf(this.world.maker)], { published, self: this.did })
    return { peer: this.name, heads, chain: record.chain }
  }

  #shown({ author, head: bytes }: SimRecord): KnownHead[] {
    const head = headIn(bytes)
    return head === undefined ? [] : [{ author, head, bytes }]
  }

  /** What this home signed last, where that is what its record goes by; also while it has withdrawn it. */
  get ownHead(): KnownHead | undefined {
    const { record } = this.disk
    const head = record && headIn(record.head)
    if (head === undefined || this.world.nameOf(head.author) !== this.name) return undefined
    return { author: this.did, head, bytes: record!.head }
  }

  /** Newest heads of authors in force, in the order of their names. */
  heads({ standing }: Authors): KnownHead[] {
    return [...this.disk.marks]
      .sort(([one], [other]) => (one < other ? -1 : 1))
      .flatMap(([, { head }]) => (head !== undefined && isInForce(standing, head.head.author) ? [head] : []))
  }

  /** One synced batch: all of it is on the disk, or nothing. */
  commit(change: Change): void {
    this.world.mayCrash()
    checkChange(this.world, this, change)
    const { record, mark, forgotten = [] } = change
    if (mark !== undefined) this.disk.marks.set(mark.author, mark)
    if (record !== undefined) this.disk.record = record
    for (const one of forgotten) this.disk.forgotten.set(one.memory, one)
    this.world.mayCrash()
  }

  /** The newest statement of an author, as heads are judged by it. */
  markOf(author: string): { seq: number; head: Uint8Array } | undefined {
    const mark = this.disk.marks.get(author)
    return mark && { seq: mark.seq, head: mark.bytes }
  }

  /** Blocks come one after another, and a crash leaves those that came. */
  fetch(commit: CID, peers: readonly string[], chain: Authors): void {
    const { commits } = this.disk
    if (!commits.has(commit)) {
      const peer = peers.find((name) => this.world.canFetch(this, name, commit))
      if (peer === undefined) throw new Refused('nobody has it')
      for (const { cid } of this.world.commits.before(commit)) {
        this.world.mayCrash()
        commits.add(cid)
      }
    }
    const { author, parents } = this.world.commits.get(commit)
    const key = keyOf(this.world.nameOfDid(author))
    for (const parent of parents) {
      const roster = commits.get(parent)?.authors.rosters.at(-1)
      if (isAfterRemoval(chain, key, roster)) throw new Refused('its author had been removed')
    }
  }

  /** Signs the next head. */
  sign(record: SimRecord, refs: Record<string, CID>, forgotten: readonly Forgotten[] = []): void {
    const seq = (this.disk.marks.get(this.did)?.seq ?? 0) + 1
    const head = headAt(this.name, seq, refs)
    const mark = { author: this.did, seq, bytes: head.bytes, head }
    const { refs: _refs, ...rest } = record
    this.commit({ record: { ...rest, head: head.bytes, seq }, mark, forgotten })
    if (record.published) this.world.gossip(this.name, mark)
  }

  /** @throws Refused for a state that brings back what it says is forgotten */
  honour(before: CID | undefined, after: CID): Forgotten[] {
    const { commits, forgotten } = this.disk
    const { entries, tombstones } = commits.get(after)!
    const signed: Signed = new Map(
      [...tombstones].map((memory) => [cidOf(memory).toString(), this.world.tombstone(memory)]),
    )
    const old = before && commits.get(before)?.entries
    for (const [key, memory] of entries)
      if (old?.get(key) !== memory && isReturned(signed, cidOf(memory)))
        throw new Refused('it brings back what was forgotten')
    const inForce = [...forgotten.values()].filter(({ lifted }) => lifted !== true)
    const isLater = ({ at }: Forgotten): boolean => {
      const seen = at === undefined ? before : parseCid(at)
      return seen !== undefined && !seen.equals(after) && this.world.commits.isBefore(seen, after)
    }
    const { fresh, lifted } = decideHonour(inForce, signed, isLater)
    return [
      ...fresh.map((one): Forgotten => ({
        cube: cube.toString(),
        memory: one.memory.toString(),
        time: 1,
        author: this.did,
        tombstone: new Uint8Array([1]),
        at: after.toString(),
        done: true,
      })),
      ...lifted.map((one): Forgotten => ({ ...one, lifted: true })),
    ]
  }

  /** The record under other authors: its rosters, and what they let this home sign. */
  underOf(record: SimRecord, chain: Authors): SimRecord {
    const { signs: _signs, rosters: _rosters, ...rest } = record
    if (chain.rosters.length === 0) return { ...rest, chain }
    const me = chain.standing.authors.find(({ key }) => Buffer.from(key).equals(keyOf(this.name)))
    return {
      ...rest,
      chain,
      own: record.own && me !== undefined,
      rosters: chain.rosters.map(() => new Uint8Array()),
      ...(me !== undefined && { signs: me.branches }),
    }
  }

  newRecord(chain: Authors, author: string): SimRecord {
    return {
      cube: cube.toString(),
      name: 'notes',
      author,
      own: false,
      followed: true,
      published: true,
      branch: mainBranch,
      head: new Uint8Array(),
      seq: 0,
      commit: cube,
      memories: 0,
      info: { topics: [] },
      expires: 0,
      chain,
    }
  }

  /** The maker's first state. */
  begin(chain: Authors, commit: SimCommit): void {
    this.disk.commits.add(commit.cid)
    this.sign({ ...this.newRecord(chain, this.did), own: true, commit: commit.cid }, { main: commit.cid })
  }

  /** A branch that this home may sign: main, or one of its drafts. */
  get ownBranch(): string | undefined {
    const { record } = this.disk
    if (record === undefined) return undefined
    if (record.rosters === undefined) return record.own ? mainBranch : undefined
    const { standing } = record.chain
    // Who was taken off and named again waits for a state that names them: nobody takes what they write before.
    if (isAfterRemoval(record.chain, keyOf(this.name), this.state?.authors.rosters.at(-1))) return undefined
    return [mainBranch, `drafts/${this.name}`].find((branch) => maySign(standing, keyOf(this.name), branch))
  }

  /** The record under other authors. */
  under(chain: Authors): SimRecord {
    return this.underOf(this.disk.record!, chain)
  }
}
