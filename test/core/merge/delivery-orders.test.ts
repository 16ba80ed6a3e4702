// Several people write and merge with union; heads arrive in any order, some twice, some late. Once everybody has heard of
// everything they all have one tree, and every value that nobody wrote over is in it.
import fc from 'fast-check'
import { expect, it } from 'vitest'
import type { CID } from 'multiformats/cid'
import { keepBoth, mergeCommits, relateHistories } from '../../../src/core/merge/index.ts'
import type { ReferenceCommit } from '../../reference/reference-merge.ts'
import { SampleHistory } from './sample-history.ts'
import { valueOf } from '../tree/sample-entries.ts'

const people = 3
/** Whoever has heard of everybody twice over has nothing more to merge; more rounds than that are a divergence. */
const maxRounds = 8

const anyWrite = fc.record({
  who: fc.nat(people - 1),
  key: fc.constantFrom('a', 'b', 'c', 'd/e'),
  remove: fc.boolean(),
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
  #values = 0

  constructor() {
    const start = this.history.sketch({ a: -1, b: -2, c: -3 })
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
    }
    this.heads[who] = this.history.commit(entries, head)
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
    this.heads[who] = this.history.commit(entries, ours, theirs)
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

it('ends with one tree in every order of delivery, and loses nothing', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(anyWrite, { minLength: 1, maxLength: 12 }),
      fc.array(anyOrder, { minLength: 1, maxLength: 20 }),
      async (writes, orders) => {
        for (const order of orders) {
          const group = new Group()
          for (const { who, key, remove, hears } of writes) {
            group.write(who, key, remove)
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
        }
      },
    ),
    { numRuns: 100, seed: 4 },
  )
})
