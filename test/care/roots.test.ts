import { describe, expect, it } from 'vitest'
import { encodeBlock } from '../../src/core/codec/index.ts'
import { signHead, signProposal } from '../../src/core/cube/index.ts'
import { cubeRoots, rootsIn, type Root } from '../../src/care/gc/roots.ts'
import type { CubeRecord } from '../../src/cubes/cube-record.ts'
import { person } from '../core/swarm/people.ts'

const at = (name: string) => encodeBlock({ name }).cid
const cube = at('cube')
const { publicKey: author, secret } = person('alice')
const headOf = (...names: string[]): Uint8Array =>
  signHead(
    {
      cube,
      seq: 1,
      refs: Object.fromEntries(names.map((name) => [name, at(name)])),
      author,
      time: 0,
      expires: 1,
    },
    secret,
  ).bytes
const record = (more: Partial<CubeRecord> = {}): CubeRecord =>
  ({
    cube: cube.toString(),
    own: true,
    branch: 'main',
    commit: at('main'),
    head: headOf('main', 'other'),
    ...more,
  }) as CubeRecord
const shown = (roots: readonly Root[]): string[] =>
  [...new Set(roots.map(({ cid, reach }) => `${names.get(cid.toString())} ${reach}`))].sort()
const names = new Map(
  ['main', 'other', 'draft', 'theirs', 'decided', 'commit', 'fork', 'rival'].map((name) => [
    at(name).toString(),
    name,
  ]),
)
const node = (held: CubeRecord | undefined) =>
  ({ cubes: { get: async () => held } }) as unknown as Parameters<typeof rootsIn>[0]
const put = (space: string, key: string, value: unknown) =>
  [{ space, key, value }] as Parameters<typeof rootsIn>[1]

describe('a cube keeps', () => {
  it('all of every branch when it is own, the unpublished ones too', () => {
    expect(shown(cubeRoots(record({ local: { draft: at('draft') } })))).toEqual([
      'draft all',
      'main all',
      'other all',
    ])
  })

  it('the states of its branches when it is of one other author', () => {
    expect(shown(cubeRoots(record({ own: false })))).toEqual(['main state', 'other state'])
  })

  it('a branch that was asked for, also where the newest head does not name it any more', () => {
    const asked = record({ own: false, wanted: { draft: at('draft'), unseen: null } })
    expect(shown(cubeRoots(asked))).toEqual(['draft state', 'main state', 'other state'])
  })

  it('all of every branch when several authors sign it: older states tell who wrote what', () => {
    const shared = record({ own: false, rosters: [new Uint8Array()] })
    expect(shown(cubeRoots(shared))).toEqual(['main all', 'other all'])
  })
})

describe('a record that is put keeps', () => {
  it('what it leads to: a cube, and the heads of a mark', async () => {
    expect(shown(await rootsIn(node(undefined), put('cubes', cube.toString(), record())))).toEqual([
      'main all',
      'other all',
    ])
    const mark = { seq: 1, head: headOf('main'), forked: [headOf('rival')] }
    expect(shown(await rootsIn(node(record({ own: false })), put('heads', `${cube}/did`, mark)))).toEqual([
      'main state',
      'rival state',
    ])
  })

  it('the other side of an unfinished merge, and what was decided', async () => {
    const settled = [
      { key: 'a', value: at('decided') },
      { key: 'b', value: null },
    ]
    const merge = { branch: 'main', other: 'x', theirs: at('theirs'), settled }
    expect(shown(await rootsIn(node(undefined), put('meta', `merge/${cube}/main`, merge)))).toEqual([
      'decided memory',
      'theirs state',
    ])
  })

  it('both heads of one who signed two histories', async () => {
    const evidence = { known: headOf('main'), other: headOf('rival') }
    expect(
      shown(await rootsIn(node(record({ own: false })), put('meta', `evidence/${cube}/did/1`, evidence))),
    ).toEqual(['main state', 'rival state'])
  })

  it('what a proposal offers, with the genesis of its fork', async () => {
    const proposal = signProposal(
      {
        upstream: cube,
        fork: at('fork'),
        commit: at('commit'),
        base: at('main'),
        message: '',
        author,
        time: 0,
      },
      secret,
    )
    expect(shown(await rootsIn(node(undefined), put('proposals', 'p', { record: proposal })))).toEqual([
      'commit state',
      'fork block',
    ])
  })

  it('nothing where it leads to no blocks', async () => {
    expect(await rootsIn(node(undefined), put('meta', 'cache/x', {}))).toEqual([])
  })
})
