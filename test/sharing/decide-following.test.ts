import { describe, expect, it } from 'vitest'
import type { Observation } from '../../src/protocols/index.ts'
import {
  concerns,
  decideCandidate,
  decideFollow,
  decideOutcome,
  decideSharedCandidate,
  decideSharedOutcome,
  decideWithdrawal,
  refusalIn,
} from '../../src/sharing/decide-following.ts'
import { cidOf, cube, didOf, headOf } from './values.ts'

const { head } = headOf('alice', 5, { main: 'new', draft: 'other' })
const held = { own: false, branch: 'main', seq: 4 }
const roster = [new Uint8Array([1])]

describe('a head that gossip tells of', () => {
  it('is pulled when it is newer than the one that is held', () => {
    expect(decideCandidate(held, undefined, { head })).toEqual({ type: 'pull', commit: cidOf('new') })
  })

  it('is pulled for the branch that is current here, or for main', () => {
    expect(decideCandidate({ ...held, branch: 'draft' }, undefined, { head })).toMatchObject({
      commit: cidOf('other'),
    })
    expect(decideCandidate({ ...held, branch: 'gone' }, undefined, { head })).toMatchObject({
      commit: cidOf('new'),
    })
  })

  it.each([5, 6])('is accepted already when number %i is held', (seq) => {
    expect(decideCandidate({ ...held, seq }, undefined, { head })).toEqual({
      type: 'end',
      outcome: 'accepted',
    })
  })

  it('is accepted already when a newer one is known whose state could not be pulled', () => {
    expect(decideCandidate(held, { seq: 5 }, { head })).toEqual({ type: 'end', outcome: 'accepted' })
    expect(decideCandidate(held, { seq: 4 }, { head }).type).toBe('pull')
  })

  const refused = { type: 'end', outcome: 'refused' }

  it('is refused for a cube that is not here, or that this home signs alone', () => {
    expect(decideCandidate(undefined, undefined, { head })).toEqual(refused)
    expect(decideCandidate(undefined, undefined, { head, rosters: roster })).toEqual(refused)
    expect(decideCandidate({ ...held, own: true }, undefined, { head })).toEqual(refused)
  })

  it('is refused when it has no branch to read', () => {
    expect(decideCandidate(held, undefined, headOf('alice', 5, { draft: 'other' }))).toEqual(refused)
  })

  it('is one of several for a cube with rosters, whoever has them', () => {
    const shared = { type: 'pullShared' }
    expect(decideCandidate({ ...held, rosters: roster }, undefined, { head })).toEqual(shared)
    expect(decideCandidate(held, undefined, { head, rosters: roster })).toEqual(shared)
    expect(decideCandidate({ ...held, own: true, rosters: roster, seq: 9 }, undefined, { head })).toEqual(
      shared,
    )
  })
})

describe('a head of one of several authors', () => {
  const said = { seq: head.seq, isOwn: false }

  it('is never taken when the key of this home signed it: a copy or a thief has it', () => {
    const own = { seq: head.seq, isOwn: true }
    expect(decideSharedCandidate({ seq: 4 }, undefined, own)).toEqual({ type: 'end', outcome: 'refused' })
    expect(decideSharedCandidate(undefined, undefined, own)).toEqual({ type: 'end', outcome: 'refused' })
    // What this home signed itself comes back to it all the time.
    expect(decideSharedCandidate({ seq: 5 }, undefined, own)).toEqual({ type: 'end', outcome: 'accepted' })
  })

  it.each([
    [undefined, 'pullShared'],
    [{ seq: 4 }, 'pullShared'],
    [{ seq: 5 }, 'end'],
    [{ seq: 6 }, 'end'],
  ] as const)('is taken only above the newest of its author: %j', (mark, type) => {
    expect(decideSharedCandidate(mark, undefined, said).type).toBe(type)
  })

  it('is not taken of an author who is blocked here', () => {
    const author = { did: didOf('alice'), followed: true, blocked: true }
    expect(decideSharedCandidate(undefined, author, said)).toEqual({ type: 'end', outcome: 'failed' })
    expect(decideSharedCandidate({ seq: 5 }, author, said)).toEqual({ type: 'end', outcome: 'accepted' })
    expect(decideSharedCandidate(undefined, { ...author, blocked: false }, said).type).toBe('pullShared')
  })
})

describe('what announce is told of a pull that failed', () => {
  const failed = (code: string, breaksPolicy = false) => ({ code, breaksPolicy })

  it('is that the head is refused when a peer was proved false or its rules forbid it', () => {
    expect(decideOutcome([failed('ERR_TIMEOUT'), failed('ERR_UNVERIFIABLE')])).toBe('refused')
    expect(decideOutcome([failed('ERR_DENIED', true)])).toBe('refused')
    expect(decideSharedOutcome('ERR_UNVERIFIABLE')).toBe('refused')
    expect(decideSharedOutcome('ERR_DENIED')).toBe('refused')
  })

  it('is to try again otherwise', () => {
    expect(decideOutcome([])).toBe('failed')
    expect(decideOutcome([failed('ERR_TIMEOUT'), failed('ERR_DENIED')])).toBe('failed')
    expect(decideSharedOutcome('ERR_TIMEOUT')).toBe('failed')
  })
})

describe('a withdrawal', () => {
  const seen = { seq: 5, have: 4, isOwn: false, others: 0 }

  it('withdraws the cube when nobody else offers it', () => {
    expect(decideWithdrawal(seen)).toEqual({ withdrawn: true })
    expect(decideWithdrawal({ ...seen, others: 1 })).toEqual({ withdrawn: false })
  })

  it('says nothing when it is not newer than what its author said last, or is our own', () => {
    expect(decideWithdrawal({ ...seen, have: 5 })).toBeUndefined()
    expect(decideWithdrawal({ ...seen, have: 6 })).toBeUndefined()
    expect(decideWithdrawal({ ...seen, isOwn: true })).toBeUndefined()
  })
})

describe('a home listens for', () => {
  const record = { own: false, followed: false }
  const author = { did: didOf('alice'), followed: false, blocked: false }

  it('cubes that are followed, and those of followed authors', () => {
    expect(decideFollow({ ...record, followed: true }, undefined)).toBe(true)
    expect(decideFollow(record, { ...author, followed: true })).toBe(true)
    expect(decideFollow(record, author)).toBe(false)
    expect(decideFollow(record, undefined)).toBe(false)
  })

  it('nothing of a blocked author, and no cube that it signs alone', () => {
    expect(decideFollow({ ...record, followed: true }, { ...author, blocked: true })).toBe(false)
    expect(decideFollow({ ...record, own: true, followed: true }, { ...author, followed: true })).toBe(false)
  })

  it('cubes that it signs with others', () => {
    expect(decideFollow({ ...record, own: true, rosters: roster, signs: ['*'] }, undefined)).toBe(true)
    expect(decideFollow({ ...record, rosters: roster, signs: ['*'] }, { ...author, blocked: true })).toBe(
      true,
    )
    expect(decideFollow({ ...record, rosters: roster }, author)).toBe(false)
  })
})

describe('what is observed', () => {
  const about = { cube, peerId: 'eve' }

  it('concerns every home but one that signs the cube alone', () => {
    expect(concerns(undefined)).toBe(false)
    expect(concerns({ own: true })).toBe(false)
    expect(concerns({ own: true, rosters: roster })).toBe(true)
    expect(concerns({ own: false })).toBe(true)
  })

  it('is shown as a refusal when somebody offers what was left behind or jumps ahead', () => {
    const seen: [Observation, string | undefined][] = [
      [{ type: 'rollback', have: 5, got: 4, ...about }, 'ERR_ROLLBACK'],
      [{ type: 'quarantine', got: 9_000_000, ...about }, 'ERR_UNVERIFIABLE'],
      [{ type: 'current', ...about }, undefined],
    ]
    for (const [one, code] of seen) expect(refusalIn(one)?.code).toBe(code)
  })
})
