// What a person means who names something to mirror.
import { describe, expect, it } from 'vitest'
import { chooseSeed, type Meanings } from '../../src/care/seeds/choose-seed.ts'

const meanings = (rest: Partial<Meanings>): Meanings => ({ isTopicHere: false, isPlain: false, ...rest })

describe('what is named to be seeded', () => {
  it.each([
    ['the name of a cube here', meanings({ cube: 'b1', topic: 'tides' }), { kind: 'cube', what: 'b1' }],
    [
      'a nickname',
      meanings({ author: 'did:key:bob', topic: 'bob' }),
      { kind: 'author', what: 'did:key:bob' },
    ],
    ['any other word', meanings({ topic: 'tides' }), { kind: 'topic', what: 'tides' }],
    [
      'a cube id',
      meanings({ cube: 'b1', topic: 'b1', isPlain: true, isTopicHere: true }),
      { kind: 'cube', what: 'b1' },
    ],
  ])('is %s', (_what, known, is) => {
    expect(chooseSeed(known, undefined)).toEqual({ type: 'is', ...is })
  })

  it.each([
    ['a cube and an author', meanings({ cube: 'b1', author: 'did:key:bob', topic: 'x' }), ['cube', 'author']],
    [
      'a cube and a topic of cubes here',
      meanings({ cube: 'b1', topic: 'x', isTopicHere: true }),
      ['cube', 'topic'],
    ],
    [
      'an author and such a topic',
      meanings({ author: 'd', topic: 'x', isTopicHere: true }),
      ['author', 'topic'],
    ],
  ])('is refused where it could be %s', (_what, known, kinds) => {
    expect(chooseSeed(known, undefined)).toEqual({ type: 'unclear', kinds })
  })

  it('is what it is said to be', () => {
    const both = meanings({ cube: 'b1', author: 'did:key:bob', topic: 'x', isTopicHere: true })
    expect(chooseSeed(both, 'topic')).toEqual({ type: 'is', kind: 'topic', what: 'x' })
    expect(chooseSeed(both, 'author')).toEqual({ type: 'is', kind: 'author', what: 'did:key:bob' })
    expect(chooseSeed(both, 'cube')).toEqual({ type: 'is', kind: 'cube', what: 'b1' })
  })

  it('is nothing where it is not what it is said to be, or cannot be anything', () => {
    expect(chooseSeed(meanings({ topic: 'x' }), 'cube')).toEqual({ type: 'none', said: 'cube' })
    expect(chooseSeed(meanings({}), undefined)).toEqual({ type: 'none', said: undefined })
    expect(chooseSeed(meanings({ topic: 'did:key:z', isPlain: true }), undefined)).toMatchObject({
      type: 'none',
    })
  })
})
