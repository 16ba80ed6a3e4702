import { describe, expect, it } from 'vitest'
import { decideTier, decideVoice, type Speaker, type Voice } from '../../src/cubes/decide-voice.ts'
import type { AuthorRecord, Tier } from '../../src/cubes/tier.ts'

const [self, alice, bob] = ['did:self', 'did:alice', 'did:bob']
const origin = (author: string, cube = 'c') => ({ author, cube })

describe('the voice of a memory', () => {
  const source = { signer: origin(alice), origin: undefined, inputs: undefined, stated: undefined, self }
  const inputs: Voice = [origin(alice), origin(bob)]

  it('is who signs the cube where the history does not tell', () => {
    expect(decideVoice(source)).toEqual([origin(alice)])
  })

  it('is who wrote it where the history tells', () => {
    expect(decideVoice({ ...source, origin: origin(bob, 'd') })).toEqual([origin(bob, 'd')])
  })

  it('is who made a record of this home, and all whose words it stands for', () => {
    expect(decideVoice({ ...source, origin: origin(self), inputs })).toEqual([origin(self), ...inputs])
  })

  it('is not what a record of others says of itself', () => {
    expect(decideVoice({ ...source, origin: origin(bob), inputs: [origin(self)] })).toEqual([origin(bob)])
    expect(decideVoice({ ...source, inputs: [origin(self)] })).toEqual([origin(alice)])
  })

  it('ends with what was said of it when it was imported', () => {
    const stated = origin('tier:community')
    expect(decideVoice({ ...source, stated })).toEqual([origin(alice), stated])
    expect(decideVoice({ ...source, origin: origin(self), inputs, stated })).toEqual([
      origin(self),
      ...inputs,
      stated,
    ])
  })
})

describe('the tier of a memory', () => {
  const own = { tier: 'own' as Tier, signs: true }
  const author = (did: string, more: Partial<AuthorRecord> = {}): AuthorRecord => ({
    did,
    followed: false,
    blocked: false,
    ...more,
  })
  const speaker = (did: string, more: Partial<Speaker> = {}): Speaker => ({
    author: did,
    stated: undefined,
    from: undefined,
    decided: undefined,
    ...more,
  })
  const mine = speaker(self)

  it.each<[string, Speaker[], Tier]>([
    ['own words', [mine], 'own'],
    ['a stranger', [speaker(bob)], 'community'],
    ['an author who is followed', [speaker(bob, { decided: author(bob, { followed: true }) })], 'followed'],
    ['an author who was given a tier', [speaker(bob, { decided: author(bob, { tier: 'team' }) })], 'team'],
    ['an author who is blocked', [speaker(bob, { decided: author(bob, { blocked: true }) })], 'quarantined'],
    ['a followed cube of the author', [speaker(bob, { from: { author: bob, followed: true } })], 'followed'],
    [
      'a followed cube of somebody else',
      [speaker(bob, { from: { author: alice, followed: true } })],
      'community',
    ],
    [
      'a cube of the author, not followed',
      [speaker(bob, { from: { author: bob, followed: false } })],
      'community',
    ],
    [
      'what was said at the import',
      [mine, speaker('tier:quarantined', { stated: 'quarantined' })],
      'quarantined',
    ],
    ['own words and a stranger', [mine, speaker(bob)], 'community'],
    ['a stranger and own words', [speaker(bob), mine], 'community'],
    ['who signs the cube too', [speaker(bob, { isCoAuthor: true })], 'team'],
    [
      'who signs the cube too and is blocked',
      [speaker(bob, { isCoAuthor: true, decided: author(bob, { blocked: true }) })],
      'quarantined',
    ],
  ])('in a cube that this home signs is the least of them: %s', (_, speakers, tier) => {
    expect(decideTier(own, speakers, self)).toBe(tier)
  })

  it.each<Tier>(['team', 'followed', 'community', 'quarantined'])(
    'in a cube of others is that of the cube, %s, whoever speaks in it',
    (tier) => {
      const trusted = speaker(bob, { decided: author(bob, { tier: 'team' }) })
      expect(decideTier({ tier, signs: false }, [mine, trusted], self)).toBe(tier)
      expect(decideTier({ tier, signs: false }, [speaker(bob)], self)).toBe(tier)
    },
  )

  it.each<Partial<AuthorRecord>>([{ blocked: true }, { tier: 'quarantined' }])(
    'in a cube of others is none for the words of who is shunned here: %j',
    (decided) => {
      const shunned = speaker(bob, { decided: author(bob, decided) })
      expect(decideTier({ tier: 'followed', signs: false }, [mine, shunned], self)).toBe('quarantined')
    },
  )

  it('is lowered and never raised by what was said at the import', () => {
    const stated = speaker('tier:followed', { stated: 'followed' })
    expect(decideTier({ tier: 'community', signs: false }, [stated], self)).toBe('community')
    expect(decideTier({ tier: 'team', signs: false }, [stated], self)).toBe('followed')
  })
})
