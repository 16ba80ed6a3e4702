/** Eve fills DHT messages with addresses; alice keeps few, whatever came. */
import { generateKeyPair } from '@libp2p/crypto/keys'
import { peerIdFromPrivateKey } from '@libp2p/peer-id'
import type { PeerId, PeerStore } from '@libp2p/interface'
import { multiaddr, type Multiaddr } from '@multiformats/multiaddr'
import { CID } from 'multiformats/cid'
import { describe, expect, it } from 'vitest'
import { boundPeerStore, MAX_PEER_ADDRESSES } from '../../../src/network/bounded-peer-store.ts'
import { boundDhtMessage, MAX_LISTED_PEERS } from '../../../src/network/dht-message.ts'
import { encodePrefix } from '../../../src/network/framing.ts'
import { Pace } from '../../../src/network/pace.ts'
import { eventually, startHost } from '../hosts.ts'
import { startPlainPeer } from '../plain-peer.ts'

const KAD = '/memcube/test/kad/1.0.0'
const CUBE = CID.parse('bafyreigdyrzt5sfp7udm7hu76uh7y26nf3efuylqabf3oclgtqy55fbzdi')

function field(number: number, body: Uint8Array): Uint8Array {
  return Buffer.concat([Buffer.from([number * 8 + 2]), encodePrefix(body.length), body])
}

const places = (count: number, from = 0): Multiaddr[] =>
  Array.from({ length: count }, (_, i) =>
    multiaddr(`/ip4/10.${(from + i) >> 16}.${((from + i) >> 8) & 255}.${(from + i) & 255}/tcp/4001`),
  )

/** ADD_PROVIDER, as kad-dht reads it. */
function addProvider(peer: PeerId, addresses: Multiaddr[]): Uint8Array {
  const provider = Buffer.concat([
    field(1, peer.toMultihash().bytes),
    ...addresses.map(({ bytes }) => field(2, bytes)),
  ])
  return Buffer.concat([Buffer.from([8, 2]), field(2, CUBE.bytes), field(9, provider)])
}

async function somebody(): Promise<PeerId> {
  return peerIdFromPrivateKey(await generateKeyPair('Ed25519'))
}

/** That of a real libp2p node. */
async function boundedStore(): Promise<PeerStore> {
  const { libp2p } = await startPlainPeer()
  boundPeerStore(libp2p.peerStore, libp2p.peerId)
  return libp2p.peerStore
}

describe('the addresses of a peer', () => {
  it('are bounded on each path into the peer store, once or many times, at once or one after another', async () => {
    const told = places(1_000)
    const paths: ((store: PeerStore, peer: PeerId) => Promise<unknown>)[] = [
      (store, peer) => store.merge(peer, { multiaddrs: told }),
      (store, peer) => store.patch(peer, { multiaddrs: told }),
      (store, peer) =>
        store.save(peer, { addresses: told.map((place) => ({ multiaddr: place, isCertified: true })) }),
      (store, peer) =>
        Promise.all([0, 1, 2, 3].map((i) => store.merge(peer, { multiaddrs: places(16, i * 16) }))),
      async (store, peer) => {
        for (let i = 0; i < 4; i++) await store.merge(peer, { multiaddrs: places(16, i * 16) })
      },
    ]
    const store = await boundedStore()
    for (const path of paths) {
      const peer = await somebody()
      await path(store, peer)
      expect((await store.get(peer)).addresses).toHaveLength(MAX_PEER_ADDRESSES)
    }
  })

  it('that a peer has signed are not pushed out by what others say, of the rest half stays', async () => {
    const [store, peer] = [await boundedStore(), await somebody()]
    const [signed, known] = [multiaddr('/ip4/192.168.0.9/tcp/1'), places(10, 5_000)]
    await store.patch(peer, { addresses: [{ multiaddr: signed, isCertified: true }] })
    await store.merge(peer, { multiaddrs: known })
    await store.merge(peer, { multiaddrs: places(1_000) })
    const kept = (await store.get(peer)).addresses.map((address) => address.multiaddr.toString())
    expect(kept).toContain(signed.toString())
    expect(kept.filter((text) => known.map(String).includes(text)).length).toBeGreaterThanOrEqual(7)
  })

  it('do not cost the protocols and tags that come with them', async () => {
    const [store, peer] = [await boundedStore(), await somebody()]
    await store.merge(peer, { multiaddrs: places(2), protocols: ['/a'], tags: { kept: { value: 1 } } })
    const { protocols, tags, addresses } = await store.get(peer)
    expect([protocols, [...tags.keys()], addresses.length]).toEqual([['/a'], ['kept'], 2])
  })
})

describe('the peers that are remembered', () => {
  it('are bounded; the one not spoken of for longest goes, and none that is connected', async () => {
    const { libp2p } = await startPlainPeer()
    const people = await Promise.all(Array.from({ length: 6 }, () => somebody()))
    const [friend, ...others] = people
    const gone: string[] = []
    boundPeerStore(libp2p.peerStore, libp2p.peerId, {
      maxPeers: 4,
      isConnected: (id) => id.equals(friend),
      forgotten: (id) => gone.push(id.toString()),
    })
    for (const peer of people) await libp2p.peerStore.merge(peer, { multiaddrs: places(1) })
    expect(gone).toEqual(others.slice(0, 2).map(String))
    const kept = (await libp2p.peerStore.all()).map(({ id }) => id.toString())
    expect(kept).toContain(friend?.toString())
    expect(kept).not.toContain(gone[0])
  })
})

describe('a message of the DHT', () => {
  it('is read with at most so many peers and addresses, and else as it came', async () => {
    const peer = await somebody()
    const plain = addProvider(peer, places(3))
    expect(boundDhtMessage(plain)).toBe(plain)
    expect(boundDhtMessage(addProvider(peer, places(1_000)))).toEqual(
      new Uint8Array(addProvider(peer, places(MAX_PEER_ADDRESSES))),
    )
    const list = (count: number): Uint8Array =>
      Buffer.concat(Array.from({ length: count }, () => field(8, field(1, peer.toMultihash().bytes))))
    expect(boundDhtMessage(list(500))).toEqual(new Uint8Array(list(MAX_LISTED_PEERS)))
  })

  it('that is cut or no protobuf is none', async () => {
    const whole = addProvider(await somebody(), places(1))
    expect(boundDhtMessage(whole.subarray(0, -1))).toBeUndefined()
    expect(boundDhtMessage(Uint8Array.of(7))).toBeUndefined()
    expect(boundDhtMessage(new Uint8Array(20).fill(255))).toBeUndefined()
  })
})

describe('a pace', () => {
  it('gives what comes at once, then one turn after another, then none; who is refused loses nothing', () => {
    const pace = new Pace({ perSecond: 10, burst: 2, maxWaitMs: 200, maxKeys: 2 })
    expect([1, 2, 3, 4, 5].map(() => pace.take('eve', 0))).toEqual([0, 0, 100, 200, undefined])
    expect(pace.take('alice', 0)).toBe(0)
    expect(pace.take('eve', 100)).toBe(200)
  })
})

describe('a stranger on the DHT', () => {
  it('leaves few addresses however many it names, and a message of megabytes is not read', async () => {
    const alice = await startHost('alice')
    const eve = await startPlainPeer()
    const send = async (message: Uint8Array): Promise<void> => {
      const stream = await eve.libp2p.dialProtocol(multiaddr(alice.address), KAD)
      stream.send(Buffer.concat([encodePrefix(message.length), message]))
      await stream.close().catch(() => undefined)
    }
    await send(addProvider(eve.libp2p.peerId, places(400)))
    const seen = async (): Promise<string[]> => {
      const found: string[] = []
      for await (const { peerId, addresses } of alice.findProviders(CUBE))
        if (peerId === eve.libp2p.peerId.toString()) found.push(...addresses)
      return found
    }
    await eventually(async () => (await seen()).length > 0, 'the record of eve')
    expect((await seen()).length).toBeLessThanOrEqual(MAX_PEER_ADDRESSES)
    const big = addProvider(eve.libp2p.peerId, places(60_000))
    const stream = await eve.libp2p.dialProtocol(multiaddr(alice.address), KAD)
    const reset = new Promise<void>((resolve) => stream.addEventListener('close', () => resolve()))
    stream.send(Buffer.concat([Uint8Array.of(...varint(big.length)), big]))
    await reset
    expect((await seen()).length).toBeLessThanOrEqual(MAX_PEER_ADDRESSES)
  })
})

function varint(value: number): number[] {
  return value < 0x80 ? [value] : [(value % 0x80) | 0x80, ...varint(Math.floor(value / 0x80))]
}
