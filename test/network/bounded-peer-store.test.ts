import type { Address } from '@libp2p/interface'
import { multiaddr } from '@multiformats/multiaddr'
import { describe, expect, it } from 'vitest'
import { boundAddresses } from '../../src/network/bounded-peer-store.ts'

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
