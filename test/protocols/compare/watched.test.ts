/** What a node keeps for peers that compare: bounded, one agreement each, and as it is now at each new comparison. */
import { describe, expect, it } from 'vitest'
import type { CID } from 'multiformats/cid'
import { cidFor, DAG_CBOR, sha256 } from '../../../src/core/codec/index.ts'
import { COMPARE_LIMITS } from '../../../src/protocols/compare/limits.ts'
import { Watched } from '../../../src/protocols/compare/watched.ts'
import type { AskedRange } from '../../../src/protocols/compare/answer-range.ts'
import type { Standing } from '../../../src/protocols/compare/watch-places.ts'
import { NOW, rejection } from '../sample.ts'

const cube = (n: number): CID => cidFor(DAG_CBOR, Buffer.from(String(n)))
const cubes = (count: number, from = 0): CID[] => Array.from({ length: count }, (_, i) => cube(from + i))
const agreement = (n: number): Uint8Array => Uint8Array.of(0x12, 32, ...new Uint8Array(32).fill(n))
const whole = { count: 0, sum: new Uint8Array(32) }

/** Everything is here, but for what `hidden` holds. */
function world(standing: (peerId: string) => Standing = () => ({ network: 'one', useful: false })) {
  const hidden = new Set<string>()
  let asked = 0
  let givenUp = 0
  const source = {
    states: (all: readonly CID[]) => {
      asked++
      return Promise.resolve(all.map((one) => (hidden.has(one.toString()) ? undefined : sha256(one.bytes))))
    },
  }
  let steps = 0
  const turns = {
    isOver: () => ++steps % 100 === 0,
    next: () => {
      givenUp++
      return Promise.resolve()
    },
  }
  const watched = new Watched(source, { standing, turns })
  const all = async (peerId: string, count: number, n = 1, nowMs = NOW) => {
    const { answers } = await watched.compare(peerId, agreement(n), { cubes: count, ranges: [whole] }, nowMs)
    return answers[0]!.cubes
  }
  return { watched, hidden, all, asked: () => asked, givenUp: () => givenUp }
}

/** Names so many cubes for a peer, in messages of 256. @returns what it was refused for */
function fill(watched: Watched, peerId: string, count: number = COMPARE_LIMITS.maxWatched): unknown {
  const page = COMPARE_LIMITS.cubesPerWatch
  try {
    for (let from = 0; from < count; from += page)
      watched.watch(
        peerId,
        agreement(1),
        { anew: from === 0, cubes: cubes(Math.min(page, count - from), from) },
        NOW,
      )
    return undefined
  } catch (error) {
    return error
  }
}

describe('cubes that a peer has compared', () => {
  it('are those that it named under its agreement, as they are at the beginning of each comparison', async () => {
    const { watched, hidden, all } = world()
    expect(watched.watch('bob', agreement(1), { anew: true, cubes: cubes(3) }, NOW)).toBe(3)
    expect(watched.watch('bob', agreement(1), { anew: false, cubes: cubes(3, 1) }, NOW)).toBe(4)
    expect((await all('bob', 4))?.length).toBe(4)
    hidden.add(cube(2).toString())
    expect((await all('bob', 4))?.length).toBe(3)
    expect(watched.watch('bob', agreement(1), { anew: true, cubes: cubes(1) }, NOW)).toBe(1)
    expect((await all('bob', 1))?.length).toBe(1)
  })

  it('are forgotten with the agreement and with the connection, and nobody takes nothing for agreement', async () => {
    const { watched, all } = world()
    watched.watch('bob', agreement(1), { anew: true, cubes: cubes(3) }, NOW)
    expect(await rejection(all('bob', 3, 2))).toMatchObject({
      refusal: { class: 'transient', field: 'cubes' },
    })
    watched.watch('bob', agreement(2), { anew: true, cubes: cubes(3) }, NOW)
    watched.forget('bob')
    expect(await rejection(all('bob', 3, 2))).toMatchObject({
      refusal: { class: 'transient', field: 'cubes' },
    })
  })

  it('have other states for each agreement', async () => {
    const { watched, all } = world()
    watched.watch('bob', agreement(1), { anew: true, cubes: cubes(1) }, NOW)
    watched.watch('eve', agreement(2), { anew: true, cubes: cubes(1) }, NOW)
    expect(await all('bob', 1, 1)).not.toEqual(await all('eve', 1, 2))
  })

  it('are bounded for one peer', () => {
    const { watched } = world()
    expect(fill(watched, 'alice')).toBeUndefined()
    const more = { anew: false, cubes: [cube(-1)] }
    expect(() => watched.watch('alice', agreement(1), more, NOW)).toThrow(/too many cubes/u)
  })

  it('are bounded for all, and who holds most gives way to others', () => {
    const peers = COMPARE_LIMITS.maxWatchedByAll / COMPARE_LIMITS.maxWatched
    const { watched } = world((id) => ({ network: id.replace(/ .*/u, ''), useful: id === 'alice 1' }))
    for (let i = 1; i < peers; i++) expect(fill(watched, `eve ${i}`)).toBeUndefined()
    expect(fill(watched, 'alice 1')).toBeUndefined()
    expect(fill(watched, 'bob 1', 100)).toBeUndefined()
    const count = (peerId: string): number =>
      watched.watch(peerId, agreement(1), { anew: false, cubes: [] }, NOW)
    // Whoever was of use stays, and one of the others has to name its cubes anew.
    expect([count('bob 1'), count('alice 1')]).toEqual([100, COMPARE_LIMITS.maxWatched])
    const ofEve = Array.from({ length: peers - 1 }, (_, i) => count(`eve ${i + 1}`))
    expect(ofEve.filter((left) => left > 0).length).toBe(peers - 2)
  })

  it('are looked up no more often than is needed, however often a peer asks', async () => {
    const { watched, all, asked } = world()
    watched.watch('eve', agreement(1), { anew: true, cubes: cubes(3) }, NOW)
    for (let i = 0; i < COMPARE_LIMITS.beginPace.burst; i++) await all('eve', 3)
    expect(await rejection(all('eve', 3))).toMatchObject({ code: 'ERR_LIMIT' })
    expect(asked()).toBe(COMPARE_LIMITS.beginPace.burst)
  })

  it('are looked up once for all the streams on which a peer asks at once', async () => {
    const { watched, all, asked } = world()
    watched.watch('eve', agreement(1), { anew: true, cubes: cubes(3) }, NOW)
    await Promise.all([all('eve', 3), all('eve', 3), all('eve', 3)])
    expect(asked()).toBe(1)
  })

  it('are looked up for all the names of a network no more often than for some, unless they were of use', async () => {
    const { watched, all, asked } = world((id) => ({
      network: id.replace(/ .*/u, ''),
      useful: id === 'eve, once useful',
    }))
    const most = COMPARE_LIMITS.networkPace.burst
    const one = async (peerId: string): Promise<unknown> => {
      watched.watch(peerId, agreement(1), { anew: true, cubes: cubes(1) }, NOW)
      return rejection(all(peerId, 1)).catch(() => undefined)
    }
    for (let i = 0; i < most; i++) await one(`eve ${i}`)
    expect(asked()).toBe(most)
    expect(await one('eve again')).toMatchObject({ code: 'ERR_LIMIT' })
    await one('eve, once useful')
    await one('bob 1')
    expect(asked()).toBe(most + 2)
  })

  it('are asked about in no more ranges than an honest comparison needs', async () => {
    const { watched } = world()
    watched.watch('eve', agreement(1), { anew: true, cubes: cubes(100) }, NOW)
    const ask = (ranges: AskedRange[]) => watched.compare('eve', agreement(1), { cubes: 100, ranges }, NOW)
    await ask([whole])
    const part = { ...whole, from: '00' }
    for (let asked = 1; asked < 100 + COMPARE_LIMITS.spareRanges; asked++) await ask([part])
    expect(await rejection(ask([part]))).toMatchObject({ code: 'ERR_LIMIT' })
    await ask([whole])
    await ask([part])
  })

  it('are looked up and added up with turns for others', async () => {
    const { watched, all, givenUp } = world()
    expect(fill(watched, 'alice')).toBeUndefined()
    await all('alice', COMPARE_LIMITS.maxWatched)
    expect(givenUp()).toBe((2 * COMPARE_LIMITS.maxWatched - ((2 * COMPARE_LIMITS.maxWatched) % 100)) / 100)
  })
})
