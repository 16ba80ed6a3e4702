import { describe, expect, it } from 'vitest'
import type { NetworkConfig } from '../../src/network/index.ts'
import { IPFS_BOOTSTRAP } from '../../src/network/ipfs/ipfs-bootstrap.ts'
import { planHost } from '../../src/network/profiles.ts'

const KUBO = '12D3KooWE4aDz26eWDtERGijXnLjwbSPCV8UgckWk5Htds6Tk3sT'

const config = (change: Partial<NetworkConfig>): NetworkConfig => ({
  profile: 'local',
  listen: [],
  bootstrap: [],
  network: 'main',
  ...change,
})

describe('what a host of each profile does', () => {
  it('local: loopback only, no discovery', () => {
    expect(planHost(config({ port: 4001 }))).toEqual({
      profile: 'local',
      prefix: '/memcube/main',
      listen: ['/ip4/127.0.0.1/tcp/4001'],
      announce: [],
      tells: 'near',
      bootstrap: [],
      transports: ['tcp', 'websockets'],
      services: ['identify', 'identify-push', 'ping', 'dht', 'gossipsub'],
      discovery: [],
      mdnsTag: 'memcube-main.local',
      dht: { protocol: '/memcube/main/kad/1.0.0', privateAddresses: true },
      gossip: { topics: undefined, limitPeersPerIp: false },
      dialsLearnt: ['loopback'],
      dialsGiven: ['loopback', 'private', 'public'],
      connections: {
        max: 300,
        inbound: 240,
        perNetwork: 240,
        inboundPerSecond: 1000,
        pending: 200,
        pendingPerNetwork: 200,
      },
    })
  })

  it('lan: all interfaces, mDNS, private addresses', () => {
    expect(planHost(config({ profile: 'lan' }))).toMatchObject({
      listen: ['/ip4/0.0.0.0/tcp/0'],
      tells: 'near',
      transports: ['tcp', 'websockets'],
      services: ['identify', 'identify-push', 'ping', 'dht', 'gossipsub'],
      discovery: ['mdns'],
      dht: { privateAddresses: true },
      gossip: { limitPeersPerIp: false },
      dialsLearnt: ['loopback', 'private'],
    })
  })

  it('public: relay client and hole punching, public addresses only', () => {
    expect(planHost(config({ profile: 'public', port: 4001 }))).toMatchObject({
      listen: ['/ip4/0.0.0.0/tcp/4001', '/ip6/::/tcp/4001'],
      tells: 'reached',
      transports: ['tcp', 'websockets', 'circuit-relay'],
      services: ['identify', 'identify-push', 'ping', 'dht', 'gossipsub', 'dcutr', 'reach'],
      discovery: [],
      dht: { protocol: '/memcube/main/kad/1.0.0', privateAddresses: false },
      gossip: { limitPeersPerIp: true },
      dialsLearnt: ['public'],
      dialsGiven: ['public'],
    })
  })

  it('swarm: all interfaces, told to members whatever their reach', () => {
    expect(planHost(config({ profile: 'swarm' }))).toMatchObject({
      listen: ['/ip4/0.0.0.0/tcp/0', '/ip6/::/tcp/0'],
      tells: 'own',
      transports: ['tcp', 'websockets'],
      dialsLearnt: ['loopback', 'private', 'public'],
    })
  })

  it('keeps two networks apart in every name', () => {
    const plan = planHost(config({ network: 'lab-7', profile: 'lan' }))
    expect([plan.prefix, plan.dht.protocol, plan.mdnsTag]).toEqual([
      '/memcube/lab-7',
      '/memcube/lab-7/kad/1.0.0',
      'memcube-lab-7.local',
    ])
  })

  it('shares a DHT with other software only when told its protocol', () => {
    expect(planHost(config({ dhtProtocol: '/ipfs/lan/kad/1.0.0' })).dht.protocol).toBe('/ipfs/lan/kad/1.0.0')
  })

  it('two plans share no list', () => {
    const first = planHost(config({}))
    first.services.push('dcutr')
    expect(planHost(config({})).services).not.toContain('dcutr')
  })
})

describe('the DHT of the public IPFS network', () => {
  it('is there for who asks for it, and for nobody who only names nodes of it', () => {
    const named = { profile: 'public', ipfsBootstrap: [`/ip4/1.2.3.4/tcp/4001/p2p/${KUBO}`] } as const
    expect(planHost(config({ ...named, ipfsBootstrap: [...named.ipfsBootstrap] }))).not.toHaveProperty('ipfs')
    expect(planHost(config({ profile: 'public' }))).not.toHaveProperty('ipfs')
    expect(planHost(config({ profile: 'public', ipfsDht: true })).ipfs).toEqual({
      protocol: '/ipfs/kad/1.0.0',
      bootstrap: [...IPFS_BOOTSTRAP],
    })
    const own = planHost(
      config({ profile: 'public', ipfsDht: true, ipfsBootstrap: [...named.ipfsBootstrap] }),
    )
    expect(own.ipfs?.bootstrap).toEqual(named.ipfsBootstrap)
    expect(own.dht.protocol).toBe('/memcube/main/kad/1.0.0')
  })
})

describe('what is refused', () => {
  const unsafe: [string, Partial<NetworkConfig>][] = [
    ['local on all interfaces', { listen: ['/ip4/0.0.0.0/tcp/4001'] }],
    ['local on the address of the house', { listen: ['/ip4/192.168.1.5/tcp/4001'] }],
    ['local with an announced address', { announce: ['/ip4/1.2.3.4/tcp/4001'] }],
    ['lan with an announced address', { profile: 'lan', announce: ['/ip4/1.2.3.4/tcp/4001'] }],
    ['public announcing a private address', { profile: 'public', announce: ['/ip4/10.0.0.1/tcp/4001'] }],
    [
      'public with a private bootstrap address',
      { profile: 'public', bootstrap: ['/ip4/192.168.1.5/tcp/4001'] },
    ],
    [
      'public with a loopback bootstrap address',
      { profile: 'public', bootstrap: ['/dns4/localhost/tcp/4001'] },
    ],
    ['a bootstrap address without a port', { bootstrap: ['/ip4/127.0.0.1'] }],
    ['a bootstrap address of a peer alone', { bootstrap: ['/tcp/4001'] }],
    ['public with another DHT', { profile: 'public', dhtProtocol: '/ipfs/lan/kad/1.0.0' }],
    ['the DHT of the public IPFS network', { dhtProtocol: '/ipfs/kad/1.0.0' }],
    ['a DHT protocol of no DHT', { dhtProtocol: '/x' }],
    ['the DHT of IPFS in local', { ipfsDht: true }],
    ['the DHT of IPFS in lan', { profile: 'lan', ipfsDht: true }],
    ['the DHT of IPFS in a swarm', { profile: 'swarm', network: 'swarm-x', ipfsDht: true }],
    ['a test network in public', { profile: 'public', ipfsDht: true, ipfsProtocol: '/ipfs/lan/kad/1.0.0' }],
    [
      'a node of IPFS on a private address',
      { profile: 'public', ipfsDht: true, ipfsBootstrap: [`/ip4/10.0.0.1/tcp/4001/p2p/${KUBO}`] },
    ],
    [
      'a node of IPFS without a name',
      { profile: 'public', ipfsDht: true, ipfsBootstrap: ['/ip4/1.2.3.4/tcp/4001'] },
    ],
    ['QUIC', { listen: ['/ip4/127.0.0.1/udp/4001/quic-v1'] }],
    ['WebRTC', { listen: ['/ip4/127.0.0.1/udp/4001/webrtc-direct'] }],
    ['a relay where there is none', { listen: ['/p2p-circuit'] }],
    ['a network of no name', { network: '' }],
    ['a network with a slash', { network: 'a/b' }],
    ['a prefix without a slash', { prefix: 'memcube' }],
    ['a port above 65535', { port: 65_536 }],
    ['a port that is no whole number', { port: 1.5 }],
    ['a profile that does not exist', { profile: 'moon' as never }],
  ]
  it.each(unsafe)('%s', (_, change) => {
    expect(() => planHost(config(change))).toThrow(
      expect.objectContaining({ name: 'NetworkError', code: 'ERR_USAGE', hint: expect.stringMatching(/./) }),
    )
  })

  it('an address that is none', () => {
    expect(() => planHost(config({ listen: ['localhost:4001'] }))).toThrow(
      expect.objectContaining({ code: 'ERR_INVALID_INPUT' }),
    )
  })
})
