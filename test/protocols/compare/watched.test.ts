/** What a node keeps for peers that compare: bounded, one agreement each, and as it is now at each new comparison. */
import { describe, expect, it } from 'vitest'
import type { CID } from 'multiformats/cid'
import { cidFor, DAG_CBOR, sha256 } from '../../../src/core/codec/index.ts'
import { COMPARE_LIMITS } from '../../../src/protocols/compare/limits.ts'
import { Watched } from '../../../src/protocols/compare/watched.ts'
import { NOW, rejection } from '../sample.ts'

const cube = (n: number): CID => cidFor(DAG_CBOR, Buffer.from(String(n)))
const cubes = (count: number, from = 0): CID[] => Array.from({ length: count }, (_, i) => cube(from + i))
const agreement = (n: number): Uint8Array => Uint8Array.of(0x12, 32, ...new Uint8Array(32).fill(n))
const whole = { count: 0, sum: new Uint8Array(32) }

/** Everything is here, but for what `hidden` holds. */
function world() {
  const hidden = new Set<string>()
  let asked = 0
  const watched = new Watched({
    states: (all) => {
      asked++
      return Promise.resolve(all.map((one) => (hidden.has(one.toString()) ? undefined : sha256(one.bytes))))
    },
  })
  const all = async (peerId: string, count: number, n = 1) => {
    const { answers } = await watched.compare(peerId, agreement(n), { cubes: count, ranges: [whole] }, NOW)
    return answers[0]!.cubes
  }
  return { watched, hidden, all, asked: () => asked }
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

  it('are bounded for one peer and for all', () => {
    const { watched } = world()
    const page = COMPARE_LIMITS.cubesPerWatch
    const fill = (peerId: string): void => {
      for (let from = 0; from < COMPARE_LIMITS.maxWatched; from += page)
        watched.watch(peerId, agreement(1), { anew: false, cubes: cubes(page, from) }, NOW)
    }
    fill('peer 0')
    const more = { anew: false, cubes: [cube(-1)] }
    expect(() => watched.watch('peer 0', agreement(1), more, NOW)).toThrow(/too many cubes/u)
    const peers = COMPARE_LIMITS.maxWatchedByAll / COMPARE_LIMITS.maxWatched
    for (let i = 1; i < peers; i++) fill(`peer ${i}`)
    expect(() => watched.watch('one more', agreement(1), more, NOW)).toThrow(/too many cubes/u)
    watched.forget('peer 0')
    expect(watched.watch('one more', agreement(1), more, NOW)).toBe(1)
  })

  it('are looked up no more often than is needed, however often a peer asks', async () => {
    const { watched, all, asked } = world()
    watched.watch('eve', agreement(1), { anew: true, cubes: cubes(3) }, NOW)
    for (let i = 0; i < COMPARE_LIMITS.pace.burst - 1; i++) await all('eve', 3)
    expect(await rejection(all('eve', 3))).toMatchObject({ code: 'ERR_LIMIT' })
    expect(asked()).toBe(COMPARE_LIMITS.pace.burst - 1)
  })
})
