// Several people write and merge with union; heads arrive in any order, some twice, some late. Once everybody has heard of
// everything they all have one tree, every value that nobody wrote over is in it, and each is said by who wrote it: so it is
// trusted no further than its writer, whoever merged it.
//
// MEMCUBE_HISTORIES says how many histories are played; 100 when it does not.
import fc from 'fast-check'
import { expect, it } from 'vitest'
import type { CID } from 'multiformats/cid'
import {
  createOrigins,
  keepBoth,
  mergeCommits,
  relateHistories,
  type HasValue,
} from '../../../src/core/merge/index.ts'
import type { ReferenceCommit } from '../../reference/reference-merge.ts'
import { getEntry } from '../../../src/core/tree/index.ts'
import { SampleHistory } from './sample-history.ts'
import { valueOf } from '../tree/sample-entries.ts'

const histories = Number(process.env['MEMCUBE_HISTORIES'] ?? 100)
const people = 3
/** Whoever has heard of everybody twice over has nothing more to merge; more rounds than that are a divergence. */
const maxRounds = 8

const anyWrite = fc.record({
  who: fc.nat(people - 1),
  key: fc.constantFrom('a', 'b', 'c', 'd/e'),
  what: fc.constantFrom('write', 'remove', 'revert'),
  /** Whose head arrives after the write. */
  hears: fc.option(fc.nat(people - 1)),
})
const anyOrder = fc.shuffledSubarray(
  [
    [0, 1],
    [0, 2],
    [1, 0],
    [1, 2],
    [2, 0],
    [2, 1],
  ] as [number, number][],
  { minLength: 6 },
)

class Group {
  readonly history = new SampleHistory()
  readonly heads: ReferenceCommit[]
  readonly overwritten = new Set<string>()
  readonly written = new Set<string>()
  /** By value. */
  readonly writers = new Map<string, number>()
  readonly #authors = new Map<string, number>()
  readonly #origins = createOrigins({
    commit: async (cid) => {
      const [commit] = await this.history.getMany([cid])
      const author = String(this.#authors.get(cid.toString()))
      return commit && { ...commit, author, cube: author }
    },
    isSigned: async () => true,
  })
  #values = 0

  constructor() {
    const start = this.#signed(0, this.history.sketch({ a: -1, b: -2, c: -3 }))
    for (const value of start.entries.values()) this.writers.set(value.toString(), 0)
    this.heads = Array.from({ length: people }, () => start)
  }

  write(who: number, key: string, remove: boolean): void {
    const head = this.heads[who]!
    const entries = new Map(head.entries)
    const before = entries.get(key)
    if (before !== undefined) this.overwritten.add(before.toString())
    if (remove) entries.delete(key)
    else {
      const value = valueOf(++this.#values)
      entries.set(key, value)
      this.written.add(value.toString())
      this.writers.set(value.toString(), who)
    }
    this.heads[who] = this.#signed(who, this.history.commit(entries, head))
  }

  /** Removes a key and puts back what it had, as a revert of a removal does. */
  revert(who: number, key: string): void {
    const head = this.heads[who]!
    const value = head.entries.get(key)
    if (value === undefined) return
    const without = new Map(head.entries)
    without.delete(key)
    const removed = this.#signed(who, this.history.commit(without, head))
    this.heads[who] = this.#signed(who, this.history.commit(head.entries, removed))
  }

  #signed(who: number, commit: ReferenceCommit): ReferenceCommit {
    this.#authors.set(commit.cid.toString(), who)
    return commit
  }

  /** Memories of everybody's newest state whose author is not said to be who wrote them. */
  async misattributed(): Promise<string[]> {
    const wrong: string[] = []
    for (const { cid, entries } of this.heads) {
      for (const [key, value] of entries) {
        const has: HasValue = async (tree, one, wanted) =>
          (await getEntry(this.history.reader, tree, one))?.equals(wanted) === true
        const origin = await this.#origins.of(cid, key, value, has)
        const writer = String(this.writers.get(value.toString()))
        if (origin?.author !== writer) wrong.push(`${key} of ${writer} is said to be by ${origin?.author}`)
      }
    }
    return wrong
  }

  /** As a node merges between forks: nothing to take, or a commit with both as parents. */
  async hear(who: number, whom: number): Promise<void> {
    const [ours, theirs] = [this.heads[who]!, this.heads[whom]!]
    const { type } = await relateHistories(this.history, ours.cid, theirs.cid)
    if (type === 'same' || type === 'ahead') return
    const source = { history: this.history, reader: this.history.reader }
    const { changes, conflicts } = await mergeCommits(source, ours.cid, theirs.cid)
    if (type === 'behind' && changes.length === 0) return
    const entries = new Map<string, CID>(ours.entries)
    const apply = (list: typeof changes): void => {
      for (const { key, value } of list)
        if (value === null) entries.delete(key)
        else entries.set(key, value)
    }
    apply(changes)
    const { changes: settled, unresolved } = await keepBoth(conflicts, async (key) => entries.get(key))
    if (unresolved.length > 0) throw new Error('union left a conflict')
    apply(settled)
    this.heads[who] = this.#signed(who, this.history.commit(entries, ours, theirs))
  }

  trees(): Set<string> {
    return new Set(
      this.heads.map(({ entries }) =>
        JSON.stringify(
          [...entries].map(([key, value]) => [key, value.toString()]).sort(([a], [b]) => (a! < b! ? -1 : 1)),
        ),
      ),
    )
  }
}

it(
  'ends with one tree in every order of delivery, loses nothing, and names who wrote each value',
  { timeout: 30_000 + histories * 100 },
  async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(anyWrite, { minLength: 1, maxLength: 12 }),
        fc.array(anyOrder, { minLength: 1, maxLength: 20 }),
        async (writes, orders) => {
          for (const order of orders) {
            const group = new Group()
            for (const { who, key, what, hears } of writes) {
              if (what === 'revert') group.revert(who, key)
              else group.write(who, key, what === 'remove')
              if (hears !== null) await group.hear(who, hears)
            }
            let rounds = 0
            do {
              for (const [who, whom] of order) await group.hear(who, whom)
            } while (group.trees().size > 1 && ++rounds < maxRounds)
            expect(group.trees().size).toBe(1)
            const kept = new Set([...group.heads[0]!.entries.values()].map(String))
            expect(
              [...group.written].filter((value) => !kept.has(value) && !group.overwritten.has(value)),
            ).toEqual([])
            expect(await group.misattributed()).toEqual([])
          }
        },
      ),
      { numRuns: histories, seed: 4 },
    )
  },
)
