// Which commits others get to see by a branch: decided on small histories, without a node.
import { CID } from 'multiformats/cid'
import { describe, expect, test } from 'vitest'
import { cidFor, DAG_CBOR } from '../../src/core/codec/index.ts'
import { newCommits } from '../../src/cubes/new-commits.ts'

const at = (word: string): CID => cidFor(DAG_CBOR, Buffer.from(word))

/** Commits by name with their parents, oldest first; a name that begins with `x` is one of another cube. */
async function fresh(commits: Record<string, string[]>, tips: string[], known: string[]): Promise<string> {
  const names = Object.keys(commits)
  const named = new Map(names.map((name) => [at(name).toString(), name]))
  const node = {
    store: { has: async (cid: CID) => named.has(cid.toString()) },
    cubes: {
      commitIfHeld: async (cid: CID) => {
        const name = named.get(cid.toString())
        if (name === undefined) return undefined
        const rev = String(names.indexOf(name)).padStart(4, '0')
        const cube = at(name.startsWith('x') ? 'other' : 'cube')
        return { cube, rev, parents: commits[name]!.map(at), tree: at(`${name} tree`) }
      },
    },
  }
  const found: string[] = []
  const from = { tips: tips.map(at), known: known.map(at) }
  for await (const { cid } of newCommits(node as never, at('cube').toString(), from))
    found.push(named.get(cid.toString())!)
  return found.join(' ')
}

describe('what a branch newly shows', () => {
  const line = { a: [], b: ['a'], c: ['b'], d: ['c'] }

  test.each([
    ['all of a history of which nothing is known', line, ['d'], [], 'd c b a'],
    ['what is newer than a known tip', line, ['d'], ['b'], 'd c'],
    ['nothing of a tip that is known', line, ['d'], ['d'], ''],
    ['nothing of what is behind a known tip', line, ['b'], ['d'], ''],
    [
      'one side of a fork, without what both sides come from',
      { a: [], b: ['a'], left: ['b'], right: ['b'], top: ['left'] },
      ['top'],
      ['right'],
      'top left',
    ],
    [
      'both sides of a merge, where neither was known',
      { a: [], left: ['a'], right: ['a'], top: ['left', 'right'] },
      ['top'],
      ['a'],
      'top right left',
    ],
    [
      'the first commit of another cube, and none beyond it',
      { x1: [], x2: ['x1'], a: ['x2'], b: ['a'] },
      ['b'],
      [],
      'b a x2',
    ],
  ])('is %s', async (_what, commits, tips, known, expected) => {
    expect(await fresh(commits as Record<string, string[]>, tips, known)).toBe(expected)
  })
})
