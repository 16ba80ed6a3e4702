import { describe, expect, it } from 'vitest'
import { Unanswered, withoutUnanswered } from '../../src/network/unanswered.ts'

const MINUTE_MS = 60_000

describe('a peer that did not answer', () => {
  it('is left out for longer each time, and at most half an hour', () => {
    const unanswered = new Unanswered()
    const left = (): number => {
      let minutes = 0
      while (unanswered.isLeftOut('bob', minutes * MINUTE_MS)) minutes++
      return minutes
    }
    const times = Array.from({ length: 7 }, () => {
      unanswered.failed('bob', 0)
      return left()
    })
    expect(times).toEqual([1, 2, 4, 8, 16, 30, 30])
    unanswered.answered('bob')
    expect(left()).toBe(0)
    unanswered.failed('bob', 0)
    expect(left()).toBe(1)
    unanswered.forgetAll()
    expect(left()).toBe(0)
  })

  it('is forgotten where too many do not answer', () => {
    const unanswered = new Unanswered()
    for (let i = 0; i < 2_000; i++) unanswered.failed(`peer ${i}`, 0)
    expect(unanswered.isLeftOut('peer 0', 1)).toBe(false)
    expect(unanswered.isLeftOut('peer 1999', 1)).toBe(true)
  })
})

/** A connection manager of whom some answer, and a DHT that opens streams with it. */
function setting(): {
  connected: Set<string>
  dials: string[]
  clock: { ms: number }
  open(peer: string, signal?: AbortSignal, tookMs?: number): Promise<string>
} {
  const connected = new Set(['carol'])
  const dials: string[] = []
  const clock = { ms: 1_000_000 }
  let took = 0
  const connectionManager = {
    getConnections: (peer?: string) => [...connected].filter((one) => peer === undefined || one === peer),
    openStream(peer: string, _protocol: string, _options: { signal: AbortSignal | undefined }) {
      dials.push(peer)
      clock.ms += took
      return connected.has(peer) ? Promise.resolve('stream') : Promise.reject(new Error('no answer'))
    },
  }
  const made = withoutUnanswered({ connectionManager }, new Unanswered(), () => clock.ms)
  return {
    connected,
    dials,
    clock,
    open(peer, signal, tookMs = 0) {
      took = tookMs
      return made.connectionManager.openStream(peer, '/kad', { signal })
    },
  }
}

describe('a lookup', () => {
  it('dials who is gone once, and again later', async () => {
    const { dials, clock, open } = setting()
    await expect(open('bob')).rejects.toThrow('no answer')
    await expect(open('bob')).rejects.toMatchObject({ code: 'ERR_UNREACHABLE' })
    expect(dials).toEqual(['bob'])
    clock.ms += MINUTE_MS
    await expect(open('bob')).rejects.toThrow('no answer')
    expect(dials).toEqual(['bob', 'bob'])
  })

  it('asks who is connected, whatever was before', async () => {
    const { connected, open } = setting()
    await expect(open('bob')).rejects.toThrow('no answer')
    connected.add('bob')
    expect(await open('bob')).toBe('stream')
    connected.delete('bob')
    await expect(open('bob')).rejects.toThrow('no answer')
  })

  it('blames nobody for a dial that it ended itself, unless that took long', async () => {
    const { dials, open } = setting()
    await expect(open('bob', AbortSignal.abort(), 1_000)).rejects.toThrow('no answer')
    await expect(open('bob', AbortSignal.abort(), 5_000)).rejects.toThrow('no answer')
    await expect(open('bob')).rejects.toMatchObject({ code: 'ERR_UNREACHABLE' })
    expect(dials).toHaveLength(2)
  })

  it('blames nobody while this node is connected with nobody', async () => {
    const { connected, dials, open } = setting()
    connected.clear()
    await expect(open('bob')).rejects.toThrow('no answer')
    await expect(open('bob')).rejects.toThrow('no answer')
    expect(dials).toHaveLength(2)
  })
})
