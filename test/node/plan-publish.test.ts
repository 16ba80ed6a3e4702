// Which branches a head names: decided without a node.
import type { CID } from 'multiformats/cid'
import { describe, expect, test } from 'vitest'
import { cidFor, DAG_CBOR } from '../../src/core/codec/index.ts'
import { signHead } from '../../src/core/cube/index.ts'
import { keyPairFromSecret } from '../../src/core/identity/index.ts'
import { branchesOf, isLocalBranch, sharedCommit } from '../../src/cubes/branches.ts'
import type { CubeRecord } from '../../src/cubes/cube-record.ts'
import { splitBranches } from '../../src/cubes/write-head.ts'
import { publishedBranches, shownState } from '../../src/cubes/published-tips.ts'
import { planPublish, planUnpublish } from '../../src/cubes/publishing/plan-publish.ts'

const alice = keyPairFromSecret(new Uint8Array(32).fill(1))
const at = (word: string) => cidFor(DAG_CBOR, Buffer.from(word))
const refs = (...names: string[]) => Object.fromEntries(names.map((name) => [name, at(name)]))

/** A cube whose head names these branches. */
function cubeWith(named: string[], more: Partial<CubeRecord> = {}): CubeRecord {
  const fields = { cube: at('cube'), seq: 1, refs: refs(...named), time: 0, expires: 1 }
  const { bytes } = signHead({ ...fields, author: alice.publicKey }, alice.secret)
  return {
    cube: at('cube').toString(),
    name: 'notes',
    author: 'did:key:alice',
    own: true,
    followed: false,
    published: true,
    branch: 'main',
    head: bytes,
    seq: 1,
    commit: at('main'),
    memories: 0,
    info: { topics: [] },
    expires: 1,
    ...more,
  }
}

const names = ({ named, local }: { named: object; local: object }): string =>
  `${Object.keys(named).sort().join(' ')} | ${Object.keys(local).sort().join(' ')}`

describe('a home from before branches were private', () => {
  test('keeps what was published: all branches that the head of a published cube names', () => {
    const old = cubeWith(['main', 'draft'])
    expect(isLocalBranch(old, 'draft')).toBe(false)
    expect(names(splitBranches(old, branchesOf(old)))).toBe('draft main | ')
    expect(names(planPublish(old, ['main']))).toBe('draft main | ')
    expect(isLocalBranch(old, 'a new one')).toBe(true)
  })

  test('shows of a private cube only what is published then, whatever its head named', () => {
    const old = cubeWith(['main', 'draft', 'other'], { published: false })
    expect(['main', 'draft', 'other'].map((name) => isLocalBranch(old, name))).toEqual([false, true, true])
    expect(names(planPublish(old, ['main']))).toBe('main | draft other')
    expect(names(planPublish(old, ['main', 'other']))).toBe('main other | draft')
    expect(names(splitBranches(old, branchesOf(old)))).toBe('main | draft other')
  })
})

test('the newest state that others may know of is that of main, beside a branch of this home alone', () => {
  const onDraft = { branch: 'draft', commit: at('draft') }
  expect(sharedCommit(cubeWith(['main'], { ...onDraft, local: refs('draft') }))).toEqual(at('main'))
  expect(sharedCommit(cubeWith(['main', 'draft'], onDraft))).toEqual(at('draft'))
})

describe('publishing', () => {
  test('opens the tips that others could not read before, and no other', () => {
    const record = cubeWith(['main'], { local: refs('draft', 'other') })
    expect(planPublish(record, ['draft']).opened).toEqual([at('draft')])
    expect(planPublish(record, ['main']).opened).toEqual([])
    expect(planPublish({ ...record, published: false }, ['main', 'draft']).opened).toHaveLength(2)
  })

  test('needs main', () => {
    const record = cubeWith(['main'], { published: false, local: refs('draft'), branch: 'draft' })
    expect(() => planPublish(record, ['draft'])).toThrow(/"main" first/)
  })

  test('of a co-author needs no main of their own where others publish the same', () => {
    const shared = { own: false, published: false, rosters: [], signs: ['*'], local: refs('draft') }
    const record = cubeWith(['main', 'theirs', 'mine'], shared)
    expect(names(planPublish(record, ['draft'], new Set(['main', 'theirs'])))).toBe(
      'draft main theirs | mine',
    )
    expect(() => planPublish(record, ['draft'], new Set(['theirs']))).toThrow(/"main" first/)
  })

  test('takes a branch of this home before one of the same name that others have', () => {
    const record = cubeWith(['main', 'draft'], { local: { draft: at('mine') } })
    expect(planPublish(record, ['draft']).named['draft']).toEqual(at('mine'))
    expect(planPublish(record, ['main']).named).toEqual(refs('main'))
  })
})

test('what is taken back leaves a branch of the same name in this home where it is', () => {
  const record = cubeWith(['main', 'draft'], { local: { draft: at('mine') } })
  expect(planUnpublish(record, ['draft']).local).toEqual({ draft: at('mine') })
})

test('a branch counts as published only where others have just what is here under its name', async () => {
  const node = { authors: { get: async () => undefined } } as never
  const published = async (more: Partial<CubeRecord>) =>
    [...(await publishedBranches(node, cubeWith(['main', 'draft'], more)))].sort()
  expect(await published({})).toEqual(['draft', 'main'])
  expect(await published({ local: { draft: at('mine') } })).toEqual(['main'])
  expect(await published({ local: { draft: at('draft'), other: at('other') } })).toEqual(['draft', 'main'])
  expect(await published({ published: false })).toEqual([])
})

test('what peers are told of a cube is about main, whatever branch is current here', async () => {
  const looked: string[] = []
  const commit = async (cid: CID) => {
    looked.push(cid.toString())
    throw new Error('looked')
  }
  const node = { cubes: { commit } } as never
  const record = cubeWith(['main', 'draft'])
  expect(await shownState(node, record)).toBe(record)
  for (const other of [
    cubeWith(['main', 'draft'], { branch: 'draft', commit: at('draft') }),
    cubeWith(['main'], { branch: 'mine', commit: at('mine'), local: refs('mine') }),
    cubeWith(['main'], { own: false, branch: 'mine', commit: at('mine'), local: refs('mine') }),
  ])
    await expect(shownState(node, other)).rejects.toThrow('looked')
  expect(looked).toEqual(Array(3).fill(at('main').toString()))
})

test('what is taken back stays in the home as it was', () => {
  const { named, local } = planUnpublish(cubeWith(['main', 'draft', 'other']), ['draft'])
  expect({ named, local }).toEqual({ named: refs('main', 'other'), local: refs('draft') })
})

test('main is not taken back alone, nor with others', () => {
  const published = cubeWith(['main', 'draft'])
  const refused = expect.objectContaining({ code: 'ERR_CONFLICT' }) as Error
  expect(() => planUnpublish(published, ['main'])).toThrow(refused)
  expect(() => planUnpublish(published, ['draft', 'main'])).toThrow(refused)
  expect(names(planUnpublish(published, ['draft']))).toBe('main | draft')
})
