// The gate for Kubo nodes, against Helia with the pre-shared key of libp2p's own library.
import { createHash } from 'node:crypto'
import { preSharedKey } from '@libp2p/pnet'
import { multiaddr } from '@multiformats/multiaddr'
import { MemoryBlockstore } from 'blockstore-core'
import { CID } from 'multiformats/cid'
import { create } from 'multiformats/hashes/digest'
import { describe, expect, it, onTestFinished } from 'vitest'
import { createKuboGate, formatSwarmKey, type KuboGate } from '../../src/network/index.ts'
import { eventually, keepingLogger, rejection } from './hosts.ts'
import { startPlainPeer, type PlainPeer } from './plain-peer.ts'

const KEY = Uint8Array.from({ length: 32 }, (_, i) => i * 7)
const OTHER_KEY = Uint8Array.from({ length: 32 }, (_, i) => i * 5)
const library = (key: Uint8Array) => preSharedKey({ psk: new TextEncoder().encode(formatSwarmKey(key)) })

const blockOf = (text: string): [CID, Uint8Array] => {
  const bytes = new TextEncoder().encode(text)
  return [CID.createV1(0x55, create(0x12, createHash('sha256').update(bytes).digest())), bytes]
}
const [SHOWN, SHOWN_BYTES] = blockOf('for the team')
const [HIDDEN, HIDDEN_BYTES] = blockOf('for nobody')

async function startGate(peers: string[]): Promise<KuboGate> {
  const blockstore = new MemoryBlockstore()
  await blockstore.put(SHOWN, SHOWN_BYTES)
  await blockstore.put(HIDDEN, HIDDEN_BYTES)
  const gate = await createKuboGate(
    {
      blockstore,
      logger: keepingLogger(),
      nodeKey: new Uint8Array(32).fill(3),
      mayServe: (cid) => cid.equals(SHOWN),
    },
    { key: KEY, peers, listen: ['/ip4/127.0.0.1/tcp/0'] },
  )
  onTestFinished(() => gate.stop())
  await gate.start()
  return gate
}

const dial = (peer: PlainPeer, gate: KuboGate): Promise<unknown> =>
  peer.libp2p.dial(multiaddr(gate.addresses()[0]), { signal: AbortSignal.timeout(2_000) })

async function fetched({ helia }: PlainPeer, cid: CID, ms: number): Promise<Buffer> {
  const parts: Uint8Array[] = []
  for await (const part of helia.blockstore.get(cid, { signal: AbortSignal.timeout(ms) })) parts.push(part)
  return Buffer.concat(parts)
}

describe('the gate for Kubo', () => {
  it('serves a named peer what may be served, and no other block', async () => {
    const peer = await startPlainPeer(library(KEY))
    const gate = await startGate([peer.libp2p.peerId.toString()])
    await dial(peer, gate)
    await eventually(() => gate.connected().length === 1, 'the connection')
    expect(gate.connected()).toEqual([peer.libp2p.peerId.toString()])
    expect(await fetched(peer, SHOWN, 10_000)).toEqual(Buffer.from(SHOWN_BYTES))
    await rejection(fetched(peer, HIDDEN, 1_500))
    const { protocols } = await peer.libp2p.peerStore.get(peer.libp2p.getPeers()[0] as never)
    expect([...protocols].sort()).toEqual(['/ipfs/bitswap/1.2.0', '/ipfs/id/1.0.0', '/ipfs/ping/1.0.0'])
  })

  it.each<[string, Parameters<typeof startPlainPeer>[0], boolean]>([
    ['has another key', library(OTHER_KEY), true],
    ['has the key and is not named', library(KEY), false],
    ['has no key', undefined, true],
  ])('serves nothing to a peer that %s', async (_, protector, isNamed) => {
    const eve = await startPlainPeer(protector)
    const friend = '12D3KooWDpJ7As7BWAwRMfu1VU2WCqNjvq387JEYKDBj4kx6nXTN'
    const gate = await startGate([isNamed ? eve.libp2p.peerId.toString() : friend])
    // Who has the key may take itself for connected for a moment.
    await dial(eve, gate).catch(() => {})
    await rejection(fetched(eve, SHOWN, 1_500))
    expect([gate.connected(), eve.libp2p.getPeers()]).toEqual([[], []])
  })

  it('has no address before and after, and does not start again', async () => {
    const gate = await startGate(['12D3KooWDpJ7As7BWAwRMfu1VU2WCqNjvq387JEYKDBj4kx6nXTN'])
    expect(gate.addresses()).toEqual([expect.stringMatching(/^\/ip4\/127\.0\.0\.1\/tcp\/\d+\/p2p\/12D3/)])
    await gate.stop()
    expect([gate.addresses(), gate.connected()]).toEqual([[], []])
    expect(await rejection(gate.start())).toMatchObject({ code: 'ERR_USAGE' })
  })
})
