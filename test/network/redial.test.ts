import { describe, expect, it } from 'vitest'
import { PeerBook } from '../../src/network/peer-book.ts'
import { RedialPlan } from '../../src/network/redial.ts'

const keys = (plan: RedialPlan, nowMs: number): string[] => plan.take(nowMs).map(({ key }) => key)

describe('redialling', () => {
  it('waits longer after each failure, and never longer than five minutes', () => {
    const plan = new RedialPlan()
    plan.add('alice', ['/a'], true, 0)
    const waits: number[] = []
    for (let i = 0, now = 0; i < 12; i++) {
      expect(keys(plan, now)).toEqual(['alice'])
      plan.dialled('alice', undefined, now)
      const next = plan.nextMs() as number
      waits.push(next - now)
      now = next
    }
    expect(waits.slice(0, 4)).toEqual([1000, 2000, 4000, 8000])
    expect(waits.at(-1)).toBe(300_000)
  })

  it('does not dial a peer that is connected or being dialled', () => {
    const plan = new RedialPlan()
    plan.add('alice', ['/a'], true, 0)
    expect(keys(plan, 0)).toEqual(['alice'])
    expect(keys(plan, 0)).toEqual([])
    plan.dialled('alice', 'alice', 1)
    plan.connected('alice')
    expect(keys(plan, 10_000)).toEqual([])
    plan.disconnected('alice', 10_000)
    expect(keys(plan, 10_999)).toEqual([])
    expect(keys(plan, 11_000)).toEqual(['alice'])
  })

  it('dials no more at a time while some are under way', () => {
    const plan = new RedialPlan()
    for (let i = 0; i < 12; i++) plan.add(`peer ${i}`, ['/a'], false, 0)
    expect(plan.take(0)).toHaveLength(8)
    expect(plan.take(0)).toHaveLength(0)
    plan.dialled('peer 0', undefined, 0)
    expect(plan.take(0)).toHaveLength(1)
  })

  it('dials few at a time, those it was given first', () => {
    const plan = new RedialPlan()
    for (let i = 0; i < 20; i++) plan.add(`met-${i}`, ['/a'], false, 0)
    plan.add('alice', ['/a'], true, 0)
    const taken = keys(plan, 0)
    expect(taken).toHaveLength(8)
    expect(taken[0]).toBe('alice')
  })

  it('leaves old friends alone once there are enough connections, but not the given ones', () => {
    const plan = new RedialPlan()
    for (let i = 0; i < 12; i++) plan.connected(`peer-${i}`)
    plan.add('bob', ['/b'], false, 0)
    plan.add('alice', ['/a'], true, 0)
    expect(keys(plan, 0)).toEqual(['alice'])
  })

  it('an address without a peer id becomes the peer that answered', () => {
    const plan = new RedialPlan()
    plan.add('/ip4/1.1.1.1/tcp/1', ['/ip4/1.1.1.1/tcp/1'], true, 0)
    plan.take(0)
    plan.connected('alice')
    plan.dialled('/ip4/1.1.1.1/tcp/1', 'alice', 5)
    expect(keys(plan, 10_000)).toEqual([])
    plan.disconnected('alice', 10_000)
    expect(keys(plan, 11_000)).toEqual(['alice'])
  })

  it('a removed peer is not dialled again', () => {
    const plan = new RedialPlan()
    plan.add('eve', ['/e'], true, 0)
    plan.remove('eve')
    expect(keys(plan, 0)).toEqual([])
    expect(plan.nextMs()).toBeUndefined()
  })
})

describe('the peer book', () => {
  it('lists the newest first and forgets the oldest beyond 256', () => {
    const book = new PeerBook()
    for (let i = 0; i < 300; i++) book.seen(`peer-${i}`, ['/a'], i)
    const list = book.list()
    expect(list).toHaveLength(256)
    expect(list[0]?.peerId).toBe('peer-299')
    expect(list.at(-1)?.peerId).toBe('peer-44')
  })

  it('keeps the addresses of a peer that is seen without any', () => {
    const book = new PeerBook([{ peerId: 'alice', addresses: ['/a'], lastSeenMs: 1 }])
    book.seen('alice', [], 9)
    expect(book.list()).toEqual([{ peerId: 'alice', addresses: ['/a'], lastSeenMs: 9 }])
  })

  it('does not note a peer that nobody could dial, nor more than eight addresses', () => {
    const book = new PeerBook()
    book.seen('eve', [], 1)
    book.seen('bob', ['/1', '/1', '/2', '/3', '/4', '/5', '/6', '/7', '/8', '/9'], 2)
    expect(book.list().map(({ peerId, addresses }) => [peerId, addresses.length])).toEqual([['bob', 8]])
  })

  it('forgets on request', () => {
    const book = new PeerBook([{ peerId: 'alice', addresses: ['/a'], lastSeenMs: 1 }])
    book.forget('alice')
    expect(book.list()).toEqual([])
  })
})
