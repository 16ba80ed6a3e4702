import { Readable } from 'node:stream'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { MeetOthers, pauseBeforeLook } from '../../src/network/meet-others.ts'

const quiet = { debug() {}, info() {}, warn() {}, error() {} }

/** Someone whose looks are counted. */
function meeting(peers: () => number): { others: MeetOthers; looks: () => number } {
  let looks = 0
  const others = new MeetOthers({ self: new Uint8Array(34), peers, logger: quiet })
  others.start({
    getClosestPeers() {
      looks++
      return Readable.from([])
    },
  })
  return { others, looks: () => looks }
}

describe('the pause before a look for others', () => {
  it('grows while few are there, and ends', () => {
    const pauses = Array.from({ length: 9 }, (_, looks) => pauseBeforeLook(1, looks))
    expect(pauses.slice(0, 4)).toEqual([2_000, 4_000, 8_000, 16_000])
    expect(pauses.at(-1)).toBeUndefined()
    const all = pauses.filter((pause) => pause !== undefined)
    // kad-dht looks by itself every five minutes.
    expect(all.reduce((sum, pause) => sum + pause, 0)).toBeLessThan(300_000)
  })

  it('is none where nobody can be asked, or enough are there', () => {
    expect(pauseBeforeLook(0, 0)).toBeUndefined()
    expect(pauseBeforeLook(11, 0)).toBe(2_000)
    expect(pauseBeforeLook(12, 0)).toBeUndefined()
  })
})

describe('a node with few peers', () => {
  beforeEach(() => void vi.useFakeTimers())
  afterEach(() => void vi.useRealTimers())

  it('looks for others so often and then no more, until somebody comes', async () => {
    const { others, looks } = meeting(() => 1)
    await vi.advanceTimersByTimeAsync(3_600_000)
    expect(looks()).toBe(7)
    others.changed()
    await vi.advanceTimersByTimeAsync(2_000)
    expect(looks()).toBe(8)
    others.stop()
    await vi.advanceTimersByTimeAsync(3_600_000)
    expect(looks()).toBe(8)
  })

  it('looks once though peers come and go all the time, and not before the pause is over', async () => {
    const { others, looks } = meeting(() => 3)
    for (let i = 0; i < 100; i++) {
      await vi.advanceTimersByTimeAsync(19)
      others.changed()
    }
    expect(looks()).toBe(0)
    await vi.advanceTimersByTimeAsync(100)
    expect(looks()).toBe(1)
    others.stop()
  })

  it('is not kept looking by a peer that comes and goes all day', async () => {
    const { others, looks } = meeting(() => 3)
    for (let i = 0; i < 1_000; i++) {
      others.changed()
      await vi.advanceTimersByTimeAsync(3_600)
    }
    expect(looks()).toBeGreaterThan(300)
    expect(looks()).toBeLessThan(370)
    others.stop()
  })

  it('begins when the first one comes, and does not look once enough have', async () => {
    let peers = 0
    const { others, looks } = meeting(() => peers)
    await vi.advanceTimersByTimeAsync(60_000)
    peers = 1
    others.changed()
    await vi.advanceTimersByTimeAsync(1_000)
    peers = 12
    await vi.advanceTimersByTimeAsync(600_000)
    expect(looks()).toBe(0)
    others.stop()
  })
})
