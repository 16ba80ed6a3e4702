/** What is kept of a peer is no larger than it looks. */
import { generateKeyPair } from '@libp2p/crypto/keys'
import type { PeerId } from '@libp2p/interface'
import type { KadDHT } from '@libp2p/kad-dht'
import { peerIdFromMultihash, peerIdFromPrivateKey } from '@libp2p/peer-id'
import { decode } from 'multiformats/hashes/digest'
import { expect, it } from 'vitest'
import { guardDht } from '../../src/network/guarded-dht.ts'
import { ownId } from '../../src/network/own-bytes.ts'
import { keepingLogger } from './hosts.ts'

/** The bytes that an id keeps. */
const keptBy = (id: PeerId): number => id.toMultihash().digest.buffer.byteLength

/** As a message brings it: a few bytes of a slab. */
async function idInSlab(kind: 'Ed25519' | 'secp256k1' | 'RSA'): Promise<PeerId> {
  const { bytes } = peerIdFromPrivateKey(await generateKeyPair(kind as 'Ed25519')).toMultihash()
  const slab = new Uint8Array(65_536)
  slab.set(bytes, 100)
  return peerIdFromMultihash(decode(slab.subarray(100, 100 + bytes.length)))
}

it.each(['Ed25519', 'secp256k1', 'RSA'] as const)(
  'an id of its own, of %s, is the same one',
  async (kind) => {
    const given = await idInSlab(kind)
    expect(keptBy(given)).toBe(65_536)
    expect(keptBy(ownId(given))).toBeLessThan(64)
    expect(ownId(given).equals(given)).toBe(true)
  },
)

it('the routing table of the DHT keeps ids of its own', async () => {
  const kept: PeerId[] = []
  const dht = {
    rpc: { onIncomingStream: async () => {} },
    network: { _writeReadMessage: async () => {}, safeDispatchEvent: () => true },
    routingTable: { add: async (id: PeerId) => void kept.push(id) },
  }
  guardDht(dht as unknown as KadDHT, keepingLogger())
  const given = await idInSlab('Ed25519')
  await dht.routingTable.add(given)
  expect(kept.map(String)).toEqual([given.toString()])
  expect(kept.map(keptBy)).toEqual([38])
})
