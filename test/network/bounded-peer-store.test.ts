import { generateKeyPair } from '@libp2p/crypto/keys'
import type { Address, PeerData, PeerId, PeerStore } from '@libp2p/interface'
import { peerIdFromPrivateKey, peerIdFromString } from '@libp2p/peer-id'
import { multiaddr } from '@multiformats/multiaddr'
import { describe, expect, it } from 'vitest'
import { boundAddresses, boundPeerStore } from '../../src/network/bounded-peer-store.ts'
import { countHeld } from '../helpers/count-held.ts'

const addresses = (net: number, count: number, isCertified = false): Address[] =>
  Array.from({ length: count }, (_, i) => ({
    multiaddr: multiaddr(`/ip4/192.0.${net}.${i}/tcp/1`),
    isCertified,
  }))
const texts = (all: Address[]): string[] => all.map(({ multiaddr: one }) => one.toString())

describe('the addresses of a peer', () => {
  it('are no more than may be kept', () => {
    expect(boundAddresses([], addresses(1, 20), 6)).toHaveLength(6)
  })

  it('keep what the peer has signed, whatever is said of it', () => {
    const signed = addresses(2, 3, true)
    const kept = texts(boundAddresses(signed, addresses(1, 20), 6))
    expect(kept).toEqual(expect.arrayContaining(texts(signed)))
    expect(kept).toHaveLength(6)
  })

  it('keep half of what was known, whatever is said anew', () => {
    const known = addresses(2, 6)
    const kept = texts(boundAddresses(known, addresses(1, 20), 6))
    expect(kept.filter((text) => texts(known).includes(text))).toHaveLength(3)
  })
})

describe('what is said of a peer', () => {
  it('leaves nothing of the id it was said with, which may keep much beside itself', async () => {
    const store = { merge: async () => {}, save() {}, patch() {} } as unknown as PeerStore
    const self = peerIdFromString('12D3KooWE4aDz26eWDtERGijXnLjwbSPCV8UgckWk5Htds6Tk3sT')
    boundPeerStore(store, self)
    const refs: WeakRef<object>[] = []
    const meet = async (): Promise<void> => {
      const id = peerIdFromPrivateKey(await generateKeyPair('Ed25519'))
      await store.merge(id, { tags: {} })
      refs.push(new WeakRef(id))
    }
    for (let i = 0; i < 100; i++) await meet()
    expect(await countHeld(refs)).toBe(0)
  })

  it('is forgotten of the one that was spoken of longest ago, unless it is connected', async () => {
    const deleted: string[] = []
    const forgotten: string[] = []
    const store = {
      merge: async () => {},
      save() {},
      patch() {},
      delete: async (id: PeerId) => void deleted.push(id.toString()),
    } as unknown as PeerStore
    const ids: PeerId[] = []
    for (let i = 0; i < 6; i++) ids.push(peerIdFromPrivateKey(await generateKeyPair('Ed25519')))
    const [self, alice, ...others] = ids as [PeerId, PeerId, ...PeerId[]]
    boundPeerStore(store, self, {
      maxPeers: 3,
      isConnected: (id) => id.equals(alice),
      forgotten: (id) => void forgotten.push(id.toString()),
    })
    for (const id of [self, alice, ...others]) await store.merge(id, { tags: {} })
    const oldest = others.slice(0, 2).map(String)
    expect([deleted, forgotten]).toEqual([oldest, oldest])
  })

  it('may have ended before it begins, by a clock that is ahead', async () => {
    const given: PeerData[] = []
    const keep = async (_: unknown, data: PeerData) => void given.push(data)
    const store = { save: keep, patch: keep, merge: keep } as unknown as PeerStore
    const peer = peerIdFromString('12D3KooWE4aDz26eWDtERGijXnLjwbSPCV8UgckWk5Htds6Tk3sT')
    boundPeerStore(store, peer)
    await store.merge(peer, { tags: { relay: { value: 1, ttl: -5 }, other: { ttl: 7 }, gone: undefined } })
    expect(given).toEqual([{ tags: { relay: { value: 1, ttl: 0 }, other: { ttl: 7 }, gone: undefined } }])
  })
})
