import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { mergeBases, relateHistories } from '../../../src/core/merge/index.ts'
import { referenceBases, type ReferenceCommit } from '../../reference/reference-merge.ts'
import { anySteps, playHistory, SampleHistory } from './sample-history.ts'

const names = (cids: { toString(): string }[]): string[] => cids.map(String)

describe('mergeBases', () => {
  it('finds the best common ancestors of the definition, in any history', async () => {
    await fc.assert(
      fc.asyncProperty(anySteps, async (steps) => {
        const history = new SampleHistory()
        const commits = playHistory(history, steps)
        for (const ours of commits.slice(-4)) {
          for (const theirs of commits.slice(-4)) {
            const found = await mergeBases(history, [ours.cid], [theirs.cid])
            expect(names(found)).toEqual(names(referenceBases([ours], [theirs]).map(({ cid }) => cid)))
          }
        }
      }),
      { numRuns: 300 },
    )
  })

  it('finds both after a criss-cross', async () => {
    const history = new SampleHistory()
    const { left, right, bases } = crissCross(history)
    expect(names(await mergeBases(history, [left.cid], [right.cid]))).toEqual(
      names(bases.map(({ cid }) => cid).sort(byBytes)),
    )
  })

  it('reads back to where two branches met and not further', async () => {
    const history = new SampleHistory()
    let tip = history.sketch({ a: 0 })
    for (let i = 1; i < 500; i++) tip = history.sketch({ a: i }, tip)
    const [ours, theirs] = [history.sketch({ b: 1 }, tip), history.sketch({ b: 2 }, tip)]
    expect(names(await mergeBases(history, [ours.cid], [theirs.cid]))).toEqual([tip.cid.toString()])
    expect(history.reads).toBeLessThan(10)
  })

  it('refuses a parent that is not older than its child', async () => {
    const history = new SampleHistory()
    const parent = history.sketch({ a: 0 })
    const child = history.put({ tree: parent.cid, parents: [parent.cid], rev: '000000' })
    const other = history.sketch({ a: 1 }, parent)
    await expect(mergeBases(history, [child], [other.cid])).rejects.toMatchObject({
      code: 'ERR_UNVERIFIABLE',
    })
  })

  it('says which commit is missing', async () => {
    const history = new SampleHistory()
    const lost = new SampleHistory().sketch({ a: 7 })
    const [ours, theirs] = [history.sketch({ a: 1 }, lost), history.sketch({ a: 2 }, lost)]
    await expect(mergeBases(history, [ours.cid], [theirs.cid])).rejects.toMatchObject({
      code: 'ERR_NOT_FOUND',
      message: expect.stringContaining(lost.cid.toString()),
      hint: expect.stringContaining('pull'),
    })
  })
})

describe('relateHistories', () => {
  it('tells same, ahead, behind, diverged and unrelated', async () => {
    const history = new SampleHistory()
    const start = history.sketch({ a: 0 })
    const [ours, theirs] = [history.sketch({ a: 1 }, start), history.sketch({ a: 2 }, start)]
    const stranger = history.sketch({ a: 3 })
    const relate = async (a: ReferenceCommit, b: ReferenceCommit): Promise<string> =>
      (await relateHistories(history, a.cid, b.cid)).type
    expect(await relate(ours, ours)).toBe('same')
    expect(await relate(ours, start)).toBe('ahead')
    expect(await relate(start, ours)).toBe('behind')
    expect(await relate(ours, theirs)).toBe('diverged')
    expect(await relate(ours, stranger)).toBe('unrelated')
  })
})

const byBytes = (a: { bytes: Uint8Array }, b: { bytes: Uint8Array }): number =>
  Buffer.compare(a.bytes, b.bytes)

interface CrissCross {
  left: ReferenceCommit
  right: ReferenceCommit
  bases: ReferenceCommit[]
}

function crissCross(history: SampleHistory): CrissCross {
  const start = history.sketch({ a: 0 })
  const bases = [history.sketch({ a: 1 }, start), history.sketch({ a: 0, b: 1 }, start)]
  const left = history.sketch({ a: 1, b: 1, c: 1 }, ...bases)
  const right = history.sketch({ a: 1, b: 1, c: 2 }, ...bases.toReversed())
  return { left, right, bases }
}
