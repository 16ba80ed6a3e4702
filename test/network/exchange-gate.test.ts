/** Bitswap with those peers alone with whom blocks may be exchanged. */
import { CID } from 'multiformats/cid'
import * as raw from 'multiformats/codecs/raw'
import { sha256 } from 'multiformats/hashes/sha2'
import { describe, expect, it } from 'vitest'
import { connect, startHost } from './hosts.ts'

const bytes = new TextEncoder().encode('a block')
const refusals = expect.stringMatching(/^ERR_(TIMEOUT|NOT_FOUND|UNREACHABLE)$/) as string
const cid = CID.createV1(raw.code, await sha256.digest(bytes))

describe('the gate of the exchange', () => {
  it.each([
    ['between two who may', true, true, true],
    ['by one who may not, though it asks', false, true, false],
    ['from one of whom must not be asked', true, false, false],
  ])('gives blocks or not: %s', async (_, mayAlice, mayBob, gives) => {
    const alice = await startHost('alice', {}, { mayExchange: () => mayAlice })
    const bob = await startHost('bob', {}, { mayExchange: () => mayBob })
    await alice.store.put(cid, bytes)
    await connect(bob, alice)
    const signal = AbortSignal.timeout(gives ? 15_000 : 1_500)
    const fetched = bob.blocks.fetch(cid, { providers: [alice.address], signal })
    if (gives) expect(await fetched).toEqual(bytes)
    else await expect(fetched).rejects.toMatchObject({ code: refusals })
  })
})
