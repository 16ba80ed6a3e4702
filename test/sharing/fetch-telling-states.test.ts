// Which older states tell who wrote what, and what becomes of one that nobody gives.
import { CID } from 'multiformats/cid'
import { describe, expect, it } from 'vitest'
import { cidFor, DAG_CBOR } from '../../src/core/codec/index.ts'
import { MemCubeError } from '../../src/core/errors.ts'
import { NodeError } from '../../src/home/index.ts'
import { fetchTellingStates } from '../../src/sharing/fetch-telling-states.ts'

const at = (word: string): CID => cidFor(DAG_CBOR, Buffer.from(word))
const cube = at('cube')

/** Commits by name, oldest first: who signed each, and its parents; a name that begins with `x` is one of another cube. */
type Commits = Record<string, readonly [author: string, ...parents: string[]]>

interface World {
  commits: Commits
  tips: string[]
  /** Commits whose states are here. */
  held?: string[]
  /** How far it was known who wrote what. */
  told?: string
  knownButNotTold?: string
  /** What the fetch of a state throws. */
  fails?: Record<string, Error>
}

/** Which states were fetched, each with the newer one that it was compared with. */
async function fetched({ commits, tips, held = [], told, knownButNotTold, fails = {} }: World) {
  const names = Object.keys(commits)
  const nameOf = new Map(names.map((name) => [at(name).toString(), name]))
  const states = new Set([...tips, ...held].map((name) => at(`${name} tree`).toString()))
  const commitOf = async (cid: CID) => {
    const name = nameOf.get(cid.toString())
    if (name === undefined) return undefined
    const [author, ...parents] = commits[name]!
    return {
      cube: name.startsWith('x') ? at('other') : cube,
      rev: String(names.indexOf(name)).padStart(4, '0'),
      author: Buffer.from(author),
      parents: parents.map(at),
      tree: at(`${name} tree`),
    }
  }
  const node = {
    store: { has: async (cid: CID) => nameOf.has(cid.toString()) || states.has(cid.toString()) },
    cubes: { commit: commitOf, commitIfHeld: commitOf },
  }
  const asked: string[] = []
  const commit = told ?? knownButNotTold
  const known =
    commit === undefined ? undefined : { commit: at(commit), ...(told !== undefined && { told: true }) }
  const outcome = await fetchTellingStates(
    node as never,
    cube,
    { tips: tips.map(at), known: known as never },
    async (state, near) => {
      const name = nameOf.get(state.toString())!
      asked.push(`${name}<${nameOf.get(near.toString())}`)
      if (fails[name] !== undefined) throw fails[name]
    },
    new AbortController().signal,
  )
  return { asked: asked.join(' '), ...outcome }
}

const alone: Commits = { a: ['alice'], b: ['alice', 'a'], c: ['alice', 'b'] }
const turns: Commits = { a: ['alice'], b: ['bob', 'a'], c: ['alice', 'b'], d: ['alice', 'c'] }

describe('the states that tell who wrote what', () => {
  it.each<[string, World, string]>([
    ['are none where one author wrote all', { commits: alone, tips: ['c'] }, ''],
    ['are those at which authors change, newest first', { commits: turns, tips: ['d'] }, 'b<d a<b'],
    ['are not fetched where they are here', { commits: turns, tips: ['d'], held: ['b'] }, 'a<d'],
    [
      'are both sides of a merge of two authors',
      {
        commits: { a: ['alice'], b: ['alice', 'a'], c: ['bob', 'a'], d: ['alice', 'b', 'c'] },
        tips: ['d'],
      },
      'c<d b<c a<b',
    ],
    ['are not looked for before what was told', { commits: turns, tips: ['d'], told: 'b' }, 'b<d'],
    [
      'are looked for again where not all of it was told',
      { commits: turns, tips: ['d'], knownButNotTold: 'c' },
      'b<d a<b',
    ],
    [
      'are none of another cube',
      { commits: { x1: ['carol'], a: ['alice', 'x1'], b: ['bob', 'a'] }, tips: ['b'] },
      'a<b',
    ],
    [
      'are passed over where the commit itself is not here',
      { commits: { b: ['bob', 'a'] }, tips: ['b'] },
      '',
    ],
  ])('%s', async (_what, world, expected) => {
    const { asked, isDone } = await fetched(world)
    expect({ asked, isDone }).toEqual({ asked: expected, isDone: true })
  })

  it.each(['ERR_UNREACHABLE', 'ERR_TIMEOUT', 'ERR_ABORTED', 'ERR_DISK_FULL'])(
    'are asked for another time where one ended with %s',
    async (code) => {
      const fails = { b: new NodeError(code, 'later') }
      expect(await fetched({ commits: turns, tips: ['d'], fails })).toEqual({
        asked: 'b<d',
        fetched: 0,
        isDone: false,
      })
    },
  )

  it('are done with where one is refused, which no other time would change', async () => {
    const fails = { b: new MemCubeError('ERR_DENIED', 'never') }
    expect(await fetched({ commits: turns, tips: ['d'], fails })).toEqual({
      asked: 'b<d a<d',
      fetched: 1,
      isDone: true,
    })
  })

  it('are no cover for a mistake of ours', async () => {
    const fails = { b: new TypeError('a mistake') }
    await expect(fetched({ commits: turns, tips: ['d'], fails })).rejects.toThrow('a mistake')
  })

  it('are 256 for one pull; the next one goes on', async () => {
    const commits = Object.fromEntries(
      Array.from({ length: 300 }, (_, i) => [
        `c${i}`,
        [i % 2 === 0 ? 'alice' : 'bob', ...(i === 0 ? [] : [`c${i - 1}`])],
      ]),
    ) as unknown as Commits
    expect(await fetched({ commits, tips: ['c299'] })).toMatchObject({ fetched: 256, isDone: false })
  })
})
