import fc from 'fast-check'
import type { CID } from 'multiformats/cid'
import { describe, expect, it } from 'vitest'
import { encodeBlock } from '../../../src/core/codec/index.ts'
import type { HistoryCommit, HistoryReader } from '../../../src/core/merge/index.ts'
import { decideCanonical } from '../../../src/core/policy/index.ts'

const cidOf = (name: number): CID => encodeBlock({ name }).cid

/** A history in which commit `i` has the parents listed, all of them earlier. */
function historyOf(parents: readonly (readonly number[])[]): HistoryReader {
  const commits = new Map(
    parents.map((ids, at): [string, HistoryCommit] => [
      cidOf(at).toString(),
      { tree: cidOf(-1), parents: ids.map(cidOf), rev: String(at).padStart(6, '0') },
    ]),
  )
  return { getMany: async (cids) => cids.map((cid) => commits.get(cid.toString())) }
}

const votesFor = (...commits: number[]) =>
  commits.map((at, i) => ({ author: new Uint8Array(32).fill(i), commit: cidOf(at) }))

//   0 - 1 - 2 - 4
//         \ 3 /
const diamond = historyOf([[], [0], [1], [1], [2, 3]])

describe('the commit of a branch', () => {
  it('is the one that contains the others when one author is enough', async () => {
    expect(await decideCanonical(diamond, votesFor(1, 4), 1)).toEqual({ type: 'at', commit: cidOf(4) })
  })

  it('is disputed while two authors went different ways, until one merges', async () => {
    const both = [cidOf(2), cidOf(3)].sort((a, b) => Buffer.compare(a.bytes, b.bytes))
    expect(await decideCanonical(diamond, votesFor(2, 3), 1)).toEqual({ type: 'diverged', commits: both })
    expect(await decideCanonical(diamond, votesFor(4, 3), 1)).toEqual({ type: 'at', commit: cidOf(4) })
  })

  it('waits for as many heads as the threshold says', async () => {
    expect(await decideCanonical(diamond, votesFor(4, 1, 0), 2)).toEqual({ type: 'at', commit: cidOf(1) })
    expect(await decideCanonical(diamond, votesFor(2, 3), 2)).toEqual({ type: 'at', commit: cidOf(1) })
    expect(await decideCanonical(diamond, votesFor(4), 2)).toEqual({ type: 'none' })
  })

  it('ends where history was cut off', async () => {
    expect(await decideCanonical(historyOf([[9], [0]]), votesFor(1), 1)).toMatchObject({ type: 'at' })
    expect(await decideCanonical(historyOf([[]]), votesFor(7), 1)).toEqual({ type: 'none' })
  })

  it('is not looked for in a history that runs backwards', async () => {
    const cyclic: HistoryReader = {
      getMany: async (cids) => cids.map(() => ({ tree: cidOf(-1), parents: [cidOf(0)], rev: '1' })),
    }
    await expect(decideCanonical(cyclic, votesFor(0), 2)).rejects.toMatchObject({ code: 'ERR_UNVERIFIABLE' })
  })

  it('is what counting all ancestors gives', async () => {
    const dag = fc
      .integer({ min: 1, max: 12 })
      .chain((size) =>
        fc.tuple(
          ...Array.from({ length: size }, (_, at) =>
            at === 0 ? fc.constant([]) : fc.uniqueArray(fc.nat(at - 1), { minLength: 1, maxLength: 3 }),
          ),
        ),
      )
    await fc.assert(
      fc.asyncProperty(
        dag,
        fc.array(fc.nat(), { minLength: 1, maxLength: 4 }),
        fc.integer({ min: 1, max: 3 }),
        async (parents, picks, threshold) => {
          const tips = picks.map((pick) => pick % parents.length)
          const expected = slowly(parents, tips, threshold)
          const found = await decideCanonical(historyOf(parents), votesFor(...tips), threshold)
          const commits = found.type === 'at' ? [found.commit] : found.type === 'none' ? [] : found.commits
          expect(commits.map(String).sort()).toEqual(expected.map((at) => cidOf(at).toString()).sort())
        },
      ),
    )
  })
})

/** The obvious way: all commits with enough heads, less those that another of them contains. */
function slowly(parents: readonly (readonly number[])[], tips: number[], threshold: number): number[] {
  const ancestors = (at: number): Set<number> =>
    new Set([at, ...(parents[at] ?? []).flatMap((parent) => [...ancestors(parent)])])
  const enough = parents
    .map((_, at) => at)
    .filter((at) => tips.filter((tip) => ancestors(tip).has(at)).length >= threshold)
  return enough.filter((at) => !enough.some((other) => other !== at && ancestors(other).has(at)))
}
