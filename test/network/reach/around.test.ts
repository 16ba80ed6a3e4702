import { multiaddr } from '@multiformats/multiaddr'
import { describe, expect, it } from 'vitest'
import { networkOf } from '../../../src/network/connection-places.ts'
import { choosePlaceToEnd } from '../../../src/network/reach/choose-place-to-end.ts'
import { relayOf, tcpPort } from '../../../src/network/reach/circuit-addresses.ts'
import { decideMoved } from '../../../src/network/reach/decide-moved.ts'
import { describeProblems, describeReach } from '../../../src/network/reach/describe-reach.ts'

const relay = '12D3KooWPjceQrSwdWXPyLLeABRXmuqt69Rg3sBYbU1Nft9HyQ6X'
const peer = '12D3KooWE4aDz26eWDtERGijXnLjwbSPCV8UgckWk5Htds6Tk3sT'
const circuit = multiaddr(`/ip4/44.1.0.1/tcp/4001/p2p/${relay}/p2p-circuit/p2p/${peer}`)

describe('who comes through a relay', () => {
  it('is not counted as where the relay is', () => {
    expect(networkOf(circuit)).toBe('behind 44.1.0')
    expect(networkOf(multiaddr('/ip4/44.1.0.1/tcp/4001'))).toBe('44.1.0')
  })

  it('names the relay', () => {
    expect(relayOf(circuit)).toBe(relay)
    expect(relayOf(multiaddr(`/ip4/44.1.0.1/tcp/4001/p2p/${peer}`))).toBeUndefined()
  })
})

it('the port to open is that of TCP, not of websockets', () => {
  expect(tcpPort(multiaddr('/ip4/192.168.1.7/tcp/4001'))).toBe(4001)
  expect(tcpPort(multiaddr('/ip4/192.168.1.7/tcp/4001/ws'))).toBeUndefined()
  expect(tcpPort(circuit)).toBeUndefined()
})

describe('a place at a full relay', () => {
  const places = (...networks: string[]) => networks.map((network, at) => ({ network, at }))

  it('is the oldest of the network with most, for somebody who has fewer', () => {
    expect(choosePlaceToEnd(places('a', 'b', 'b', 'b'), 'c')).toEqual({ network: 'b', at: 1 })
  })

  it('is not taken from those who have as few', () => {
    expect(choosePlaceToEnd(places('a', 'b', 'c'), 'd')).toBeUndefined()
    expect(choosePlaceToEnd(places('b', 'b', 'b'), 'b')).toBeUndefined()
  })
})

describe('a node has moved', () => {
  const at = (wallMs: number, ...addresses: string[]) => ({ wallMs, addresses })

  it('when its addresses are others', () => {
    expect(decideMoved(at(0, '192.168.1.7'), at(2000, '192.168.2.7'), 2000)).toBe(true)
    expect(decideMoved(at(0, '192.168.1.7'), at(2000), 2000)).toBe(true)
    expect(decideMoved(at(0, '192.168.1.7'), at(2000, '192.168.1.7'), 2000)).toBe(false)
  })

  it('when the clock has jumped, and not when the loop was busy', () => {
    expect(decideMoved(at(0, 'a'), at(3_600_000, 'a'), 2000)).toBe(true)
    expect(decideMoved(at(3_600_000, 'a'), at(0, 'a'), 2000)).toBe(true)
    expect(decideMoved(at(0, 'a'), at(9_000, 'a'), 2000)).toBe(false)
  })
})

describe('how it is told', () => {
  const told = { addresses: [], candidates: [], places: 0, carries: 0, port: 4001, peers: 1 }

  it('says what is so, and what would be better', () => {
    expect(describeReach({ ...told, state: 'relayed', places: 2 })).toEqual({
      summary: 'you are behind a router that lets nobody in; two relays carry you',
      todo: 'to be faster, open port 4001 (TCP) at your router and forward it to this machine',
    })
    expect(describeReach({ ...told, state: 'relayed', places: 1 }).summary).toContain('one relay carries you')
    const address = '/ip4/44.1.0.1/tcp/4001'
    const candidates = [{ address, kind: 'mapped' as const }]
    expect(
      describeReach({ ...told, state: 'reachable', addresses: [address], candidates, carries: 2 }),
    ).toEqual({
      summary: `others reach you at ${address}, a port that your router opened for memcube; you carry two others as a relay`,
      todo: undefined,
    })
    expect(describeReach({ ...told, state: 'unknown', peers: 0 }).todo).toContain('memcube connect')
    expect(describeReach({ ...told, state: 'private', port: undefined }).todo).toContain('listen on TCP')
  })

  const around = {
    hasNetwork: true,
    mappingProblem: undefined,
    skewSeconds: undefined,
    unreachedAnnounced: [],
    missing: [],
    peers: 1,
  }
  const missing = (reason: string) => [{ address: '/ip4/44.1.0.1/tcp/4001', reason }]

  it.each([
    [
      'no network',
      { hasNetwork: false, peers: 0, missing: missing('ENETUNREACH') },
      'no address on any network',
    ],
    [
      'a page to log in',
      { peers: 0, missing: missing('EncryptionFailedError: stream ended') },
      'no peer answers',
    ],
    ['a firewall', { peers: 0, missing: missing('no answer in time') }, 'no peer answers'],
    [
      'a router that answers rubbish',
      { mappingProblem: 'the router at 192.168.1.1: UPnP is no help' },
      'UPnP',
    ],
    ['a clock', { skewSeconds: -4000 }, 'clocks is wrong'],
    ['a wrong announcement', { unreachedAnnounced: ['/ip4/44.9.9.9/tcp/1'] }, 'announced'],
  ])('has a sentence for %s, and what to do', (_, more, expected) => {
    const [problem, ...others] = describeProblems({ ...around, ...more })
    expect(problem?.message).toContain(expected)
    expect(problem?.hint.length).toBeGreaterThan(10)
    expect(others).toEqual([])
  })

  it('tells a page to log in from a firewall', () => {
    const hint = (reason: string) =>
      describeProblems({ ...around, peers: 0, missing: missing(reason) })[0]?.hint
    expect(hint('EncryptionFailedError: stream ended')).toContain('login page')
    expect(hint('Unexpected EOF - stream closed while reading 46/72 bytes')).toContain('login page')
    expect(hint('no answer in time')).toContain('firewall')
    expect(hint('connect ENETUNREACH 44.1.0.1:4001 - Local (0.0.0.0:0)')).toContain('no way to the internet')
  })

  it('has nothing to say where all is well', () => {
    expect(describeProblems(around)).toEqual([])
  })
})
