/** What the DHT keeps of peers that were here for a moment. */
import { identify } from '@libp2p/identify'
import type { PeerId } from '@libp2p/interface'
import { type KadDHT, kadDHT, passthroughMapper } from '@libp2p/kad-dht'
import { noise } from '@libp2p/noise'
import { ping } from '@libp2p/ping'
import { tcp } from '@libp2p/tcp'
import { yamux } from '@libp2p/yamux'
import { createLibp2p, type Libp2p } from 'libp2p'
import { expect, it, onTestFinished } from 'vitest'
import { forgetGone } from '../../src/network/living-neighbours.ts'
import { NetworkError } from '../../src/network/network-error.ts'
import { eventually } from './hosts.ts'

/** The parts that are looked at; private in the types of kad-dht. */
interface Kept {
  routingTable: {
    size: number
    find(peer: PeerId): Promise<PeerId | undefined>
    closestPeerTagger: { newPeers: { peerDistances: { peer: { id: PeerId }; distance: Uint8Array }[] } }
  }
}

type Node = Libp2p<{ dht: KadDHT }>

async function start(): Promise<Node & { kept: Kept['routingTable'] }> {
  const node = (await createLibp2p({
    addresses: { listen: ['/ip4/127.0.0.1/tcp/0'] },
    transports: [tcp()],
    connectionEncrypters: [noise()],
    streamMuxers: [yamux()],
    connectionManager: { reconnectRetries: 0 },
    services: {
      identify: identify(),
      ping: ping(),
      dht: (components) =>
        forgetGone(
          kadDHT({ protocol: '/test/kad', clientMode: false, peerInfoMapper: passthroughMapper })(components),
          (peer) => components.connectionManager.getConnections(peer).length > 0,
        ),
    },
  })) as Node
  onTestFinished(() => node.stop())
  return Object.assign(node, { kept: (node.services.dht as unknown as Kept).routingTable })
}

async function lookUp(node: Node): Promise<void> {
  const key = crypto.getRandomValues(new Uint8Array(32))
  for await (const _ of node.services.dht.getClosestPeers(key, { signal: AbortSignal.timeout(20_000) }));
}

it('a peer that is gone is forgotten once a lookup does not reach it, and others stay', async () => {
  const alice = await start()
  const bob = await start()
  const strangers = await Promise.all([start(), start(), start()])
  for (const other of [bob, ...strangers]) await other.dial(alice.getMultiaddrs())
  await eventually(() => alice.kept.size === 4, 'the DHT of alice knows four peers')
  const nearest = (): string[] =>
    alice.kept.closestPeerTagger.newPeers.peerDistances.map(({ peer }) => peer.id.toString())
  await eventually(() => nearest().length === 4, 'all four are near')
  for (const stranger of strangers) await stranger.stop()
  await eventually(() => alice.getConnections().length === 1, 'the strangers are gone')
  await lookUp(alice)
  await eventually(() => alice.kept.size === 1, 'the strangers are forgotten')
  expect((await alice.kept.find(bob.peerId))?.toString()).toBe(bob.peerId.toString())
  expect(nearest()).toEqual([bob.peerId.toString()])
})

it('the distance to a peer that is near has bytes of its own', async () => {
  const alice = await start()
  const bob = await start()
  await bob.dial(alice.getMultiaddrs())
  const { newPeers } = alice.kept.closestPeerTagger
  await eventually(
    () => newPeers.peerDistances.some(({ distance }) => distance.buffer.byteLength === 32),
    'bob is near, and the distance to him is of 32 bytes',
  )
})

/** Whether it was forgotten, of a peer whose question ends in that. */
async function isForgotten(event: string, isConnected: boolean, signal?: AbortSignal): Promise<boolean> {
  const forgotten: unknown[] = []
  const send = async function* (): AsyncGenerator<{ name: string }> {
    yield { name: event }
  }
  const dht = {
    network: { sendRequest: send, sendMessage: send },
    routingTable: {
      remove: async (peer: unknown) => void forgotten.push(peer),
      addEventListener() {},
      closestPeerTagger: { onPeerPing() {} },
    },
  }
  forgetGone(dht as unknown as KadDHT, () => isConnected)
  const ask = dht.network.sendRequest as (...args: unknown[]) => AsyncIterable<unknown>
  for await (const _ of ask('bob', {}, { signal }));
  return forgotten.length > 0
}

it.each([
  ['that could not be reached is forgotten', 'QUERY_ERROR', false, undefined, true],
  ['that is slow is not', 'QUERY_ERROR', true, undefined, false],
  ['that answered and left is not', 'PEER_RESPONSE', false, undefined, false],
  ['whose answer nobody waits for is not', 'QUERY_ERROR', false, AbortSignal.abort(), false],
] as const)('a peer %s', async (_what, event, isConnected, signal, expected) => {
  expect(await isForgotten(event, isConnected, signal)).toBe(expected)
})

it('a version of the DHT that remembers peers elsewhere is not run', () => {
  expect(() => forgetGone({} as KadDHT, () => false)).toThrow(NetworkError)
})
