import { describe, expect, it } from 'vitest'
import type { CubeRecord } from '../../src/cubes/cube-record.ts'
import {
  chooseHead,
  findRivals,
  groupOffers,
  type HeadChoice,
  type OfferedHead,
} from '../../src/sharing/choose-head.ts'
import { firstAsked, hasNews, mayDial } from '../../src/sharing/choose-sources.ts'
import { decidePlace, decidePull, mayBePulled, safeName } from '../../src/sharing/decide-pull.ts'
import { cidOf, cube, didOf, headOf, keyOf } from './values.ts'

const offer = (seq: number, commit = `c${seq}`, peer = 'bob'): OfferedHead => ({
  ...headOf('alice', seq, { main: commit }),
  peers: [peer],
})
const mark = (seq: number, commit = `c${seq}`) => ({ seq, head: offer(seq, commit).bytes })

describe('the head to pull', () => {
  it('is the newest that may follow the one known', () => {
    const offers = [offer(4), offer(6), offer(5)]
    expect(chooseHead(mark(3), offers)).toEqual({ type: 'pull', offer: offers[1] })
    expect(chooseHead(undefined, offers)).toEqual({ type: 'pull', offer: offers[1] })
  })

  it('is none when the newest is the one known', () => {
    expect(chooseHead(mark(6), [offer(4), offer(6)])).toMatchObject({ type: 'current', peers: ['bob'] })
  })

  it('is never older than the one known', () => {
    expect(chooseHead(mark(6), [offer(4), offer(5)])).toEqual({ type: 'rollback', have: 6, got: 5 })
  })

  it('is none with the number of the one known and another commit', () => {
    const other = offer(6, 'other')
    expect(chooseHead(mark(6), [other, offer(5)])).toEqual({ type: 'forked', offer: other })
  })

  it('is none that jumps a million ahead', () => {
    expect(chooseHead(mark(6), [offer(1_000_006)])).toMatchObject({ type: 'pull' })
    expect(chooseHead(mark(6), [offer(1_000_007)])).toEqual({ type: 'quarantine', got: 1_000_007 })
    expect(chooseHead(mark(6), [offer(1_000_007), offer(7)])).toMatchObject({ type: 'pull' })
  })

  it('is none where nobody offers one', () => {
    expect(chooseHead(mark(6), [])).toEqual({ type: 'nothing' })
  })
})

describe('two heads with one number', () => {
  const known = { ...mark(6), author: keyOf('alice') }

  it('are found between what is known and what is offered, and among what is offered', () => {
    expect(findRivals(known, [offer(6, 'other')])).toEqual({
      one: known.head,
      other: offer(6, 'other').bytes,
    })
    expect(findRivals(undefined, [offer(7), offer(7, 'other')])).toEqual({
      one: offer(7).bytes,
      other: offer(7, 'other').bytes,
    })
  })

  it('are none of two authors, or of one commit', () => {
    const bobs = { ...headOf('bob', 6, { main: 'other' }), peers: [] }
    expect(findRivals(known, [bobs, offer(6)])).toBeUndefined()
  })
})

it('offers of one head from several peers are one offer', () => {
  const offers = [offer(1), offer(2), offer(1)].map((one, at) => ({ ...one, peerId: `peer ${at}` }))
  expect(groupOffers(offers).map(({ head, peers }) => [head.seq, peers])).toEqual([
    [1, ['peer 0', 'peer 2']],
    [2, ['peer 1']],
  ])
})

describe('a pull', () => {
  const restored = { restored: { createdMs: 1 } }

  it('is for cubes of others, those signed with others, and those from a backup', () => {
    expect(mayBePulled(undefined)).toBe(true)
    expect(mayBePulled({ own: false })).toBe(true)
    expect(mayBePulled({ own: true })).toBe(false)
    expect(mayBePulled({ own: true, rosters: [] })).toBe(true)
    expect(mayBePulled({ own: true, ...restored })).toBe(true)
  })

  const current: HeadChoice = { type: 'current', peers: ['bob'], offer: offer(6) }
  const rollback: HeadChoice = { type: 'rollback', have: 6, got: 5 }

  it('takes the head that was chosen', () => {
    expect(decidePull({ type: 'pull', offer: offer(7) }, {}, [])).toEqual({ type: 'pull', offer: offer(7) })
  })

  it('stays at the head that is held, and brings back one whose blocks were evicted', () => {
    expect(decidePull(current, {}, [])).toEqual({ type: 'stay', peers: ['bob'] })
    expect(decidePull(current, undefined, [])).toEqual({ type: 'pull', offer: offer(6) })
  })

  it('refuses to go back; a backup is only told that others have nothing newer', () => {
    expect(decidePull(rollback, {}, [offer(5)])).toEqual({ type: 'refuse', choice: rollback })
    expect(decidePull(rollback, undefined, [offer(5)])).toEqual({ type: 'refuse', choice: rollback })
    expect(decidePull(rollback, restored, [offer(5)])).toEqual({ type: 'stay', peers: ['bob'] })
  })

  it.each([
    { type: 'forked', offer: offer(6, 'other') },
    { type: 'quarantine', got: 1_000_007 },
    { type: 'nothing' },
  ] as HeadChoice[])('refuses what cannot be followed: $type', (choice) => {
    expect(decidePull(choice, restored, [])).toEqual({ type: 'refuse', choice })
  })
})

describe('a pulled commit', () => {
  const { head } = headOf('alice', 1, { main: 'a', draft: 'b' })
  const record = { branch: 'main', commit: cidOf('old'), refs: { main: cidOf('m') } } as unknown as CubeRecord

  it('goes to main in a cube that is new here, on from nothing', () => {
    expect(decidePlace(head, cidOf('a'), undefined)).toEqual({
      branch: 'main',
      from: undefined,
      isBeside: false,
    })
  })

  it('goes on from the branch that is current here', () => {
    expect(decidePlace(head, cidOf('a'), record)).toEqual({
      branch: 'main',
      from: cidOf('old'),
      isBeside: false,
    })
    expect(decidePlace(head, cidOf('b'), { ...record, branch: 'draft' })).toMatchObject({
      branch: 'draft',
      from: cidOf('old'),
    })
  })

  it('goes to main where the author took the current branch away, on from nothing that was held', () => {
    expect(decidePlace(head, cidOf('a'), { ...record, branch: 'gone' })).toEqual({
      branch: 'main',
      from: undefined,
      isBeside: false,
    })
  })

  it('leaves a branch of this home alone where it is', () => {
    const beside = { ...record, branch: 'mine', local: { mine: cidOf('old') } }
    expect(decidePlace(head, cidOf('a'), beside)).toEqual({
      branch: 'main',
      from: cidOf('m'),
      isBeside: true,
    })
  })
})

it.each([
  ['../../etc', 'etc'],
  ['--force', 'force'],
  ['memcube:abc', 'memcube-abc'],
  ['~root', 'root'],
  ['a\u0000b\u202ec', 'a-b-c'],
  [' . ', 'cube'],
  ['café', 'café'],
])('the name %j of a stranger is %j here', (name, safe) => {
  expect(safeName(name)).toBe(safe)
})

describe('whom a pull asks', () => {
  it('is who is connected only for a cube with one author that is held', () => {
    expect(firstAsked([], {})).toBe('connected')
    expect(firstAsked(['bob'], {})).toBe('everybody')
    expect(firstAsked([], undefined)).toBe('everybody')
    expect(firstAsked([], { rosters: [] })).toBe('everybody')
  })

  it('is enough when one of them has a newer head of the author', () => {
    const held = { cube: cube.toString(), author: didOf('alice'), seq: 5 }
    const offers = (seq: number, author = 'alice', id = cube) => [
      { cube: id, head: headOf(author, seq, { main: 'a' }).head },
    ]
    expect(hasNews(offers(6), held)).toBe(true)
    expect(hasNews(offers(5), held)).toBe(false)
    expect(hasNews(offers(6, 'eve'), held)).toBe(false)
    expect(hasNews(offers(6, 'alice', cidOf('another')), held)).toBe(false)
    expect(hasNews([], held)).toBe(false)
  })

  it('is sixteen that can be reached, of at most sixty-four', () => {
    expect(mayDial({ dials: 15, failed: 0 })).toBe(true)
    expect(mayDial({ dials: 16, failed: 0 })).toBe(false)
    expect(mayDial({ dials: 40, failed: 25 })).toBe(true)
    expect(mayDial({ dials: 64, failed: 64 })).toBe(false)
  })
})
