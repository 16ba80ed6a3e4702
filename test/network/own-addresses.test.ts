/** What hosts tell of a machine that has a public address on an interface; its interfaces are made up, and all listen on loopback and them. */
import os from 'node:os'
import { multiaddr } from '@multiformats/multiaddr'
import { MemoryBlockstore } from 'blockstore-core'
import { beforeEach, describe, expect, it, onTestFinished, vi } from 'vitest'
import {
  createDoor,
  createFence,
  createKuboGate,
  type ConnectedPeer,
  type NetworkConfig,
} from '../../src/network/index.ts'
import { OwnAddresses, withOwn } from '../../src/network/own-addresses.ts'
import { eventually, keepingLogger, startHost, type TestHost } from './hosts.ts'
import { epoch } from './swarm-members.ts'

const ALICE = '12D3KooWE4aDz26eWDtERGijXnLjwbSPCV8UgckWk5Htds6Tk3sT'
const OWN = ['127.0.0.1', '192.168.7.2', '44.1.0.1']
const nodeKey = new Uint8Array(32).fill(7)
const everywhere = ['/ip4/0.0.0.0/tcp/0']
const hostsOf = (addresses: readonly string[]): string[] =>
  [...new Set(addresses.map((address) => address.split('/')[2] ?? ''))].toSorted()

beforeEach(() => {
  const family = { family: 'IPv4' as const, netmask: '255.255.255.0', mac: '', internal: false, cidr: null }
  vi.spyOn(os, 'networkInterfaces').mockReturnValue({ made: OWN.map((address) => ({ ...family, address })) })
  return () => vi.restoreAllMocks()
})

const startMember = (name: string, config: Partial<NetworkConfig> = {}): Promise<TestHost> =>
  startHost(
    name,
    { profile: 'swarm', network: 'swarm-test', listen: everywhere, gossipTopics: [], ...config },
    { fence: createFence(epoch(1)), admits: () => true },
  )

describe('a machine with a public address on an interface', () => {
  it('is told by a door, whom nobody dials back', async () => {
    const door = await createDoor(
      { nodeKey, logger: keepingLogger(), answer: async () => {} },
      { protocol: '/memcube/door/1.0.0', listen: everywhere, announce: ['/ip4/198.51.100.4/tcp/9'] },
    )
    onTestFinished(() => door.stop())
    await door.start()
    expect(hostsOf(door.addresses())).toEqual([...OWN, '198.51.100.4'].toSorted())
    expect(door.addresses().every((address) => address.endsWith(`/p2p/${door.peerId}`))).toBe(true)
  })

  it('is told by a host of a swarm, to its owner and to members', async () => {
    const [alice, bob] = await Promise.all([startMember('alice'), startMember('bob')])
    expect(hostsOf(alice.addresses())).toEqual([...OWN].toSorted())
    const near = alice.addresses().find((address) => address.startsWith('/ip4/127.'))
    const said: ConnectedPeer[] = []
    bob.onIdentify((peer) => said.push(peer))
    await bob.dial(near ?? '')
    await eventually(() => said.length > 0, 'identify')
    expect(hostsOf(said[0]?.addresses ?? [])).toEqual([...OWN].toSorted())
  })

  it('is told by the gate for Kubo', async () => {
    const gate = await createKuboGate(
      { blockstore: new MemoryBlockstore(), logger: keepingLogger(), nodeKey, mayServe: () => false },
      { key: new Uint8Array(32).fill(3), peers: [ALICE], listen: everywhere },
    )
    onTestFinished(() => gate.stop())
    await gate.start()
    expect(hostsOf(gate.addresses())).toEqual([...OWN].toSorted())
  })

  it('is not told by a host that listens elsewhere', async () => {
    const alice = await startMember('alice', { listen: ['/ip4/127.0.0.1/tcp/0'] })
    expect(hostsOf(alice.addresses())).toEqual(['127.0.0.1'])
    const local = await startHost('bob')
    expect(hostsOf(local.addresses())).toEqual(['127.0.0.1'])
  })
})

describe('what is told', () => {
  const told = (confirmed: string[], own: string[]): string[] =>
    withOwn(
      confirmed.map((address) => multiaddr(address)),
      own.map((address) => multiaddr(address)),
      ALICE,
    ).map(String)

  it('is what is confirmed and what is the own, each once', () => {
    const announced = `/dns4/seed.example.com/tcp/9/p2p/${ALICE}`
    expect(
      told(
        [`/ip4/127.0.0.1/tcp/1/p2p/${ALICE}`, announced],
        ['/ip4/127.0.0.1/tcp/1', '/ip4/44.1.0.1/tcp/1', '/ip6/2a00::1/tcp/1/ws'],
      ),
    ).toEqual([
      `/ip4/127.0.0.1/tcp/1/p2p/${ALICE}`,
      announced,
      `/ip4/44.1.0.1/tcp/1/p2p/${ALICE}`,
      `/ip6/2a00::1/tcp/1/ws/p2p/${ALICE}`,
    ])
    expect(told([], [])).toEqual([])
  })

  it('is what is confirmed, until it is known what is listened on', () => {
    const own = new OwnAddresses()
    const confirmed = [multiaddr(`/ip4/198.51.100.4/tcp/9/p2p/${ALICE}`)]
    expect(own.announceFilter(confirmed)).toEqual(confirmed)
    own.service({
      peerId: { toString: () => ALICE },
      transportManager: { getAddrs: () => [multiaddr('/ip4/44.1.0.1/tcp/1')] },
    })
    expect(own.announceFilter(confirmed).map(String)).toEqual([
      `/ip4/198.51.100.4/tcp/9/p2p/${ALICE}`,
      `/ip4/44.1.0.1/tcp/1/p2p/${ALICE}`,
    ])
  })
})
