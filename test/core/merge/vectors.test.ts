import { readFileSync } from 'node:fs'
import { CID } from 'multiformats/cid'
import { describe, expect, it } from 'vitest'
import { MERGE_VECTORS, mergeVectors } from '../../../scripts/vectors/merge.ts'
import { VectorHistory, type VectorCommit } from '../../../scripts/vectors/merge/history.ts'
import {
  shownConflict,
  type MergeCase,
  type RefusedCase,
  type VectorFile,
} from '../../../scripts/vectors/merge/shape.ts'
import { mergeCommits, relateHistories } from '../../../src/core/merge/index.ts'
import { buildTree } from '../../../src/core/tree/index.ts'
import { referenceBases, referenceMerge, type ReferenceCommit } from '../../reference/reference-merge.ts'

function load<Case>(path: string): Case[] {
  return (JSON.parse(readFileSync(new URL(path, MERGE_VECTORS), 'utf8')) as VectorFile<Case>).cases
}

function play(commits: VectorCommit[]): { history: VectorHistory; byId: Map<string, ReferenceCommit> } {
  const history = new VectorHistory()
  const byId = new Map<string, ReferenceCommit>()
  for (const { commit, rev, parents, tree, entries } of commits) {
    const values = entries.map(({ key, value }): [string, CID] => [key, CID.parse(value)])
    const cid = history.add({ parents: parents.map((parent) => CID.parse(parent)), rev }, values)
    expect([cid.toString(), buildTree(values).root.toString()]).toEqual([commit, tree])
    byId.set(commit, {
      cid,
      parents: parents.flatMap((parent) => byId.get(parent) ?? []),
      entries: new Map(values),
    })
  }
  return { history, byId }
}

describe('the vectors of merging', () => {
  it('are what the script writes', async () => {
    for (const [path, text] of Object.entries(await mergeVectors()))
      expect(readFileSync(new URL(path, MERGE_VECTORS), 'utf8'), path).toBe(text)
  })

  it.each(load<MergeCase>('valid/merges.json'))('merge: $name', async (expected) => {
    const { history, byId } = play(expected.commits)
    const [ours, theirs] = [byId.get(expected.ours)!, byId.get(expected.theirs)!]
    const merge = await mergeCommits({ history, reader: history.reader }, ours.cid, theirs.cid)
    expect(merge.bases.map(String)).toEqual(expected.bases)
    expect((await relateHistories(history, ours.cid, theirs.cid)).type).toBe(expected.relation)
    expect(merge.conflicts.map(shownConflict)).toEqual(expected.conflicts)
    expect(merge.changes.map(({ key, value }) => ({ key, value: value?.toString() ?? null }))).toEqual(
      expected.changes,
    )
    const slow = referenceMerge(ours, theirs)
    expect(referenceBases([ours], [theirs]).map(({ cid }) => cid.toString())).toEqual(expected.bases)
    expect(slow.conflicts.map(({ key, type }) => [key, type])).toEqual(
      expected.conflicts.map(({ key, kind }) => [key, kind]),
    )
    const entries = [...slow.merged].map(([key, value]): [string, CID] => [key, CID.parse(value)])
    expect(buildTree(entries).root.toString()).toBe(expected.trees.ours)
  })

  it.each(load<RefusedCase>('invalid/histories.json'))(
    'refused: $name',
    async ({ commits, ours, theirs, code }) => {
      const { history } = play(commits)
      const [left, right] = [CID.parse(ours), CID.parse(theirs)]
      await expect(mergeCommits({ history, reader: history.reader }, left, right)).rejects.toMatchObject({
        code,
      })
      await expect(relateHistories(history, left, right)).rejects.toMatchObject({ code })
    },
  )
})
