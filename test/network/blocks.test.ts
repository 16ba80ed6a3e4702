import { multiaddr } from '@multiformats/multiaddr'
import { CID } from 'multiformats/cid'
import * as raw from 'multiformats/codecs/raw'
import { sha256 } from 'multiformats/hashes/sha2'
import { describe, expect, it } from 'vitest'
import { rejection, startHost, within } from './hosts.ts'
import { startPlainPeer } from './plain-peer.ts'

async function blockOf(text: string): Promise<{ cid: CID; bytes: Uint8Array }> {
  const bytes = new TextEncoder().encode(text)
  return { cid: CID.createV1(raw.code, await sha256.digest(bytes)), bytes }
}

describe('bitswap', () => {
  it('fetches blocks from a plain Helia node, and stores none of them', async () => {
    const [plain, bob] = await Promise.all([startPlainPeer(), startHost('bob')])
    const blocks = await Promise.all(['one', 'two', 'three', 'four'].map(blockOf))
    for (const { cid, bytes } of blocks) await plain.store.put(cid, bytes)
    const session = bob.blocks.session((blocks[0] as { cid: CID }).cid, [plain.address])
    const got = await within(Promise.all(blocks.map(({ cid }) => session.get(cid))), 'the blocks')
    session.close()
    expect(got).toEqual(blocks.map(({ bytes }) => bytes))
    for (const { cid } of blocks) expect(bob.store.has(cid)).toBe(false)
  })

  it('serves what is in the store to a plain Helia node, but not what may not be served', async () => {
    const [open, secret] = await Promise.all([blockOf('open'), blockOf('secret')])
    const [plain, alice] = await Promise.all([
      startPlainPeer(),
      startHost('alice', {}, { mayServe: (cid) => !cid.equals(secret.cid) }),
    ])
    for (const { cid, bytes } of [open, secret]) await alice.store.put(cid, bytes)
    const session = plain.helia.blockstore.createSession(open.cid, {
      providers: [multiaddr(alice.address)],
      maxProviders: 1,
    })
    const read = async (cid: CID): Promise<Uint8Array> => {
      const parts: Uint8Array[] = []
      for await (const part of session.get(cid, { signal: AbortSignal.timeout(5000) })) parts.push(part)
      return Buffer.concat(parts)
    }
    expect(new Uint8Array(await read(open.cid))).toEqual(open.bytes)
    await rejection(read(secret.cid))
    expect(await plain.store.has(secret.cid)).toBe(false)
    session.close()
  })

  it('gets a block that the same provider has sent before', async () => {
    const [plain, bob] = await Promise.all([startPlainPeer(), startHost('bob')])
    const { cid, bytes } = await blockOf('again')
    await plain.store.put(cid, bytes)
    for (let i = 0; i < 2; i++) {
      expect(await within(bob.blocks.fetch(cid, { providers: [plain.address] }), 'the block')).toEqual(bytes)
    }
  })

  it('says when the only provider lacks a block, and the session lives on', async () => {
    const [plain, bob] = await Promise.all([startPlainPeer(), startHost('bob')])
    const [held, missing] = await Promise.all([blockOf('held'), blockOf('missing')])
    await plain.store.put(held.cid, held.bytes)
    const session = bob.blocks.session(held.cid, [plain.address])
    expect(await rejection(within(session.get(missing.cid), 'the refusal'))).toMatchObject({
      code: 'ERR_NOT_FOUND',
    })
    expect(await within(session.get(held.cid), 'the block')).toEqual(held.bytes)
    session.close()
  })

  it('asks the next provider when one is gone or lacks the block', async () => {
    const [empty, full, bob] = await Promise.all([startPlainPeer(), startPlainPeer(), startHost('bob')])
    const { cid, bytes } = await blockOf('at the third')
    await full.store.put(cid, bytes)
    const providers = ['/ip4/127.0.0.1/tcp/9', empty.address, full.address]
    expect(await within(bob.blocks.fetch(cid, { providers }), 'the block')).toEqual(bytes)
  })

  it('never takes bytes that do not hash to the CID', async () => {
    const [eve, bob] = await Promise.all([startPlainPeer(), startHost('bob')])
    const { cid } = await blockOf('the truth')
    await eve.store.put(cid, new TextEncoder().encode('a lie'))
    const error = await rejection(
      bob.blocks.fetch(cid, { providers: [eve.address], signal: AbortSignal.timeout(3000) }),
    )
    expect(error).toMatchObject({ name: 'NetworkError', code: 'ERR_TIMEOUT' })
    expect(bob.store.has(cid)).toBe(false)
  })

  it('notices a provider that cannot be reached', async () => {
    const bob = await startHost('bob')
    const { cid } = await blockOf('x')
    const error = await rejection(bob.blocks.fetch(cid, { providers: ['/ip4/127.0.0.1/tcp/9'] }))
    expect(error).toMatchObject({ code: 'ERR_UNREACHABLE' })
    expect(await rejection(bob.blocks.fetch(cid, { providers: [] }))).toMatchObject({ code: 'ERR_USAGE' })
  })
})
