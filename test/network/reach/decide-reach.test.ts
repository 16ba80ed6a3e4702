import { describe, expect, it } from 'vitest'
import {
  type Candidate,
  decideAsking,
  decideReach,
  type RelayOffer,
  VERDICT_LIFE_MS,
  type Verdict,
} from '../../../src/network/reach/decide-reach.ts'

const nowMs = 10_000_000
const address = '/ip4/44.1.0.1/tcp/4001'
const guessed: Candidate = { address, kind: 'guessed' }
const said = (reached: boolean, network: string, atMs = nowMs - 1): Verdict => ({
  address,
  peerId: `peer of ${network}`,
  network,
  reached,
  atMs,
})
const relay = (peerId: string, network: string, more: Partial<RelayOffer> = {}): RelayOffer => ({
  peerId,
  network,
  held: false,
  retryAtMs: 0,
  ...more,
})
const decide = (more: Partial<Parameters<typeof decideReach>[0]>) =>
  decideReach({ candidates: [], verdicts: [], relays: [], reachableSinceMs: undefined, nowMs, ...more })

describe('what a node is', () => {
  it('is not known before anybody has tried, and then it lives as behind a router', () => {
    const decided = decide({ candidates: [guessed], relays: [relay('r', '44.1.0')] })
    expect(decided).toMatchObject({
      state: 'unknown',
      dht: 'client',
      servesRelay: false,
      addresses: [],
      reserve: ['r'],
    })
  })

  it('is reachable when it was dialled back: a server of the DHT, and a relay', () => {
    const decided = decide({ candidates: [guessed], verdicts: [said(true, '45.1.0')] })
    expect(decided).toMatchObject({
      state: 'reachable',
      dht: 'server',
      servesRelay: true,
      addresses: [address],
      reserve: [],
      seeksRelays: false,
    })
  })

  it('is private when it was tried in vain, and relayed with a place at a relay', () => {
    const verdicts = [said(false, '45.1.0')]
    expect(decide({ candidates: [guessed], verdicts }).state).toBe('private')
    expect(
      decide({ candidates: [guessed], verdicts, relays: [relay('r', '44', { held: true })] }).state,
    ).toBe('relayed')
  })

  it('takes an IPv4 address of its own for reachable until somebody says no, and an IPv6 address not', () => {
    const own: Candidate = { address, kind: 'own' }
    expect(decide({ candidates: [own] }).state).toBe('reachable')
    expect(decide({ candidates: [own], verdicts: [said(false, '45.1.0')] }).state).toBe('private')
    expect(decide({ candidates: [{ address: '/ip6/2600::1/tcp/4001', kind: 'own' }] }).state).toBe('unknown')
  })

  it('believes a person who announces an address until two networks say otherwise', () => {
    const announced: Candidate = { address, kind: 'announced' }
    expect(decide({ candidates: [announced], verdicts: [said(false, '45.1.0')] }).state).toBe('reachable')
    const denied = [said(false, '45.1.0'), said(false, '46.1.0')]
    expect(decide({ candidates: [announced], verdicts: denied }).state).toBe('private')
  })

  it('goes by networks, not by names: one liar with many names is outvoted by two others', () => {
    const lies = [1, 2, 3, 4].map((n) => ({ ...said(false, '66.6.6', nowMs - n), peerId: `liar ${n}` }))
    const verdicts = [...lies, said(true, '45.1.0'), said(true, '46.1.0')]
    expect(decide({ candidates: [guessed], verdicts }).state).toBe('reachable')
    const even = [said(true, '45.1.0'), said(false, '46.1.0')]
    expect(decide({ candidates: [guessed], verdicts: even }).state).toBe('private')
  })

  it('counts the last word of a network, and none that is old', () => {
    const changed = [said(false, '45.1.0', nowMs - 10), said(true, '45.1.0', nowMs - 5)]
    expect(decide({ candidates: [guessed], verdicts: changed }).state).toBe('reachable')
    expect(decide({ candidates: [guessed], verdicts: changed.toReversed() }).state).toBe('reachable')
    const old = [said(true, '45.1.0', nowMs - VERDICT_LIFE_MS)]
    expect(decide({ candidates: [guessed], verdicts: old }).state).toBe('unknown')
  })
})

describe('places at relays', () => {
  it('are two, in different networks where there are some', () => {
    const relays = [relay('a', '44.1.0'), relay('b', '44.1.0'), relay('c', '45.1.0')]
    expect(decide({ relays }).reserve).toEqual(['a', 'c'])
    expect(decide({ relays: relays.slice(0, 2) }).reserve).toEqual(['a', 'b'])
  })

  it('are taken beside one that is held, elsewhere', () => {
    const relays = [relay('a', '44.1.0', { held: true }), relay('b', '44.1.0'), relay('c', '45.1.0')]
    expect(decide({ relays })).toMatchObject({ reserve: ['c'], seeksRelays: false })
  })

  it('are not asked for where one was refused a moment ago', () => {
    const decided = decide({ relays: [relay('a', '44.1.0', { retryAtMs: nowMs + 1 })] })
    expect(decided).toMatchObject({ reserve: [], seeksRelays: true })
  })

  it('are looked for while there are fewer than two', () => {
    expect(decide({ relays: [relay('a', '44.1.0', { held: true })] }).seeksRelays).toBe(true)
  })

  it('are given up only once the node has been reachable for a while', () => {
    const open = {
      candidates: [guessed],
      verdicts: [said(true, '45.1.0')],
      relays: [relay('a', '44.1.0', { held: true })],
    }
    expect(decide({ ...open, reachableSinceMs: nowMs - 1000 }).release).toBe(false)
    expect(decide({ ...open, reachableSinceMs: nowMs - 61_000 }).release).toBe(true)
  })
})

describe('who is asked to dial', () => {
  const askers = ['45.1.0', '45.1.0', '46.1.0', '47.1.0', '48.1.0'].map((network, at) => ({
    peerId: `p${at}`,
    network,
  }))

  it('is one of each network, of three networks', () => {
    const due = decideAsking([{ address, askers }], [], new Map(), nowMs)
    expect(due.map(({ peerId }) => peerId)).toEqual(['p0', 'p2', 'p3'])
  })

  it('is asked again after a minute while nobody gets in, and after ten when somebody did', () => {
    const one = [{ address, askers: askers.slice(0, 1) }]
    const asked = new Map([[`${address} p0`, nowMs - 61_000]])
    expect(decideAsking(one, [said(false, '45.1.0')], asked, nowMs)).toHaveLength(1)
    expect(decideAsking(one, [said(true, '45.1.0')], asked, nowMs)).toHaveLength(0)
    expect(decideAsking(one, [said(true, '45.1.0')], asked, nowMs + 10 * 60_000)).toHaveLength(1)
  })
})
