import { describe, expect, it } from 'vitest'
import {
  createFence,
  createNetwork,
  type NetworkConfig,
  type SwarmSettings,
} from '../../src/network/index.ts'
import { planHost } from '../../src/network/profiles.ts'
import { type HostView, kuboGateProblems, swarmHostProblems } from '../../src/network/running-swarm.ts'
import { formatSwarmKey } from '../../src/network/swarm-key.ts'
import type { KuboWishes } from '../../src/network/unsafe-kubo.ts'
import {
  type KuboSettings,
  refuseUnsafe,
  requireSafe,
  type UnsafeKind,
} from '../../src/network/unsafe-swarm.ts'
import { rejection, startHost } from './hosts.ts'

const PEER = '12D3KooWDpJ7As7BWAwRMfu1VU2WCqNjvq387JEYKDBj4kx6nXTN'
const OTHER = '12D3KooWEyoppNCUx8Yx66oV9fJnriXwCcXwDDUA2kj6vnc6iDEp'
const KEY = Uint8Array.from({ length: 32 }, (_, i) => i)

const safeConfig: NetworkConfig = {
  profile: 'swarm',
  network: 'swarm-abc',
  listen: ['/ip4/0.0.0.0/tcp/4001', '/ip6/::/tcp/4002/ws'],
  bootstrap: [`/ip4/10.0.0.2/tcp/4001/p2p/${PEER}`, `/dns4/seed.example.com/tcp/4001/p2p/${PEER}`],
  announce: ['/ip4/192.0.2.7/tcp/4001'],
  gossipTopics: ['/memcube/swarm-abc/heads/0'],
}
const safe: SwarmSettings = {
  config: safeConfig,
  fence: KEY,
  gated: true,
  roster: [PEER],
  keyFiles: [{ path: 'keys/fence', mode: 0o100600, own: true }],
  wishes: { upnp: false, gateways: [], mdns: undefined },
}
const withConfig = (change: Partial<NetworkConfig>): SwarmSettings => ({
  ...safe,
  config: { ...safeConfig, ...change },
})
const wishing = (name: string, value: unknown): SwarmSettings => ({ ...safe, wishes: { [name]: value } })

const UNSAFE: [what: string, kind: UnsafeKind, settings: SwarmSettings, found: string][] = [
  ['no key', 'no-key', { ...safe, fence: undefined }, 'no key'],
  ['a short key', 'short-key', { ...safe, fence: KEY.slice(0, 16) }, '16'],
  ['a long key', 'short-key', { ...safe, fence: new Uint8Array(64).fill(1, 3) }, '64'],
  ['a key of zeros', 'short-key', { ...safe, fence: new Uint8Array(32) }, 'all the same'],
  ['nobody who asks the roster', 'no-roster', { ...safe, gated: false }, 'roster'],
  ['the node key of public life', 'shared-node-key', { ...safe, sharesNodeKey: true }, 'node key'],
  [
    'a key file for the group',
    'readable-key-file',
    { ...safe, keyFiles: [{ path: 'k', mode: 0o100640, own: true }] },
    '640',
  ],
  [
    'a key file for all',
    'readable-key-file',
    { ...safe, keyFiles: [{ path: 'k', mode: 0o604, own: true }] },
    '604',
  ],
  [
    'a key file of somebody else',
    'foreign-key-file',
    { ...safe, keyFiles: [{ path: 'k', mode: 0o600, own: false }] },
    'another user',
  ],
  ['another profile', 'other-profile', withConfig({ profile: 'public' }), 'public'],
  ['QUIC', 'unfenced-transport', withConfig({ listen: ['/ip4/0.0.0.0/udp/4001/quic-v1'] }), 'quic'],
  ['WebRTC', 'unfenced-transport', withConfig({ listen: ['/ip4/0.0.0.0/udp/4001/webrtc-direct'] }), 'webrtc'],
  [
    'WebTransport',
    'unfenced-transport',
    withConfig({ listen: ['/ip4/0.0.0.0/udp/4001/quic-v1/webtransport'] }),
    'webtransport',
  ],
  ['a Unix socket', 'unfenced-transport', withConfig({ listen: ['/unix/tmp'] }), 'unix'],
  [
    'TLS in front of ws',
    'unfenced-transport',
    withConfig({ listen: ['/ip4/0.0.0.0/tcp/4001/tls/ws'] }),
    'tls',
  ],
  [
    'listening at a relay',
    'relay-address',
    withConfig({ listen: [`/ip4/192.0.2.7/tcp/4001/p2p/${PEER}/p2p-circuit`] }),
    'relay',
  ],
  [
    'announcing a relay',
    'relay-address',
    withConfig({ announce: [`/ip4/192.0.2.7/tcp/4001/p2p/${PEER}/p2p-circuit`] }),
    'relay',
  ],
  [
    'announcing QUIC',
    'unfenced-transport',
    withConfig({ announce: ['/ip4/192.0.2.7/udp/4001/quic-v1'] }),
    'announce',
  ],
  [
    'the bootstrap peers of IPFS',
    'unfenced-transport',
    withConfig({ bootstrap: [`/dnsaddr/bootstrap.libp2p.io/p2p/${PEER}`] }),
    'dnsaddr',
  ],
  [
    'a bootstrap address of nobody',
    'unnamed-bootstrap',
    withConfig({ bootstrap: ['/ip4/10.0.0.2/tcp/4001'] }),
    '10.0.0.2',
  ],
  [
    'a bootstrap peer who is no member',
    'foreign-bootstrap',
    withConfig({ bootstrap: [`/ip4/10.0.0.2/tcp/4001/p2p/${OTHER}`] }),
    OTHER,
  ],
  ['the network of everybody', 'shared-network', withConfig({ network: 'main' }), 'main'],
  ['the prefix of everybody', 'shared-prefix', withConfig({ prefix: '/memcube/main' }), '/memcube/main'],
  ['the DHT of IPFS', 'shared-dht', withConfig({ dhtProtocol: '/ipfs/kad/1.0.0' }), '/ipfs/kad'],
  [
    'the DHT of another network',
    'shared-dht',
    withConfig({ dhtProtocol: '/memcube/main/kad/1.0.0' }),
    'shared',
  ],
  [
    'gossip of another network',
    'shared-gossip',
    withConfig({ gossipTopics: ['/memcube/main/heads/0'] }),
    '/memcube/main',
  ],
  [
    'delegated routers',
    'delegated-routing',
    wishing('delegatedRouters', ['https://delegated-ipfs.dev']),
    'delegatedRouters',
  ],
  ['a gateway', 'gateway', wishing('gateway', '127.0.0.1:8080'), 'gateway'],
  ['gateways', 'gateway', wishing('gateways', ['https://ipfs.io']), 'gateways'],
  ['UPnP', 'port-mapping', wishing('upnp', true), 'upnp'],
  ['NAT-PMP', 'port-mapping', wishing('natPmp', true), 'natPmp'],
  ['a relay server', 'relay', wishing('relayServer', true), 'relayServer'],
  ['a relay client', 'relay', wishing('relayClient', {}), 'relayClient'],
  ['mDNS', 'discovery', wishing('mdns', true), 'mdns'],
  ['AutoNAT', 'outside-service', wishing('autoNat', true), 'autoNat'],
  ['AutoTLS', 'outside-service', wishing('autoTls', true), 'autoTls'],
  ['more transports', 'other-transport', wishing('transports', ['quic']), 'transports'],
  ['plain text', 'other-encryption', wishing('plaintext', true), 'plaintext'],
  ['what nobody knows', 'unknown-setting', wishing('turbo', false), 'turbo'],
  ['a name of Object', 'unknown-setting', wishing('constructor', false), 'constructor'],
]

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text)
const RANDOM = Uint8Array.from({ length: 32 }, (_, i) => (i * 37 + 11) % 251)
const safeKubo: KuboWishes = {
  key: bytes(formatSwarmKey(RANDOM)),
  keyFiles: [{ path: 'swarm.key', mode: 0o100600, own: true }],
  otherKeys: [KEY],
  peers: [PEER, 'QmcgpsyWgH8Y8ajJz1Cu72KnS5uo2Aa2LpzU7kinSupNKC'],
  ownPeers: [OTHER],
  listen: ['/ip4/0.0.0.0/tcp/4101', '/ip6/::1/tcp/0'],
  wishes: { bootstrap: [], upnp: false },
}
const kubo = (change: Partial<KuboWishes>): KuboSettings => ({ kubo: { ...safeKubo, ...change } })
const withKey = (text: string): KuboSettings => kubo({ key: bytes(text) })
const header = '/key/swarm/psk/1.0.0/\n/base16/\n'

const UNSAFE_KUBO: [what: string, kind: UnsafeKind, settings: KuboSettings, found: string][] = [
  ['no swarm.key', 'no-key', kubo({ key: undefined }), 'no swarm.key'],
  ['an empty key file', 'malformed-key', withKey(''), '/key/swarm/psk/1.0.0/'],
  ['a key file without its header', 'malformed-key', withKey('ab'.repeat(32)), '/key/swarm/psk/1.0.0/'],
  ['a key in base64', 'malformed-key', withKey('/key/swarm/psk/1.0.0/\n/base64/\nAAAA'), '/base16/'],
  ['a short swarm.key', 'malformed-key', withKey(`${header}${'ab'.repeat(16)}\n`), 'got 32'],
  ['a long swarm.key', 'malformed-key', withKey(`${header}${'ab'.repeat(33)}\n`), 'got 66'],
  ['a swarm.key with more after it', 'malformed-key', withKey(`${header}${'ab'.repeat(32)}\nx\n`), 'three'],
  ['a swarm.key of other letters', 'malformed-key', withKey(`${header}${'xy'.repeat(32)}`), 'hexadecimal'],
  ['a large file', 'malformed-key', withKey(header.padEnd(600, 'a')), '600'],
  ['a swarm.key of zeros', 'weak-key', withKey(`${header}${'00'.repeat(32)}`), 'not random'],
  ['a swarm.key of two bytes by turns', 'weak-key', withKey(`${header}${'abcd'.repeat(16)}`), 'not random'],
  ['the key of something else', 'reused-key', withKey(formatSwarmKey(KEY)), 'something else'],
  [
    'a swarm.key that others can read',
    'readable-key-file',
    kubo({ keyFiles: [{ path: 'k', mode: 0o100644, own: true }] }),
    '644',
  ],
  [
    'a swarm.key of somebody else',
    'foreign-key-file',
    kubo({ keyFiles: [{ path: 'k', mode: 0o600, own: false }] }),
    'another user',
  ],
  ['no Kubo node', 'no-peers', kubo({ peers: [] }), 'no Kubo node'],
  ['a name for a peer id', 'no-peer-id', kubo({ peers: [PEER, 'alice'] }), 'alice'],
  ['a peer id cut off', 'no-peer-id', kubo({ peers: [PEER.slice(0, -1)] }), PEER.slice(0, -1)],
  ['an address for a peer id', 'no-peer-id', kubo({ peers: [`/p2p/${PEER}`] }), '/p2p/'],
  ['itself for a peer', 'own-peer-id', kubo({ peers: [OTHER] }), 'itself'],
  ['another house, for profile local', 'beyond-profile', kubo({ loopbackOnly: true }), '0.0.0.0'],
  ['QUIC for Kubo', 'unfenced-transport', kubo({ listen: ['/ip4/0.0.0.0/udp/1/quic-v1'] }), 'quic'],
  ['WebSocket for Kubo', 'unfenced-transport', kubo({ listen: ['/ip4/0.0.0.0/tcp/1/ws'] }), 'plain tcp'],
  [
    'WebRTC for Kubo',
    'unfenced-transport',
    kubo({ listen: ['/ip4/0.0.0.0/udp/1/webrtc-direct'] }),
    'plain tcp',
  ],
  [
    'a relay for Kubo',
    'relay-address',
    kubo({ listen: [`/ip4/192.0.2.7/tcp/4001/p2p/${PEER}/p2p-circuit`] }),
    'relay',
  ],
  [
    'public bootstrap for Kubo',
    'foreign-bootstrap',
    kubo({ wishes: { bootstrap: [`/dnsaddr/bootstrap.libp2p.io/p2p/${PEER}`] } }),
    'bootstrap',
  ],
  ['delegated routing for Kubo', 'delegated-routing', kubo({ wishes: { routing: 'auto' } }), 'routing'],
  ['what nobody knows for Kubo', 'unknown-setting', kubo({ wishes: { turbo: 1 } }), 'turbo'],
]

describe('a swarm is refused with', () => {
  it.each([...UNSAFE, ...UNSAFE_KUBO])('%s', (_, kind, settings, found) => {
    const problems = refuseUnsafe(settings)
    expect(problems).toContainEqual({
      kind,
      reason: expect.stringContaining(found),
      hint: expect.stringMatching(/\w/),
    })
    expect(() => requireSafe(settings)).toThrow(
      expect.objectContaining({
        code: 'ERR_DENIED',
        message: expect.stringContaining(found),
        hint: expect.stringMatching(/\w/),
      }),
    )
  })

  it('every reason at once, and nothing when all is well', () => {
    expect(refuseUnsafe(safe)).toEqual([])
    expect(() => requireSafe(safe)).not.toThrow()
    const bad: SwarmSettings = {
      ...withConfig({ network: 'main' }),
      fence: undefined,
      gated: false,
      wishes: { upnp: true },
    }
    expect(refuseUnsafe(bad).map(({ kind }) => kind)).toEqual([
      'no-key',
      'no-roster',
      'shared-network',
      'shared-gossip',
      'port-mapping',
    ])
  })

  it('a kind of its own for each thing that the list knows', () => {
    expect(new Set(UNSAFE.map(([, kind]) => kind)).size).toBe(24)
    expect(new Set([...UNSAFE, ...UNSAFE_KUBO].map(([, kind]) => kind)).size).toBe(31)
    expect(refuseUnsafe({ kubo: safeKubo })).toEqual([])
  })

  it.each(
    UNSAFE.filter(([, , { config, fence, gated }]) => config !== safeConfig || fence !== KEY || !gated),
  )('no host at all: %s', async (_, kind, { config, fence, gated }) => {
    // Who is a member, whose key it is and what else was wished for, the host is not told.
    if (kind === 'foreign-bootstrap' || config.profile !== 'swarm') return
    const made = rejection(
      createNetwork(
        {
          blockstore: undefined as never,
          logger: undefined as never,
          nodeKey: new Uint8Array(32),
          ...(fence && {
            fence: { current: { prologue: fence, over: new AbortController().signal }, switchTo() {} },
          }),
          ...(gated && { admits: () => true }),
        },
        config,
      ),
    )
    expect(await made).toMatchObject({
      code: 'ERR_DENIED',
      message: expect.stringContaining('not be private'),
    })
  })

  it('a fence for a public host', async () => {
    const deps = { fence: createFence(KEY), admits: () => true }
    expect(await rejection(startHost('alice', { profile: 'public' }, deps))).toMatchObject({
      code: 'ERR_USAGE',
    })
  })
})

describe('a host of a swarm that is not what it should be', () => {
  const plan = planHost(safeConfig)
  const view: HostView = {
    components: ['peerId', 'upgrader', 'dht'],
    transports: ['@libp2p/tcp', '@libp2p/websockets'],
    encrypters: ['memcube/fenced-noise'],
    protector: undefined,
    brokers: ['bitswap'],
    routers: ['libp2p-router'],
    protocols: ['/ipfs/id/1.0.0', '/memcube/swarm-abc/sync/1.0.0'],
    listens: ['/ip4/127.0.0.1/tcp/4001', '/ip4/127.0.0.1/tcp/4002/ws'],
  }

  it('is told from one that is', () => {
    expect(swarmHostProblems(plan, view)).toEqual([])
  })

  it.each<[string, Partial<HostView>, string]>([
    ['a UPnP service', { components: ['upnpNAT'] }, 'upnpNAT'],
    ['a discovery', { components: ['peer-discovery-0'] }, 'peer-discovery-0'],
    [
      'a third transport',
      { transports: [...view.transports, '@libp2p/circuit-relay-v2-transport'] },
      'circuit',
    ],
    ['no transport', { transports: [] }, 'none'],
    ['plain Noise', { encrypters: ['@libp2p/noise'] }, '@libp2p/noise'],
    [
      'plain Noise beside the fence',
      { encrypters: ['memcube/fenced-noise', '@libp2p/noise'] },
      '@libp2p/noise',
    ],
    ['a protector', { protector: '@libp2p/pnet' }, 'protector'],
    ['a gateway broker', { brokers: ['bitswap', 'trustless-gateway'] }, 'trustless-gateway'],
    ['a delegated router', { routers: ['libp2p-router', 'http-router'] }, 'http-router'],
    ['the public DHT', { protocols: ['/ipfs/kad/1.0.0'] }, '/ipfs/kad/1.0.0'],
    ['a relay hop', { protocols: ['/libp2p/circuit/relay/0.2.0/hop'] }, 'hop'],
    ['a protocol of public life', { protocols: ['/memcube/main/sync/1.0.0'] }, 'main'],
    ['a prefix that only looks alike', { protocols: ['/memcube/swarm-abcd/sync/1.0.0'] }, 'swarm-abcd'],
    ['a QUIC listener', { listens: ['/ip4/127.0.0.1/udp/4001/quic-v1'] }, 'quic'],
  ])('%s', (_, change, found) => {
    expect(swarmHostProblems(plan, { ...view, ...change })).toEqual([expect.stringContaining(found)])
  })

  it('is stopped when a protocol of somebody else is served', async () => {
    const { createHost } = await import('./hosts.ts')
    const host = await createHost(
      'alice',
      { profile: 'swarm', network: 'swarm-test', listen: ['/ip4/127.0.0.1/tcp/0'], gossipTopics: [] },
      { fence: createFence(KEY), admits: () => true },
    )
    host.handle('/memcube/main/sync/1.0.0', async () => {})
    expect(await rejection(host.start())).toMatchObject({
      code: 'ERR_DENIED',
      message: expect.stringContaining('/memcube/main/sync'),
    })
    expect(host.addresses()).toEqual([])
  })
})

describe('a gate for Kubo that is not what it should be', () => {
  const view: HostView = {
    components: ['peerId', 'upgrader', 'connectionProtector'],
    transports: ['@libp2p/tcp'],
    encrypters: ['@libp2p/noise'],
    protector: 'memcube/swarm-key',
    brokers: ['bitswap'],
    routers: ['libp2p-router'],
    protocols: ['/ipfs/id/1.0.0', '/ipfs/bitswap/1.2.0'],
    listens: ['/ip4/127.0.0.1/tcp/4001'],
  }

  it('is told from one that is', () => {
    expect(kuboGateProblems(view)).toEqual([])
  })

  it.each<[string, Partial<HostView>, string]>([
    ['no protector', { protector: undefined }, 'none'],
    ['another protector', { protector: '@libp2p/pnet' }, '@libp2p/pnet'],
    ['a DHT', { components: ['dht'] }, 'dht'],
    ['gossip', { components: ['pubsub'] }, 'pubsub'],
    ['a protocol of memcube', { protocols: ['/memcube/swarm-abc/sync/1.0.0'] }, 'sync'],
    ['WebSocket', { transports: ['@libp2p/tcp', '@libp2p/websockets'] }, 'websockets'],
    ['a listener for ws', { listens: ['/ip4/127.0.0.1/tcp/4001/ws'] }, '/ws'],
    ['a delegated router', { routers: ['libp2p-router', 'http-router'] }, 'http-router'],
  ])('%s', (_, change, found) => {
    expect(kuboGateProblems({ ...view, ...change })).toEqual([expect.stringContaining(found)])
  })
})
