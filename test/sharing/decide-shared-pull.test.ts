import { describe, expect, it } from 'vitest'
import type { CubeRecord } from '../../src/cubes/cube-record.ts'
import type { OfferedHead } from '../../src/sharing/choose-head.ts'
import {
  commitsToPull,
  commitTakenBack,
  decideAuthors,
  isInForce,
  seqTakenBack,
  sortByAuthor,
} from '../../src/sharing/decide-shared-pull.ts'
import { authorsOf, cidOf, didOf, headOf, keyOf, standingOf } from './values.ts'

const offer = (name: string, seq: number, refs: Record<string, string>): OfferedHead => ({
  ...headOf(name, seq, refs),
  peers: [name],
})

describe('the authors of a cube', () => {
  const genesis = authorsOf(['alice'])
  const one = authorsOf(['alice'], ['alice', 'bob'])
  const two = authorsOf(['alice'], ['alice', 'bob'], ['bob'])
  const other = authorsOf(['alice'], ['alice', 'eve'], ['eve'], ['eve', 'mallory'])

  it('are those of a chain that goes on from the one known', () => {
    expect(decideAuthors(undefined, one)).toBe('theirs')
    expect(decideAuthors(genesis, one)).toBe('theirs')
    expect(decideAuthors(one, two)).toBe('theirs')
  })

  it('stay when the other chain has nothing new', () => {
    expect(decideAuthors(two, one)).toBe('ours')
    expect(decideAuthors(one, one)).toBe('ours')
  })

  it('stay when the other chain is longer and does not contain ours', () => {
    expect(decideAuthors(one, other)).toBe('disputed')
    expect(decideAuthors(other, two)).toBe('disputed')
  })

  it('are in force as long as the newest roster names them', () => {
    expect(isInForce(two.standing, keyOf('bob'))).toBe(true)
    expect(isInForce(two.standing, keyOf('alice'))).toBe(false)
  })
})

describe('heads that peers offer', () => {
  const standing = standingOf({ dave: ['drafts/*'], alice: ['*'], bob: ['main'] })
  const offers = [
    offer('dave', 1, { main: 'a' }),
    offer('eve', 9, { main: 'x' }),
    offer('bob', 2, { main: 'b' }),
    offer('alice', 3, { main: 'c' }),
    offer('alice', 4, { main: 'd' }),
  ]

  it('are taken author by author, those of main first', () => {
    const { heads } = sortByAuthor(standing, offers)
    expect(heads.map(({ author, heads: all }) => [author, all.map(({ head }) => head.seq)])).toEqual([
      [didOf('alice'), [3, 4]],
      [didOf('bob'), [2]],
      [didOf('dave'), [1]],
    ])
  })

  it('are strange when the roster in force does not name who signed them', () => {
    expect(sortByAuthor(standing, offers).strangers.map(({ head }) => head.seq)).toEqual([9])
  })

  const head = offer('bob', 1, { main: 'a', draft: 'b', idea: 'c' })
  const all = standingOf({ bob: ['*'], dave: ['draft'] })

  it('give a reader the branch that it is on, and main', () => {
    expect(commitsToPull(all, head, undefined)).toEqual([cidOf('a')])
    expect(commitsToPull(all, head, { own: false, branch: 'draft' })).toEqual([cidOf('a'), cidOf('b')])
  })

  it('give who signs every branch, to merge it', () => {
    const signer = { own: false, signs: ['main'], branch: 'main' }
    expect(commitsToPull(all, head, signer)).toEqual([cidOf('a'), cidOf('b'), cidOf('c')])
  })

  it('give nothing of a branch that their author may not sign', () => {
    const signer = { own: true, branch: 'main' }
    expect(commitsToPull(all, offer('dave', 1, { main: 'a', draft: 'b' }), signer)).toEqual([cidOf('b')])
  })
})

describe('a head that this home signed after its backup', () => {
  const taken = offer('alice', 7, { main: 'new', draft: 'other' })
  const record = { branch: 'draft', commit: cidOf('old') } as CubeRecord

  it('moves the branch that is current here, and none of this home alone', () => {
    expect(commitTakenBack(record, taken)).toEqual(cidOf('other'))
    expect(commitTakenBack({ ...record, local: { draft: cidOf('old') } }, taken)).toEqual(cidOf('old'))
    expect(commitTakenBack(record, offer('alice', 7, { idea: 'x' }))).toEqual(cidOf('old'))
  })

  it('never lowers the number of the mark', () => {
    expect(seqTakenBack({ seq: 100_005 }, taken)).toBe(100_005)
    expect(seqTakenBack({ seq: 2 }, taken)).toBe(7)
    expect(seqTakenBack(undefined, taken)).toBe(7)
  })
})
