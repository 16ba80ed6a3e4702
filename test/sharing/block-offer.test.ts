// The head of a ticket: a hint beside what peers offer.
import { describe, expect, it } from 'vitest'
import { encode } from '../../src/core/codec/index.ts'
import { signHead } from '../../src/core/cube/index.ts'
import { keyPairFromSecret } from '../../src/core/identity/index.ts'
import type { OfferedHead } from '../../src/sharing/choose-head.ts'
import { blockOffer } from '../../src/sharing/pull-target.ts'
import { cidOf } from './values.ts'

const cube = cidOf('a cube')
const { publicKey, secret } = keyPairFromSecret(new Uint8Array(32).fill(3))
const headOf = (seq: number, of = cube) =>
  signHead({ cube: of, seq, refs: { main: cidOf('one') }, author: publicKey, time: 1, expires: 2 }, secret)
const offerOf = (seq: number): OfferedHead => ({ ...headOf(seq), peers: ['bob'] })
const withHead = (ticketHead: Uint8Array | undefined) => ({ cube, addresses: [], ticketHead })

describe('the head of a ticket', () => {
  it('is an offer where it is newer than those of peers', () => {
    const { head, bytes } = headOf(2)
    expect(blockOffer(withHead(bytes), [offerOf(1)])).toEqual({ head, bytes, peers: [] })
    expect(blockOffer(withHead(bytes), [offerOf(2)])).toBeUndefined()
    expect(blockOffer(withHead(undefined), [])).toBeUndefined()
  })

  it.each([
    ['that is none', Uint8Array.of(1), 'ERR_UNVERIFIABLE'],
    ['of another cube', headOf(2, cidOf('other')).bytes, 'ERR_UNVERIFIABLE'],
    ['of a later version', encode({ v: 3, t: 'memcube/head' }), 'ERR_INCOMPATIBLE'],
  ])('%s is passed over beside offers, and an error without', (_, bytes, code) => {
    expect(blockOffer(withHead(bytes), [offerOf(1)])).toBeUndefined()
    expect(() => blockOffer(withHead(bytes), [])).toThrow(expect.objectContaining({ code }) as Error)
  })
})
