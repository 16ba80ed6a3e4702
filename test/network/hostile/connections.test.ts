/** Eve holds connections; newcomers get a place, and eve's give way. */
import { generateKeyPair } from '@libp2p/crypto/keys'
import { noise } from '@libp2p/noise'
import { tcp } from '@libp2p/tcp'
import { yamux } from '@libp2p/yamux'
import { multiaddr } from '@multiformats/multiaddr'
import { createLibp2p } from 'libp2p'
import { describe, expect, it } from 'vitest'
import {
  decideEvictions,
  MAX_PER_PEER,
  networkOf,
  type ConnectionPlace,
} from '../../../src/network/connection-places.ts'
import { connect, startHost } from '../hosts.ts'

const LIMITS = { inbound: 10, perNetwork: 8 }
const NOW = 1_000_000

const place = (name: string, over: Partial<ConnectionPlace> = {}): ConnectionPlace & { name: string } => ({
  name,
  network: 'eve',
  inbound: true,
  useful: false,
  openedMs: NOW - 60_000,
  activeMs: 0,
  ...over,
})
const names = (places: (ConnectionPlace & { name: string })[]): string[] =>
  decideEvictions(places, LIMITS, NOW).map(({ name }) => name)
const crowd = (count: number, over: Partial<ConnectionPlace> = {}): (ConnectionPlace & { name: string })[] =>
  Array.from({ length: count }, (_, i) => place(`eve ${i}`, over))

describe('who gives way when connections are too many', () => {
  it('is nobody while there is room, and never who was dialled or was of use', () => {
    expect(names(crowd(8))).toEqual([])
    expect(names(crowd(20, { useful: true }))).toEqual([])
    expect(names(crowd(20, { inbound: false }))).toEqual([])
  })

  it('is of the network that has the most places, not who comes from elsewhere', () => {
    const others = ['a', 'b', 'c', 'd'].map((name) => place(name, { network: name }))
    const evicted = names([...others, ...crowd(8)])
    expect(evicted).toEqual(['eve 0', 'eve 1'])
  })

  it('is beyond the share of one network, however much room there is', () => {
    expect(decideEvictions(crowd(20), { inbound: 100, perNetwork: 8 }, NOW)).toHaveLength(12)
  })

  it('is who did nothing for longest, before who has just come', () => {
    const newcomer = place('alice', { openedMs: NOW - 10 })
    const worker = place('bob', { activeMs: NOW - 20_000 })
    expect(names([newcomer, worker, ...crowd(8)])).toEqual(['eve 0', 'eve 1'])
  })

  it('is somebody even if all have just come', () => {
    expect(names(crowd(20, { openedMs: NOW }))).toHaveLength(12)
  })
})

describe('the network of an address', () => {
  it.each([
    ['/ip4/192.0.2.7/tcp/1', '192.0.2'],
    ['/ip6/2001:db8:1:2::7/tcp/1', '2001:db8:1'],
    ['/ip6/2001:db8::7/tcp/1', '2001:db8:0'],
    ['/ip6/::1/tcp/1', '0:0:0'],
    ['/dns4/example.org/tcp/1', 'example.org'],
  ])('of %s is %s', (address, network) => {
    expect(networkOf(multiaddr(address))).toBe(network)
  })
})

describe('one identity', () => {
  it('gets no more connections than its share, and a newcomer gets one', async () => {
    const alice = await startHost('alice')
    const eve = await createLibp2p({
      privateKey: await generateKeyPair('Ed25519'),
      transports: [tcp()],
      connectionEncrypters: [noise()],
      streamMuxers: [yamux()],
    })
    try {
      // One after another: dials of one peer at one time share a connection.
      for (let i = 0; i < 3 * MAX_PER_PEER; i++)
        await eve.dial(multiaddr(alice.address), { force: true }).catch(() => undefined)
      const bob = await startHost('bob')
      await connect(bob, alice)
      expect(eve.getConnections().filter(({ status }) => status === 'open').length).toBeLessThanOrEqual(
        MAX_PER_PEER,
      )
    } finally {
      await eve.stop()
    }
  })
})
