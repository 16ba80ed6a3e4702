import { describe, expect, it } from 'vitest'
import { TwinWatch } from '../../src/swarms/twin-watch.ts'
import { WantedCubes } from '../../src/swarms/wanted-cubes.ts'

describe('cubes that members offer', () => {
  it('are tried one of each member by turns', () => {
    const wanted = new WantedCubes()
    expect(wanted.tell('eve', ['e1', 'e2', 'e3'])).toBe(true)
    expect(wanted.tell('bob', ['b1', 'e2'])).toBe(true)
    expect(wanted.due(0)).toEqual(['e1', 'b1', 'e2', 'e3'])
    expect(wanted.tell('bob', ['e1'])).toBe(false)
  })

  it('wait longer each time they could not be had, and never longer than ten minutes', () => {
    const wanted = new WantedCubes()
    wanted.tell('eve', ['e1'])
    for (const waitMs of [5_000, 10_000, 20_000]) {
      wanted.failed('e1', 0)
      expect([wanted.due(waitMs - 1), wanted.due(waitMs)]).toEqual([[], ['e1']])
    }
    for (let i = 0; i < 20; i++) wanted.failed('e1', 0)
    expect([wanted.due(599_999), wanted.due(600_000)]).toEqual([[], ['e1']])
  })

  it('are not tried again once they are here', () => {
    const wanted = new WantedCubes()
    wanted.tell('bob', ['b1', 'b2'])
    wanted.got('b1')
    expect(wanted.due(0)).toEqual(['b2'])
  })

  it('of who is no member any more are forgotten, with what failed', () => {
    const wanted = new WantedCubes()
    wanted.tell('eve', ['e1'])
    wanted.tell('bob', ['b1'])
    wanted.failed('e1', 0)
    wanted.keepOnly(new Set(['bob']))
    expect(wanted.due(0)).toEqual(['b1'])
    wanted.tell('bob', ['b1', 'e1'])
    expect(wanted.due(0)).toEqual(['b1', 'e1'])
  })
})

describe('a node key', () => {
  const run = (byte: number): Uint8Array => new Uint8Array(16).fill(byte)
  const watching = () => {
    const told: (string | undefined)[][] = []
    const watch = new TwinWatch(
      'self',
      (peerId, by) => void told.push(by === undefined ? [peerId] : [peerId, by]),
    )
    return { watch, told }
  }

  it('is used by two machines when two of its runs speak by turns, and that is told once', () => {
    const { watch, told } = watching()
    for (const session of [1, 2, 1, 2, 1]) watch.note('bob', run(session), false)
    expect(told).toEqual([['bob']])
    expect([...watch.twins]).toEqual(['bob'])
  })

  it('is used by one that is started again and again', () => {
    const { watch, told } = watching()
    for (const session of [1, 1, 2, 2, 3, 4]) watch.note('bob', run(session), false)
    expect(told).toEqual([])
  })

  it('of this home is said by others to be used by two, and that is told once', () => {
    const { watch, told } = watching()
    watch.note('bob', run(1), true)
    watch.note('carol', run(2), true)
    expect(told).toEqual([['self', 'bob']])
    expect(watch.isTwin).toBe(true)
  })
})
