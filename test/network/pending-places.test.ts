/** Who of those that have begun a connection may go on, and who gives way. */
import { describe, expect, it } from 'vitest'
import { PendingPlaces } from '../../src/network/pending-places.ts'

const LIMITS = { pending: 10, pendingPerNetwork: 4 }
const open = (random?: () => number): PendingPlaces<string> => new PendingPlaces<string>(LIMITS, random)
const many = (name: string, count: number): string[] =>
  Array.from({ length: count }, (_, i) => `${name} ${i}`)

/** `eve 3` comes from the one address of a network, `eve/home 3` from one of several. */
function originOf(name: string) {
  const address = name.split(' ')[0] ?? ''
  return { network: address.split('/')[0] ?? '', address }
}

/** All that happened of arrivals at one time. */
function arriveAll(places: PendingPlaces<string>, names: string[], nowMs: number) {
  const turns = names.map((name) => places.arrive(name, originOf(name), nowMs))
  return { begun: turns.flatMap(({ begin }) => begin), gone: turns.flatMap(({ gone }) => gone) }
}

describe('who may begin a handshake', () => {
  it('is everybody while there are places', () => {
    const names = [...many('eve', 4), ...many('mallory', 4), 'alice 0']
    expect(arriveAll(open(), names, 0)).toEqual({ begun: names, gone: [] })
  })

  it('is nobody else of a network that has its share, as long as those are safe', () => {
    const places = open()
    expect(arriveAll(places, many('eve', 6), 0).begun).toEqual(many('eve', 4))
    expect(places.tick(999)).toEqual({ begin: [], gone: [] })
    expect(places.arrive('alice 0', originOf('alice'), 999)).toEqual({ begin: ['alice 0'], gone: [] })
  })

  it('is who waits, once those before had the time of a handshake, the oldest first', () => {
    const places = open()
    arriveAll(places, many('eve', 6), 0)
    expect(places.tick(1_000)).toEqual({ begin: ['eve 4', 'eve 5'], gone: ['eve 0', 'eve 1'] })
  })

  it('is safe for the time of a handshake, however many come', () => {
    const places = open(() => 0.999)
    arriveAll(places, many('eve', 4), 0)
    const bob = 'eve bob'
    places.arrive(bob, originOf('eve'), 1)
    const begun = places.tick(1_000)
    expect(begun.begin).toEqual([bob])
    const { gone } = arriveAll(places, many('eve late', 200), 1_500)
    expect(gone).not.toContain(bob)
    expect(places.tick(1_999).gone).not.toContain(bob)
  })

  it('is at once who comes from where fewer have begun, when all places are taken: of those with most the oldest gives way', () => {
    const places = open()
    arriveAll(places, [...many('a', 4), ...many('b', 3), ...many('c', 3)], 0)
    expect(arriveAll(places, ['b2 0', 'alice 0'], 1)).toEqual({
      begun: ['b2 0', 'alice 0'],
      gone: ['a 0', 'a 1'],
    })
  })

  it('is not who would gain what has to be given back', () => {
    const places = open()
    arriveAll(places, [...many('a', 2), ...'bcdefghi'.split('').map((name) => `${name} 0`)], 0)
    expect(places.arrive('alice 0', originOf('alice'), 1)).toEqual({ begin: ['alice 0'], gone: ['a 0'] })
    expect(places.arrive('bob 0', originOf('bob'), 1)).toEqual({ begin: [], gone: [] })
    expect(places.tick(1_000).begin).toEqual(['bob 0'])
  })

  it('is not who comes from another address of a network that would then have as many as it takes from', () => {
    const places = open()
    arriveAll(places, [...many('a', 3), ...many('b', 2), ...many('c', 3), ...many('d', 2)], 0)
    expect(places.arrive('b/other 0', originOf('b/other'), 1)).toEqual({ begin: [], gone: [] })
    expect(places.arrive('e 0', originOf('e'), 1)).toEqual({ begin: ['e 0'], gone: ['a 0'] })
  })

  it('is at once who comes from another address of the same network', () => {
    const places = open()
    arriveAll(places, many('eve/home', 20), 0)
    const begun = places.arrive('eve/neighbour 0', originOf('eve/neighbour'), 1)
    expect(begun).toEqual({ begin: ['eve/neighbour 0'], gone: ['eve/home 0'] })
    // Of two addresses with as many, neither gains.
    places.arrive('eve/neighbour 1', originOf('eve/neighbour'), 2)
    expect(places.arrive('eve/neighbour 2', originOf('eve/neighbour'), 3)).toEqual({ begin: [], gone: [] })
  })

  it('is not at once who has one place less than those with most: they would only change places', () => {
    const places = open()
    arriveAll(places, [...many('eve/home', 2), 'eve/a 0', 'eve/b 0'], 0)
    expect(places.arrive('eve/a 1', originOf('eve/a'), 1)).toEqual({ begin: [], gone: [] })
  })

  it('is who comes next when one has gone on', () => {
    const places = open()
    arriveAll(places, many('eve', 5), 0)
    expect(places.end('eve 2', 10)).toEqual({ begin: ['eve 4'], gone: [] })
    for (const name of many('eve', 5)) places.end(name, 20)
    expect(places.isEmpty).toBe(true)
  })
})

describe('who gives way', () => {
  it('is who does not finish within five seconds, though nobody waits', () => {
    const places = open()
    places.arrive('eve 0', originOf('eve'), 0)
    expect(places.tick(4_999).gone).toEqual([])
    expect(places.tick(5_000).gone).toEqual(['eve 0'])
  })

  it('is anybody of a network of which too many wait, by chance, and never the last one for being last', () => {
    const last = open(() => 0.999)
    expect(arriveAll(last, many('eve', 25), 0).gone).toEqual(['eve 24'])
    const first = open(() => 0)
    expect(arriveAll(first, many('eve', 25), 0).gone).toEqual(['eve 4'])
  })

  it('is of the network with most, when too many wait in all', () => {
    const places = open(() => 0)
    const crowds = ['a', 'b', 'c', 'd'].flatMap((name) => many(name, 15))
    // Those that came first made room for others: 47 wait.
    expect(arriveAll(places, crowds, 0).gone).toEqual(['a 0', 'b 0', 'a 1'])
    expect(arriveAll(places, ['d x', 'd y', 'd z'], 1).gone).toEqual([])
    expect(arriveAll(places, ['a x'], 1).gone).toEqual(['d 2'])
  })
})
