import { describe, expect, it } from 'vitest'
import type { Canonical } from '../../src/core/policy/index.ts'
import {
  branchNames,
  decideApart,
  decideBranches,
  decideOwnMove,
  decideShownHead,
  decideWhere,
  type Relation,
} from '../../src/sharing/decide-settling.ts'
import { cidOf, didOf, headOf } from './values.ts'

const at = (commit: string): Canonical => ({ type: 'at', commit: cidOf(commit) })
const diverged = (...commits: string[]): Canonical => ({ type: 'diverged', commits: commits.map(cidOf) })
const none: Canonical = { type: 'none' }
const others: Relation[] = ['same', 'ahead', 'diverged', 'unrelated']

describe('a home that signs', () => {
  const branch = {
    at: at('new'),
    own: cidOf('old'),
    relation: 'behind' as Relation,
    isLocal: false,
    maySign: true,
  }

  it('moves a branch to where enough authors have it, when that contains what it has', () => {
    expect(decideOwnMove(branch)).toEqual(cidOf('new'))
  })

  it('takes a branch over that it does not have', () => {
    expect(decideOwnMove({ ...branch, own: undefined, relation: undefined })).toEqual(cidOf('new'))
  })

  it.each(others)('stays where it is when its commit is %s', (relation) => {
    expect(decideOwnMove({ ...branch, relation })).toBeUndefined()
  })

  it('follows those who sign a branch that it may not sign, away from what they went apart from', () => {
    expect(decideOwnMove({ ...branch, relation: 'diverged', maySign: false })).toEqual(cidOf('new'))
    // What contains it all is not gone back behind; what too little is known of is left.
    for (const relation of ['same', 'ahead', 'unrelated'] as Relation[])
      expect(decideOwnMove({ ...branch, relation, maySign: false })).toBeUndefined()
    expect(decideOwnMove({ ...branch, relation: 'diverged', maySign: false, isLocal: true })).toBeUndefined()
  })

  it('leaves its own unpublished branch of the name alone', () => {
    expect(decideOwnMove({ ...branch, isLocal: true })).toBeUndefined()
    expect(decideOwnMove({ ...branch, own: undefined, relation: undefined, isLocal: true })).toBeUndefined()
  })

  it.each([none, diverged('left', 'right')])('waits while its authors have not decided', (undecided) => {
    expect(decideOwnMove({ ...branch, at: undecided })).toBeUndefined()
    expect(decideOwnMove({ ...branch, own: undefined, relation: undefined, at: undecided })).toBeUndefined()
  })
})

describe('a home that has signed nothing', () => {
  const branch = {
    at: at('new'),
    here: cidOf('here'),
    relation: 'behind' as Relation,
    agreed: undefined,
    isSigner: false,
  }

  it.each(['behind', 'same', 'diverged', 'unrelated'] as Relation[])(
    'goes where enough authors are when what it holds is %s',
    (relation) => {
      expect(decideWhere({ ...branch, relation })).toEqual({ type: 'at', commit: cidOf('new'), diverged: [] })
    },
  )

  it('never goes back to a commit that is contained in what it holds', () => {
    expect(decideWhere({ ...branch, relation: 'ahead' })).toEqual({
      type: 'at',
      commit: cidOf('here'),
      diverged: [],
    })
  })

  it('stays while authors went apart, and says between what', () => {
    expect(decideWhere({ ...branch, at: diverged('left', 'right'), relation: undefined })).toEqual({
      type: 'at',
      commit: cidOf('here'),
      diverged: [cidOf('left'), cidOf('right')],
    })
  })

  it('stays where too few authors are', () => {
    expect(decideWhere({ ...branch, at: none, relation: undefined })).toEqual({
      type: 'at',
      commit: cidOf('here'),
      diverged: [],
    })
  })

  const fresh = { ...branch, here: undefined, relation: undefined }

  it('begins where enough authors are', () => {
    expect(decideWhere(fresh)).toMatchObject({ commit: cidOf('new') })
  })

  it('begins with what all of them contain while they are apart', () => {
    const apart = { ...fresh, at: diverged('left', 'right') }
    expect(decideWhere({ ...apart, agreed: at('base') })).toEqual({
      type: 'at',
      commit: cidOf('base'),
      diverged: [cidOf('left'), cidOf('right')],
    })
    expect(decideWhere({ ...apart, agreed: diverged('first', 'second') })).toMatchObject({
      commit: cidOf('first'),
    })
    expect(decideWhere({ ...apart, agreed: none })).toEqual({ type: 'undecided' })
    expect(decideWhere({ ...apart, agreed: undefined })).toEqual({ type: 'undecided' })
  })

  it('begins before enough authors agree only when it is to sign', () => {
    const early = { ...fresh, at: none, agreed: at('base') }
    expect(decideWhere(early)).toEqual({ type: 'undecided' })
    expect(decideWhere({ ...early, isSigner: true })).toEqual({
      type: 'at',
      commit: cidOf('base'),
      diverged: [],
    })
    expect(decideWhere({ ...early, isSigner: true, agreed: none })).toEqual({ type: 'undecided' })
  })
})

describe('commits of other authors', () => {
  it('are apart when ours does not contain them, each once', () => {
    const votes = (['same', 'ahead', 'behind', 'diverged', 'unrelated'] as Relation[]).flatMap((relation) => [
      { commit: cidOf(relation), relation },
      { commit: cidOf(relation), relation },
    ])
    expect(decideApart(votes)).toEqual([cidOf('behind'), cidOf('diverged')])
  })
})

describe('the branches of a cube', () => {
  it('are where their authors have them, or stay where they were, or are left out', () => {
    const branches = [
      { name: 'main', at: at('new') },
      { name: 'draft', at: diverged('left', 'right') },
      { name: 'idea', at: none },
      { name: 'constructor', at: none },
    ]
    const before = { main: cidOf('old'), draft: cidOf('draft'), gone: cidOf('gone') }
    expect(decideBranches(branches, before)).toEqual({ main: cidOf('new'), draft: cidOf('draft') })
  })

  it('are those that any head names', () => {
    const heads = [headOf('alice', 1, { main: 'a', draft: 'b' }), headOf('bob', 1, { idea: 'c', main: 'd' })]
    expect(branchNames(heads)).toEqual(['main', 'draft', 'idea'])
  })
})

describe('the head that a cube shows', () => {
  const heads = [
    headOf('alice', 1, { main: 'a' }),
    headOf('bob', 2, { main: 'b', draft: 'a' }),
    headOf('eve', 3, { main: 'b' }),
  ]

  it('is that of the author it is called by, where it says the same', () => {
    expect(decideShownHead(heads, 'main', cidOf('b'), didOf('eve'))?.author).toBe(didOf('eve'))
  })

  it('is another one that says the same, where that of the author does not', () => {
    expect(decideShownHead(heads, 'main', cidOf('b'), didOf('alice'))?.author).toBe(didOf('bob'))
    expect(decideShownHead(heads, 'main', cidOf('a'), undefined)?.author).toBe(didOf('alice'))
  })

  it('is the first where none says the same, and none where there is none', () => {
    expect(decideShownHead(heads, 'main', cidOf('c'), didOf('eve'))?.author).toBe(didOf('alice'))
    expect(decideShownHead([], 'main', cidOf('c'), didOf('eve'))).toBeUndefined()
  })
})
