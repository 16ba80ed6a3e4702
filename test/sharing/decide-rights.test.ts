import { describe, expect, it } from 'vitest'
import { isAfterRemoval } from '../../src/core/policy/index.ts'
import { decideMovedBranch, foreignRefs } from '../../src/sharing/decide-rights.ts'
import { authorsOf, cidOf, headOf, keyOf, standingOf } from './values.ts'

const standing = standingOf({ alice: ['*'], bob: ['drafts/*'], carol: ['main'] })
const heads = (...all: ReturnType<typeof headOf>[]) => all.map(({ head }) => head)

describe('the refs that an author has to have from others', () => {
  it('are those to branches that they may not sign', () => {
    const { head } = headOf('bob', 1, { main: 'b', 'drafts/one': 'c' })
    const others = heads(headOf('alice', 1, { main: 'a' }), headOf('carol', 4, { main: 'd' }))
    expect(foreignRefs(standing, head, others)).toEqual([
      { branch: 'main', commit: cidOf('b'), theirs: [cidOf('a'), cidOf('d')] },
    ])
  })

  it('are none for who may sign every branch', () => {
    expect(foreignRefs(standing, headOf('alice', 1, { main: 'b', 'drafts/one': 'c' }).head, [])).toEqual([])
  })

  it('are measured only by who may sign the branch', () => {
    const { head } = headOf('carol', 1, { main: 'a', 'drafts/one': 'b' })
    const others = heads(headOf('eve', 1, { 'drafts/one': 'x' }), headOf('carol', 1, { 'drafts/one': 'y' }))
    expect(foreignRefs(standing, head, others)).toEqual([
      { branch: 'drafts/one', commit: cidOf('b'), theirs: [] },
    ])
  })

  it('are not found in what every object has', () => {
    const { head } = headOf('bob', 1, { constructor: 'b' })
    expect(foreignRefs(standing, head, heads(headOf('alice', 1, { main: 'a' })))).toEqual([
      { branch: 'constructor', commit: cidOf('b'), theirs: [] },
    ])
  })
})

describe('a head moves a branch of others', () => {
  it.each(['ahead', 'diverged', 'unrelated'] as const)('when its commit is %s there', (relation) => {
    expect(decideMovedBranch([{ branch: 'main', relations: [relation] }])).toBe('main')
  })

  it.each(['same', 'behind'] as const)('not when its commit is %s there, for one of them', (relation) => {
    expect(decideMovedBranch([{ branch: 'main', relations: ['diverged', relation] }])).toBeUndefined()
  })

  it('not where none of them has it', () => {
    expect(decideMovedBranch([{ branch: 'main', relations: [] }])).toBeUndefined()
  })

  it('also when the ref before it is fine', () => {
    const refs = [
      { branch: 'idea', relations: [] },
      { branch: 'draft', relations: ['same'] as const },
      { branch: 'main', relations: ['ahead'] as const },
    ]
    expect(decideMovedBranch(refs)).toBe('main')
  })
})

describe('a commit is by somebody who was taken off', () => {
  const authors = authorsOf(
    ['alice', 'dave'],
    ['alice', 'bob'],
    ['alice', 'bob', 'carol'],
    ['alice', 'carol'],
  )
  const [first, second, third] = authors.rosters

  it('when an earlier roster named them and that of the state does not', () => {
    expect(isAfterRemoval(authors, keyOf('bob'), third)).toBe(true)
  })

  it('when the roster just before named them for the first time', () => {
    const short = authorsOf(['alice'], ['alice', 'bob'], ['alice'])
    expect(isAfterRemoval(short, keyOf('bob'), short.rosters[1])).toBe(true)
  })

  it('when the genesis named them and the state does not', () => {
    expect(isAfterRemoval(authors, keyOf('dave'), first)).toBe(true)
  })

  it('not when the roster of the state names them', () => {
    expect(isAfterRemoval(authors, keyOf('bob'), second)).toBe(false)
    expect(isAfterRemoval(authors, keyOf('alice'), third)).toBe(false)
  })

  it('not before the first roster that names them', () => {
    expect(isAfterRemoval(authors, keyOf('carol'), first)).toBe(false)
  })

  it('not by a state without a roster, and not for who never was an author', () => {
    expect(isAfterRemoval(authors, keyOf('dave'), undefined)).toBe(false)
    expect(isAfterRemoval(authors, keyOf('eve'), third)).toBe(false)
  })
})
