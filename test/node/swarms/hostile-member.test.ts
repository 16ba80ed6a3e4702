// What a member can do to the others with lies about cubes and places: the pure halves of it.
import { describe, expect, it } from 'vitest'
import { encode } from '../../../src/core/codec/index.ts'
import type { Swarm } from '../../../src/core/swarm/index.ts'
import { formatPeerId } from '../../../src/core/identity/index.ts'
import { TEAM_LIMITS } from '../../../src/protocols/index.ts'
import { Places } from '../../../src/swarms/places.ts'
import { fittingPlaces, placesAtDoor } from '../../../src/swarms/team-talk.ts'
import { WantedCubes } from '../../../src/swarms/wanted-cubes.ts'
import { person } from '../../core/swarm/people.ts'

describe('cubes that a member names', () => {
  it('are tried by turns, so that 2,000 made up do not keep one that is there', () => {
    const wanted = new WantedCubes()
    const lies = Array.from({ length: 2_000 }, (_, i) => `lie ${i}`)
    expect(wanted.tell('eve', lies)).toBe(true)
    expect(wanted.tell('alice', ['notes', 'plans'])).toBe(true)
    expect(wanted.due(0).slice(0, 4)).toEqual(['lie 0', 'notes', 'lie 1', 'plans'])
    expect(wanted.tell('eve', lies)).toBe(false)
  })

  it('that nobody gives wait longer each time, and are forgotten when nobody names them', () => {
    const wanted = new WantedCubes()
    wanted.tell('eve', ['lie'])
    const waits: number[] = []
    for (let now = 0; waits.length < 9;) {
      wanted.failed('lie', now)
      let ms = 0
      while (wanted.due(now + ms).length === 0) ms += 1_000
      waits.push(ms / 1_000)
      now += ms
    }
    expect(waits).toEqual([5, 10, 20, 40, 80, 160, 320, 600, 600])
    wanted.tell('eve', ['another'])
    wanted.tell('eve', ['lie'])
    expect(wanted.due(0)).toEqual(['lie'])
  })

  it('take the place of what it named before, and end with its membership', () => {
    const wanted = new WantedCubes()
    wanted.tell('eve', ['a', 'b'])
    wanted.tell('eve', ['c'])
    wanted.tell('alice', ['c', 'd'])
    wanted.got('c')
    expect(wanted.due(0)).toEqual(['d'])
    wanted.keepOnly(new Set(['eve']))
    expect(wanted.due(0)).toEqual([])
  })
})

const peerOf = (name: string): string => formatPeerId(person(name).keys.peer)
const at = (name: string, port: number): string => `/ip4/192.0.2.7/tcp/${port}/p2p/${peerOf(name)}`
const team = {
  roster: () => ({ members: ['alice', 'bob', 'eve'].map((name) => person(name).keys) }) as unknown as Swarm,
}
const place = (name: string, ...ports: number[]) => ({
  peer: person(name).keys.peer,
  doors: [],
  hosts: ports.map((port) => at(name, port)),
})

describe('places that a member names', () => {
  it('of others come behind what is known, until that member speaks itself, and an empty one is none', () => {
    const places = new Places()
    const empty = { ...place('bob'), hosts: [at('eve', 1)] }
    expect(places.learn(peerOf('eve'), [empty], team)).toBe(false)
    expect(places.learn(peerOf('alice'), [place('bob', 2)], team)).toBe(true)
    expect(places.learn(peerOf('eve'), [place('bob', 666)], team)).toBe(true)
    expect(places.learn(peerOf('alice'), [place('bob', 2)], team)).toBe(false)
    expect(places.get(peerOf('bob')).hosts).toEqual([at('bob', 2), at('bob', 666)])
    expect(places.learn(peerOf('bob'), [place('bob', 3)], team)).toBe(true)
    expect(places.learn(peerOf('eve'), [place('bob', 666)], team)).toBe(false)
    expect(places.get(peerOf('bob')).hosts).toEqual([at('bob', 3)])
    // Nor after a restart.
    const kept = new Places(places.entries())
    expect(kept.learn(peerOf('eve'), [place('bob', 666)], team)).toBe(false)
    expect(places.learn(peerOf('bob'), [place('bob')], team)).toBe(false)
    expect(places.get(peerOf('bob')).hosts).toEqual([at('bob', 3)])
    expect(places.learn(peerOf('eve'), [place('mallory', 1)], team)).toBe(false)
  })

  it('by whoever lies first do not keep out who tells the truth', () => {
    const places = new Places()
    places.learn(peerOf('eve'), [place('bob', ...Array.from({ length: 8 }, (_, i) => 600 + i))], team)
    places.learn(peerOf('alice'), [place('bob', 2, 3)], team)
    expect(places.get(peerOf('bob')).hosts.slice(4, 6)).toEqual([at('bob', 2), at('bob', 3)])
  })

  it('at its door do not push out what was known of others, and strangers are not kept', () => {
    const places = new Places()
    const isMember = (peerId: string): boolean => peerId !== peerOf('mallory')
    places.learn(peerOf('bob'), [place('bob', 1, 2)], team)
    const lies = Array.from({ length: 16 }, (_, i) => at('bob', 600 + i))
    places.add([], [...lies, at('mallory', 1)], { from: peerOf('eve'), isMember })
    expect(places.get(peerOf('bob')).hosts.slice(0, 2)).toEqual([at('bob', 1), at('bob', 2)])
    expect(places.get(peerOf('bob')).hosts).toHaveLength(8)
    expect(places.entries().map(([peerId]) => peerId)).toEqual([peerOf('bob')])
    places.add([], [at('bob', 9)], { from: peerOf('bob'), isMember })
    expect(places.get(peerOf('bob')).hosts[0]).toBe(at('bob', 9))
  })

  it('are told at a door by turns, so that nobody is left out for what others have', () => {
    const own = { doors: [], hosts: [at('alice', 1), at('alice', 2)] }
    const others = [place('bob', 3, 4, 5), place('eve', 6), { doors: [], hosts: [] }]
    expect(placesAtDoor(own, others)).toEqual({
      doors: [],
      hosts: [at('alice', 1), at('alice', 2), at('bob', 3), at('eve', 6), at('bob', 4), at('bob', 5)],
    })
    const many = Array.from({ length: 40 }, (_, i) => place('bob', i + 1, 100 + i))
    expect(placesAtDoor(own, many).hosts).toEqual([
      ...own.hosts,
      ...Array.from({ length: 14 }, (_, i) => at('bob', i + 1)),
    ])
  })

  it('by 256 members with as many addresses as they may give still fit into a message', () => {
    const long = 'x'.repeat(256)
    const full = { peer: new Uint8Array(32), doors: Array(8).fill(long), hosts: Array(8).fill(long) }
    const told = fittingPlaces([
      place('alice', 1),
      ...Array(256).fill(full),
      { ...full, doors: [], hosts: [] },
    ])
    expect(told[0]).toEqual(place('alice', 1))
    const bytes = encode(told).length
    expect(bytes).toBeLessThan(TEAM_LIMITS.maxPlaceBytes)
    expect(bytes).toBeGreaterThan(TEAM_LIMITS.maxPlaceBytes * 0.9)
  })
})
