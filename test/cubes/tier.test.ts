import { describe, expect, it } from 'vitest'
import { isPublic } from '../../src/cubes/is-public.ts'
import type { CubeRecord } from '../../src/cubes/cube-record.ts'
import { originOfTier, tierField, tierOfOrigin } from '../../src/cubes/stated-tier.ts'
import { isAtLeast, tierOf, type AuthorRecord, type Tier } from '../../src/cubes/tier.ts'

const author = (more: Partial<AuthorRecord> = {}): AuthorRecord => ({
  did: 'did:key:bob',
  followed: false,
  blocked: false,
  ...more,
})
const theirs = { own: false, followed: false }
const signed = { ...theirs, signs: ['main'] } as Pick<CubeRecord, 'own' | 'followed' | 'signs'>

describe('the tier of a cube', () => {
  it.each<[string, Parameters<typeof tierOf>, Tier]>([
    ['of this home', [{ own: true, followed: false }, undefined], 'own'],
    ['of a stranger', [theirs, undefined], 'community'],
    [
      'of somebody who is blocked, whatever was said before',
      [theirs, author({ blocked: true, tier: 'team' })],
      'quarantined',
    ],
    ['as it was said of its author', [theirs, author({ tier: 'team' })], 'team'],
    ['that this home signs with others', [signed, author()], 'team'],
    ['that is followed', [{ own: false, followed: true }, author()], 'followed'],
    ['whose author is followed', [theirs, author({ followed: true })], 'followed'],
  ])('%s', (_what, [record, by], tier) => {
    expect(tierOf(record, by)).toBe(tier)
  })

  it('is at least itself, and what is trusted less', () => {
    expect(isAtLeast('followed', 'followed')).toBe(true)
    expect(isAtLeast('team', 'followed')).toBe(true)
    expect(isAtLeast('community', 'followed')).toBe(false)
  })
})

describe('a tier that was said at an import', () => {
  it('stands beside the author, and is never that of this home', () => {
    const stated = (tier: string) => originOfTier({ data: { [tierField]: tier } }, 'cube')
    expect(stated('own')).toBeUndefined()
    expect(stated('king')).toBeUndefined()
    expect(originOfTier({}, 'cube')).toBeUndefined()
    expect(tierOfOrigin(stated('community')!)).toBe('community')
    expect(tierOfOrigin({ author: 'did:key:bob', cube: 'cube' })).toBeUndefined()
  })
})

describe('others may see', () => {
  const record = (more: Partial<CubeRecord>): CubeRecord =>
    ({ own: false, published: false, ...more }) as CubeRecord

  it('an own cube once it is published', () => {
    expect(isPublic(record({ own: true }), undefined)).toBe(false)
    expect(isPublic(record({ own: true, published: true }), undefined)).toBe(true)
  })

  it('a cube of others, unless it was withdrawn or its author is blocked', () => {
    expect(isPublic(record({}), author())).toBe(true)
    expect(isPublic(record({ withdrawn: true }), author())).toBe(false)
    expect(isPublic(record({}), author({ blocked: true }))).toBe(false)
  })
})
