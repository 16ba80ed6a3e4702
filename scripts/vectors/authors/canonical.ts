// Where a branch is, for small histories: commits are numbered from 0 and have only earlier parents.
import type { CID } from 'multiformats/cid'
import { encodeBlock } from '../../../src/core/codec/index.ts'
import { decideCanonical } from '../../../src/core/policy/index.ts'

interface Shown {
  name: string
  /** Of commit i, by number. */
  parents: number[][]
  /** Where each author has the branch. */
  heads: number[]
  threshold: number
}

const diamond = [[], [0], [1], [1], [2, 3]]
const cases: readonly Shown[] = [
  { name: 'one author', parents: diamond, heads: [2], threshold: 1 },
  { name: 'the newest contains the others', parents: diamond, heads: [1, 4, 3], threshold: 1 },
  { name: 'two went different ways', parents: diamond, heads: [2, 3], threshold: 1 },
  { name: 'two of three have it', parents: diamond, heads: [4, 4, 2], threshold: 2 },
  { name: 'two of three have an ancestor of it', parents: diamond, heads: [4, 1, 0], threshold: 2 },
  { name: 'two went different ways and two are needed', parents: diamond, heads: [2, 3], threshold: 2 },
  { name: 'each way has two', parents: diamond, heads: [2, 2, 3, 3], threshold: 2 },
  { name: 'too few', parents: diamond, heads: [4], threshold: 2 },
  { name: 'a criss-cross', parents: [[], [0], [0], [1, 2], [1, 2]], heads: [3, 4], threshold: 2 },
]

const cidOf = (at: number): CID => encodeBlock({ at }).cid

export function canonicalCases(): Promise<unknown[]> {
  return Promise.all(cases.map(async (shown) => ({ ...shown, at: await commitsOf(shown) })))
}

/** The commits that have enough heads, by number: one where the branch is at it, several where it diverged. */
export async function commitsOf({ parents, heads, threshold }: Omit<Shown, 'name'>): Promise<number[]> {
  const numbers = new Map(parents.map((_, at) => [cidOf(at).toString(), at]))
  const history = {
    getMany: async (cids: CID[]) =>
      cids.map((cid) => {
        const at = numbers.get(cid.toString())!
        return { tree: cidOf(-1), parents: parents[at]!.map(cidOf), rev: String(at).padStart(4, '0') }
      }),
  }
  const votes = heads.map((at, i) => ({ author: new Uint8Array(32).fill(i), commit: cidOf(at) }))
  const found = await decideCanonical(history, votes, threshold)
  const commits = found.type === 'at' ? [found.commit] : found.type === 'none' ? [] : found.commits
  return commits.map((cid) => numbers.get(cid.toString())!).sort((a, b) => a - b)
}
