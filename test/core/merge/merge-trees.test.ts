import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  mergeCommits,
  mergeTrees,
  type MergeConflict,
  type TreeMerge,
} from '../../../src/core/merge/index.ts'
import { applyChanges, buildTree, walk } from '../../../src/core/tree/index.ts'
import {
  referenceMerge,
  type ReferenceCommit,
  type ReferenceConflict,
} from '../../reference/reference-merge.ts'
import { collect, MemoryReader } from '../tree/memory-reader.ts'
import { sampleEntries, sampleKey, valueOf } from '../tree/sample-entries.ts'
import { anySteps, playHistory, SampleHistory } from './sample-history.ts'

const plain = (conflicts: MergeConflict[]): ReferenceConflict[] =>
  conflicts.map(({ key, type, base, ours, theirs }) => ({
    key,
    type,
    ...(base && { base: base.toString() }),
    ...(ours && { ours: ours.toString() }),
    ...(theirs && { theirs: theirs.toString() }),
  }))

const merge = (history: SampleHistory, ours: ReferenceCommit, theirs: ReferenceCommit): Promise<TreeMerge> =>
  mergeCommits({ history, reader: history.reader }, ours.cid, theirs.cid)

async function mergedEntries(
  history: SampleHistory,
  ours: ReferenceCommit,
  { changes }: TreeMerge,
): Promise<Map<string, string>> {
  const tree = buildTree(ours.entries)
  const written = await applyChanges(history.reader, tree.root, changes)
  history.reader.add(written.blocks)
  return new Map(
    (await collect(walk(history.reader, written.root))).map(([key, value]) => [key, value.toString()]),
  )
}

const swapped = ({ key, type, base, ours, theirs }: ReferenceConflict): ReferenceConflict => ({
  key,
  type,
  ...(base && { base }),
  ...(theirs && { ours: theirs }),
  ...(ours && { theirs: ours }),
})

describe('mergeCommits', () => {
  it('gives what the reference merge gives, in any history', async () => {
    await fc.assert(
      fc.asyncProperty(anySteps, async (steps) => {
        const history = new SampleHistory()
        const commits = playHistory(history, steps)
        const [ours, theirs] = [commits.at(-1)!, commits.at(-2)!]
        const result = await merge(history, ours, theirs)
        const expected = referenceMerge(ours, theirs)
        expect(plain(result.conflicts)).toEqual(expected.conflicts)
        expect(await mergedEntries(history, ours, result)).toEqual(expected.merged)
      }),
      { numRuns: 1500 },
    )
  })

  it('exchanges the sides and nothing else when the other one merges', async () => {
    await fc.assert(
      fc.asyncProperty(anySteps, async (steps) => {
        const history = new SampleHistory()
        const commits = playHistory(history, steps)
        const [ours, theirs] = [commits.at(-1)!, commits.at(-2)!]
        const [here, there] = [await merge(history, ours, theirs), await merge(history, theirs, ours)]
        expect(plain(there.conflicts)).toEqual(plain(here.conflicts).map(swapped))
        const inConflict = new Set(here.conflicts.map(({ key }) => key))
        const settled = (entries: Map<string, string>): [string, string][] =>
          [...entries].filter(([key]) => !inConflict.has(key))
        expect(settled(await mergedEntries(history, theirs, there))).toEqual(
          settled(await mergedEntries(history, ours, here)),
        )
      }),
      { numRuns: 300 },
    )
  })

  it('changes nothing when merged with itself or with its own past', async () => {
    const history = new SampleHistory()
    const past = history.sketch({ a: 0, b: 0 })
    const tip = history.sketch({ a: 1 }, past)
    expect(await merge(history, tip, tip)).toMatchObject({ changes: [], conflicts: [] })
    expect(await merge(history, tip, past)).toMatchObject({ changes: [], conflicts: [] })
  })

  it('takes what only they changed: another value, a new key, a removed one', async () => {
    const history = new SampleHistory()
    const start = history.sketch({ a: 0, b: 0, mine: 0 })
    const [ours, theirs] = [
      history.sketch({ a: 0, b: 0, mine: 1 }, start),
      history.sketch({ a: 1, c: 1, mine: 0 }, start),
    ]
    const { changes, conflicts } = await merge(history, ours, theirs)
    expect(conflicts).toEqual([])
    expect(changes).toEqual([
      { key: 'a', value: valueOf(1) },
      { key: 'b', value: null },
      { key: 'c', value: valueOf(1) },
    ])
  })

  it('returns every kind of conflict with base, ours and theirs', async () => {
    const history = new SampleHistory()
    const start = history.sketch({ both: 0, gone: 0, kept: 0 })
    const ours = history.sketch({ both: 1, kept: 1, added: 1 }, start)
    const theirs = history.sketch({ both: 2, gone: 2, added: 2 }, start)
    const { changes, conflicts } = await merge(history, ours, theirs)
    expect(changes).toEqual([])
    expect(conflicts).toEqual([
      { key: 'added', type: 'add/add', ours: valueOf(1), theirs: valueOf(2) },
      { key: 'both', type: 'edit/edit', base: valueOf(0), ours: valueOf(1), theirs: valueOf(2) },
      { key: 'gone', type: 'edit/remove', base: valueOf(0), theirs: valueOf(2) },
      { key: 'kept', type: 'edit/remove', base: valueOf(0), ours: valueOf(1) },
    ])
  })

  it('holds everything that differs between unrelated histories against each other', async () => {
    const history = new SampleHistory()
    const [ours, theirs] = [history.sketch({ a: 1, same: 0 }), history.sketch({ a: 2, b: 2, same: 0 })]
    const { changes, conflicts } = await merge(history, ours, theirs)
    expect(changes).toEqual([{ key: 'b', value: valueOf(2) }])
    expect(plain(conflicts)).toEqual(
      plain([{ key: 'a', type: 'add/add', ours: valueOf(1), theirs: valueOf(2) }]),
    )
  })

  it('leaves open what a criss-cross settled in two ways', async () => {
    const history = new SampleHistory()
    const start = history.sketch({ a: 0 })
    const bases = [history.sketch({ a: 1 }, start), history.sketch({ a: 2 }, start)]
    // Alice kept one side, bob the other: each looks unchanged from one of the bases.
    const [alice, bob] = [history.sketch({ a: 1 }, ...bases), history.sketch({ a: 2 }, ...bases.toReversed())]
    const { changes, conflicts } = await merge(history, alice, bob)
    expect(changes).toEqual([])
    expect(plain(conflicts)).toEqual(
      plain([{ key: 'a', type: 'edit/edit', ours: valueOf(1), theirs: valueOf(2) }]),
    )
  })

  it('costs no more for a higher tower of criss-crosses, and loses nothing in it', async () => {
    const [low, high] = [await mergeTower(40), await mergeTower(80)]
    expect(low.conflicts).toContain('a')
    expect(high).toEqual(low)
  })
})

async function mergeTower(height: number): Promise<{ conflicts: string[]; batches: number }> {
  const history = new SampleHistory()
  const start = history.sketch({ a: 0 })
  let pair: [ReferenceCommit, ReferenceCommit] = [
    history.sketch({ a: 1 }, start),
    history.sketch({ a: 2 }, start),
  ]
  for (let i = 0; i < height; i++) {
    const [left, right] = pair
    pair = [history.sketch({ a: 1, left: i }, left, right), history.sketch({ a: 2, right: i }, right, left)]
  }
  const { conflicts } = await merge(history, ...pair)
  return { conflicts: conflicts.map(({ key }) => key), batches: history.reader.batches }
}

describe('mergeTrees', () => {
  it('reads by what differs and not by the size', async () => {
    const base = buildTree(sampleEntries(20_000))
    const reader = new MemoryReader(base.blocks)
    const ours = await applyChanges(reader, base.root, [{ key: sampleKey(10), value: valueOf('ours') }])
    const theirs = await applyChanges(reader, base.root, [
      { key: sampleKey(19_000), value: valueOf('theirs') },
    ])
    reader.add([...ours.blocks, ...theirs.blocks])
    reader.resetCounts()
    const { changes, conflicts } = await mergeTrees(reader, base.root, ours.root, theirs.root)
    expect(conflicts).toEqual([])
    expect(changes.map(({ key }) => key)).toEqual([sampleKey(19_000)])
    expect(reader.reads.length).toBeLessThanOrEqual(16)
  })
})
