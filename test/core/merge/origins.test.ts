import fc from 'fast-check'
import type { CID } from 'multiformats/cid'
import { describe, expect, it } from 'vitest'
import { createOrigins, type HasValue } from '../../../src/core/merge/index.ts'
import { diffTrees, getEntry } from '../../../src/core/tree/index.ts'
import { valueOf } from '../tree/sample-entries.ts'
import type { ReferenceCommit } from '../../reference/reference-merge.ts'
import { anySteps, playHistory, SampleHistory } from './sample-history.ts'

const history = new SampleHistory()
const authors = new Map<string, string>()
const by = (author: string, commit: ReferenceCommit): ReferenceCommit => {
  authors.set(commit.cid.toString(), author)
  return commit
}
const unsigned = new Set<string>()
const freshOrigins = (): ReturnType<typeof createOrigins> =>
  createOrigins({
    commit: async (cid) => {
      const [commit] = await history.getMany([cid])
      const author = authors.get(cid.toString())!
      return commit && { ...commit, author, cube: `cube of ${author}` }
    },
    isSigned: async (cid) => !unsigned.has(cid.toString()),
  })
const has: HasValue = async (tree, key, value) =>
  (await getEntry(history.reader, tree, key))?.equals(value) === true
const authorOf = async ({ cid }: ReferenceCommit, key: string, value: CID): Promise<string | undefined> =>
  (await freshOrigins().of(cid, key, value, has))?.author

const start = by('alice', history.sketch({ a: 1 }))
const fork = by('bob', history.sketch({ a: 1, b: 2 }, start))
const merge = by('alice', history.sketch({ a: 1, b: 2, c: 3 }, start, fork))

describe('who wrote what a merged commit has', () => {
  it('is who had it in a state that they signed', async () => {
    expect(await authorOf(merge, 'a', valueOf(1))).toBe('alice')
    expect(await authorOf(merge, 'b', valueOf(2))).toBe('bob')
    expect(await authorOf(merge, 'c', valueOf(3))).toBe('alice')
  })

  it('is never somebody whose name stands in a commit that they did not sign', async () => {
    unsigned.add(fork.cid.toString())
    expect(await authorOf(merge, 'b', valueOf(2))).toBe('alice')
    unsigned.clear()
  })

  it('is whom the run had it of before another one brought it as well', async () => {
    const own = by('alice', history.sketch({ a: 1, b: 2 }, start))
    const both = by('alice', history.sketch({ a: 1, b: 2 }, own, fork))
    expect(await authorOf(both, 'b', valueOf(2))).toBe('alice')
  })
})

describe('who asks of each commit of a history, newest first', () => {
  /** What one reader of them all says, and how many commits it reads. */
  const asked = async (
    told: SampleHistory,
    writers: ReadonlyMap<string, string>,
    commits: ReferenceCommit[],
  ) => {
    let reads = 0
    const reader = {
      commit: async (cid: CID) => {
        reads++
        const [commit] = await told.getMany([cid])
        const author = writers.get(cid.toString())!
        return commit && { ...commit, author, cube: 'one' }
      },
      isSigned: async () => true,
    }
    const hasValue: HasValue = async (tree, key, value) =>
      (await getEntry(told.reader, tree, key))?.equals(value) === true
    const ask = async (origins: ReturnType<typeof createOrigins>, { cid, entries }: ReferenceCommit) => {
      const found: Record<string, string | undefined> = {}
      for (const [key, value] of entries) found[key] = (await origins.of(cid, key, value, hasValue))?.author
      return found
    }
    const origins = createOrigins(reader)
    const kept = []
    for (const commit of commits.toReversed()) kept.push(await ask(origins, commit))
    const readsOfAll = reads
    const fresh = []
    for (const commit of commits.toReversed()) fresh.push(await ask(createOrigins(reader), commit))
    return { kept, fresh, reads: readsOfAll }
  }

  it('reads each of them a few times, however long the history is', async () => {
    const readsOf = async (length: number): Promise<number> => {
      const told = new SampleHistory()
      const writers = new Map<string, string>()
      const commits: ReferenceCommit[] = []
      for (let at = 0; at < length; at++) {
        const last = commits.at(-1)
        const entries = { [`${at % 4}`]: at, first: 0 }
        commits.push(last === undefined ? told.sketch(entries) : told.sketch(entries, last))
        writers.set(commits.at(-1)!.cid.toString(), 'alice')
      }
      return (await asked(told, writers, commits)).reads
    }
    expect(await readsOf(40)).toBeLessThan(40 * 4)
    expect(await readsOf(160)).toBeLessThan(160 * 4)
  })

  it('hears what somebody hears who asks of that commit alone', async () => {
    // Mostly a line, so that walks are kept; now and then somebody takes in an older commit, at times twice.
    const mostlyLines = anySteps.map((steps) =>
      steps.map((step, at) => (at % 5 === 4 ? step : { ...step, parents: [1, step.parents[1]] as const })),
    )
    const anyWriters = fc.array(fc.constantFrom('alice', 'alice', 'alice', 'bob'), {
      minLength: 14,
      maxLength: 14,
    })
    const property = fc.asyncProperty(mostlyLines, anyWriters, async (steps, names) => {
      const told = new SampleHistory()
      const commits = playHistory(
        told,
        steps.map((step) => ({ ...step, parents: [...step.parents] })),
      )
      const writers = new Map(commits.map(({ cid }, at) => [cid.toString(), names[at]!]))
      const { kept, fresh } = await asked(told, writers, commits)
      expect(kept).toEqual(fresh)
    })
    await fc.assert(property, { numRuns: 200 })
  })
})

describe('memories of people who write in turn', () => {
  it('are told by as many reads as there are turns, and not for each memory anew', async () => {
    const people = ['alice', 'bob', 'carol']
    const memories = 60
    const reads = async (turns: number): Promise<number> => {
      const told = new SampleHistory()
      const writers = new Map<string, string>()
      const entries: Record<string, number> = {}
      let tip: ReferenceCommit | undefined
      for (let turn = 0; turn < turns; turn++) {
        // Two commits each: a run is longer than the commit that took over.
        for (const half of [0, 1]) {
          for (let at = turn; at < memories; at += turns) entries[`${at}/${half}`] = 2 * at + half
          tip = tip === undefined ? told.sketch(entries) : told.sketch(entries, tip)
          writers.set(tip.cid.toString(), people[turn % 3]!)
        }
      }
      let count = 0
      const origins = createOrigins(
        {
          commit: async (cid) => {
            count++
            const [commit] = await told.getMany([cid])
            return commit && { ...commit, author: writers.get(cid.toString())!, cube: 'one' }
          },
          isSigned: async () => true,
          differences: async (from, to) => {
            count++
            const found = { gone: [] as CID[], came: [] as CID[] }
            for await (const { before, after } of diffTrees(told.reader, from, to)) {
              if (before !== undefined) found.gone.push(before)
              if (after !== undefined) found.came.push(after)
            }
            return found
          },
        },
        0,
      )
      const hasValue: HasValue = async (tree, key, value) =>
        (await getEntry(told.reader, tree, key))?.equals(value) === true
      for (const [key, number] of Object.entries(entries)) {
        const found = await origins.of(tip!.cid, key, valueOf(number), hasValue)
        expect(found?.author).toBe(people[(Number.parseInt(key) % turns) % 3])
      }
      return count
    }
    // A commit twice and a state once for each turn: nothing of it for each of the 120 memories.
    expect(await reads(30)).toBeLessThan(30 * 8)
    expect(await reads(60)).toBeLessThan(60 * 8)
  })
})
