import type { CID } from 'multiformats/cid'
import { describe, expect, it } from 'vitest'
import { createOrigins, type HasValue } from '../../../src/core/merge/index.ts'
import { getEntry } from '../../../src/core/tree/index.ts'
import { valueOf } from '../tree/sample-entries.ts'
import type { ReferenceCommit } from '../../reference/reference-merge.ts'
import { SampleHistory } from './sample-history.ts'

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
