import { multiaddr } from '@multiformats/multiaddr'
import { describe, expect, it } from 'vitest'
import {
  parseAddress,
  peerIdIn,
  printable,
  farthestFirst,
  reachOf,
  reachOfIp,
  withPeerId,
} from '../../src/network/addresses.ts'
import { createGate } from '../../src/network/gater.ts'
import type { Profile } from '../../src/network/index.ts'
import { planHost } from '../../src/network/profiles.ts'

const ALICE = '12D3KooWK99VoVxNE7XzyBwXEzW7xhK7Gpv85r9F3V3fyKSUKPH5'

describe('how far an address reaches', () => {
  it.each([
    ['/ip4/127.0.0.1/tcp/1', 'loopback'],
    ['/ip4/127.8.9.1/tcp/1', 'loopback'],
    ['/ip6/::1/tcp/1', 'loopback'],
    ['/ip6/::ffff:127.0.0.1/tcp/1', 'loopback'],
    ['/dns4/localhost/tcp/1', 'loopback'],
    ['/dns/x.localhost/tcp/1', 'loopback'],
    ['/ip4/10.1.2.3/tcp/1', 'private'],
    ['/ip4/172.31.0.1/tcp/1', 'private'],
    ['/ip4/192.168.0.1/tcp/1', 'private'],
    ['/ip4/100.64.0.1/tcp/1', 'private'],
    ['/ip4/169.254.169.254/tcp/80', 'private'],
    ['/ip4/0.0.0.0/tcp/1', 'private'],
    ['/ip4/224.0.0.251/tcp/1', 'private'],
    ['/ip6/fe80::1/tcp/1', 'private'],
    ['/ip6zone/eth0/ip6/fe80::1/tcp/1', 'private'],
    ['/ip6/fd00::1/tcp/1', 'private'],
    ['/ip6/::ffff:10.0.0.1/tcp/1', 'private'],
    ['/ip6/2002:7f00:1::1/tcp/1', 'private'],
    ['/ip6/2002:a00:1::1/tcp/1', 'private'],
    ['/ip6/2001:0:a00:1::1/tcp/1', 'private'],
    ['/ip6/fec0::1/tcp/1', 'private'],
    ['/ip6/3fff::1/tcp/1', 'private'],
    ['/ip6/2001:4860:4860::8888/tcp/1', 'public'],
    ['/dns4/printer/tcp/1', 'private'],
    ['/dns4/box.local/tcp/1', 'private'],
    ['/ip4/1.1.1.1/tcp/1', 'public'],
    ['/ip4/172.32.0.1/tcp/1', 'public'],
    ['/ip6/2606:4700::1111/tcp/1', 'public'],
    ['/dns4/node.example.org/tcp/1', 'public'],
    [`/ip4/10.0.0.1/tcp/1/p2p/${ALICE}/p2p-circuit`, 'private'],
    [`/p2p/${ALICE}`, 'unknown'],
    ['/memory/1', 'unknown'],
  ])('%s is %s', (text, reach) => {
    expect(reachOf(multiaddr(text))).toBe(reach)
  })

  it('text that is no IP address reaches nowhere', () => {
    expect(reachOfIp('1.2.3')).toBe('unknown')
  })

  it('decides the order: what the whole world reaches comes first, what this machine alone reaches last', () => {
    const [lan, name, public_] = [
      '/ip4/10.1.2.3/tcp/1',
      '/dns4/seed.example.com/tcp/1',
      '/ip4/44.1.0.1/tcp/1',
    ]
    const own = ['/ip4/127.0.0.1/tcp/1', '/ip6/::1/tcp/1/ws']
    expect(farthestFirst([own[0]!, lan, own[1]!, name, public_])).toEqual([name, public_, lan, ...own])
    expect(farthestFirst([])).toEqual([])
  })
})

describe('what may be dialled', () => {
  const gate = (profile: Profile) =>
    createGate(planHost({ profile, listen: [], bootstrap: [], network: 'main' }), () => true)

  it('public never dials inwards, not even when told to', () => {
    const inwards = [
      '/ip4/127.0.0.1/tcp/1',
      '/ip4/10.0.0.1/tcp/1',
      '/ip4/169.254.169.254/tcp/80',
      '/ip6/fe80::1/tcp/1',
      '/dns4/localhost/tcp/1',
    ].map(parseAddress)
    const open = gate('public')
    inwards.forEach((address) => open.allow(address))
    expect(inwards.filter((address) => open.permits(address))).toEqual([])
    expect(open.permits(parseAddress('/ip4/1.1.1.1/tcp/1'))).toBe(true)
  })

  it('local goes beyond loopback only for an address that a person gave', () => {
    const home = gate('local')
    const far = parseAddress('/ip4/1.1.1.1/tcp/1')
    expect(home.permits(far)).toBe(false)
    home.allow(parseAddress(`/ip4/1.1.1.1/tcp/1/p2p/${ALICE}`))
    expect(home.permits(far)).toBe(true)
    expect(home.permits(parseAddress('/ip4/1.1.1.1/tcp/2'))).toBe(false)
  })
})

describe('text of addresses', () => {
  it('a peer id is found at the end and put there once', () => {
    const bare = parseAddress('/ip4/1.1.1.1/tcp/1')
    expect(peerIdIn(bare)).toBeUndefined()
    const full = withPeerId(bare, ALICE)
    expect(peerIdIn(parseAddress(full))).toBe(ALICE)
    expect(withPeerId(parseAddress(full), ALICE)).toBe(full)
  })

  it('what peers send cannot reach a terminal as code', () => {
    expect(printable(`a\u001b[2J${'x'.repeat(300)}`)).toMatch(/^a\?\[2Jx{195}…$/)
  })
})
