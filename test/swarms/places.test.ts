import { describe, expect, it } from 'vitest'
import { peerIn, Places } from '../../src/swarms/places.ts'
import { peerIdOf, type Team } from '../../src/swarms/team.ts'
import { person } from '../core/swarm/people.ts'

const [alice, bob] = [person('alice').keys, person('bob').keys]
const idOf = { alice: peerIdOf(alice), bob: peerIdOf(bob), eve: peerIdOf(person('eve').keys) }
const team = { roster: () => ({ members: [alice, bob] }) } as unknown as Pick<Team, 'roster'>
const at = (name: keyof typeof idOf, nth: number): string => `/ip4/192.0.2.${nth}/tcp/1/p2p/${idOf[name]}`
const many = (name: keyof typeof idOf, from: number, count: number): string[] =>
  Array.from({ length: count }, (_, i) => at(name, from + i))
const said = (peer: Uint8Array, doors: string[], hosts: string[] = []) => ({ peer, doors, hosts })

describe('where a member is', () => {
  it('is where it says itself, whatever others said', () => {
    const places = new Places()
    expect(places.learn(idOf.alice, [said(bob.peer, [at('bob', 1)])], team)).toBe(true)
    expect(places.learn(idOf.bob, [said(bob.peer, [at('bob', 2)])], team)).toBe(true)
    expect(places.get(idOf.bob).doors).toEqual([at('bob', 2)])
    expect(places.learn(idOf.alice, [said(bob.peer, [at('bob', 3)])], team)).toBe(false)
    expect(places.get(idOf.bob).doors).toEqual([at('bob', 2)])
    expect(places.learn(idOf.bob, [said(bob.peer, [at('bob', 2)])], team)).toBe(false)
  })

  it('is known for members alone, and only by addresses that lead to them', () => {
    const places = new Places()
    places.learn(idOf.alice, [said(person('eve').keys.peer, [at('eve', 1)])], team)
    expect(places.entries()).toEqual([])
    places.learn(idOf.alice, [said(alice.peer, [at('alice', 1), at('eve', 2), '/ip4/192.0.2.3/tcp/1'])], team)
    expect(places.get(idOf.alice).doors).toEqual([at('alice', 1)])
  })

  it('stays what it was when the member names nothing', () => {
    const places = new Places()
    places.learn(idOf.bob, [said(bob.peer, [at('bob', 1)])], team)
    expect(places.learn(idOf.bob, [said(bob.peer, [])], team)).toBe(false)
    expect(places.get(idOf.bob).doors).toEqual([at('bob', 1)])
  })

  it('is at most eight addresses, and what others say leaves half of what was known', () => {
    const places = new Places()
    places.add(many('bob', 1, 12), [])
    expect(places.get(idOf.bob).doors).toEqual(many('bob', 1, 8))
    places.learn(idOf.alice, [said(bob.peer, many('bob', 101, 12))], team)
    expect(places.get(idOf.bob).doors).toEqual([...many('bob', 1, 4), ...many('bob', 101, 4)])
  })

  it('comes first from who answered there', () => {
    const places = new Places()
    places.add(many('bob', 1, 8), [])
    places.add([at('bob', 50)], [], { from: idOf.bob })
    expect(places.get(idOf.bob).doors[0]).toBe(at('bob', 50))
    expect(places.add([at('eve', 1)], [], { isMember: (peerId) => peerId !== idOf.eve })).toBe(false)
  })
})

it('the peer of an address is the one at its end', () => {
  expect(peerIn(at('bob', 1))).toBe(idOf.bob)
  expect(peerIn(`${at('bob', 1)}/p2p-circuit`)).toBeUndefined()
})
