// People who write and merge, in memory, with who wrote each value.
import type { CID } from 'multiformats/cid'
import {
  createOrigins,
  keepBoth,
  mergeCommits,
  relateHistories,
  type HasValue,
  type OriginReader,
} from '../../../src/core/merge/index.ts'
import { getEntry } from '../../../src/core/tree/index.ts'
import type { ReferenceCommit } from '../../reference/reference-merge.ts'
import { valueOf } from '../tree/sample-entries.ts'
import { SampleHistory } from './sample-history.ts'

export class Group {
  readonly history = new SampleHistory()
  readonly heads: ReferenceCommit[]
  readonly overwritten = new Set<string>()
  readonly written = new Set<string>()
  /** By value. */
  readonly writers = new Map<string, number>()
  readonly #authors = new Map<string, number>()
  readonly reader: OriginReader = {
    commit: async (cid) => {
      const [commit] = await this.history.getMany([cid])
      const author = String(this.#authors.get(cid.toString()))
      return commit && { ...commit, author, cube: author }
    },
    isSigned: async () => true,
  }
  readonly #origins = createOrigins(this.reader)
  #values = 0

  /** @param people how many write, the first of them from the beginning */
  constructor(people: number) {
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

  /** Puts back what somebody removed, as far as the newest state that had the key is in the history of this head. */
  putBack(who: number, key: string): void {
    const head = this.heads[who]!
    const seen = new Set<ReferenceCommit>([head])
    for (const commit of seen) {
      const value = commit.entries.get(key)
      if (value !== undefined && !head.entries.has(key)) {
        this.heads[who] = this.#signed(who, this.history.commit(new Map(head.entries).set(key, value), head))
        return
      }
      for (const parent of commit.parents) seen.add(parent)
    }
  }

  /** Goes to where somebody is, as a home does that has nothing of its own beside it. */
  async follow(who: number, whom: number): Promise<void> {
    const { type } = await relateHistories(this.history, this.heads[who]!.cid, this.heads[whom]!.cid)
    if (type === 'behind') this.heads[who] = this.heads[whom]!
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
