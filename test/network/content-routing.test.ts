import type { KadDHT } from '@libp2p/kad-dht'
import { CID } from 'multiformats/cid'
import * as raw from 'multiformats/codecs/raw'
import { sha256 } from 'multiformats/hashes/sha2'
import { describe, expect, it, onTestFinished, vi } from 'vitest'
import { createContentRouting } from '../../src/network/content-routing.ts'
import { RecordStore } from '../../src/network/record-store.ts'
import {
  connect,
  createHost,
  eventually,
  keepingLogger,
  rejection,
  startHost,
  type TestHost,
} from './hosts.ts'

async function cidOf(text: string): Promise<CID> {
  return CID.createV1(raw.code, await sha256.digest(new TextEncoder().encode(text)))
}

async function providersAt(host: TestHost, cid: CID): Promise<{ peerId: string; addresses: string[] }[]> {
  const found: { peerId: string; addresses: string[] }[] = []
  for await (const provider of host.findProviders(cid, { signal: AbortSignal.timeout(10_000) }))
    found.push(provider)
  return found
}

/** Who the provider records in a node's own store name. */
async function holders(datastore: RecordStore): Promise<string[]> {
  const names: string[] = []
  for await (const { key } of datastore.query({ prefix: '/dht/provider' })) names.push(key.baseNamespace())
  return names
}

/** alice - bob - carol: carol has never met alice. */
async function threeHosts(): Promise<[TestHost, TestHost, TestHost]> {
  const [alice, bob, carol] = await Promise.all([startHost('alice'), startHost('bob'), startHost('carol')])
  await connect(alice, bob)
  await connect(carol, bob)
  return [alice, bob, carol]
}

describe('the DHT', () => {
  it('leads carol to alice through bob, with an address that works', async () => {
    const [alice, , carol] = await threeHosts()
    const cid = await cidOf('field-notes')
    expect(await providersAt(carol, cid)).toEqual([])
    await alice.provide(cid)
    await eventually(async () => (await providersAt(carol, cid)).length > 0, 'the record')
    const [found] = await providersAt(carol, cid)
    expect(found?.peerId).toBe(alice.peerId)
    expect(found?.addresses).toContain(alice.address)
    expect(await carol.dial(found?.addresses[0] ?? '')).toBe(alice.peerId)
  })

  it('a node that stopped providing no longer names itself, whoever asks it', async () => {
    const alice = await startHost('alice')
    const [kept, withdrawn] = await Promise.all([cidOf('kept'), cidOf('withdrawn')])
    await alice.provide(kept)
    await alice.provide(withdrawn)
    await alice.unprovide(withdrawn)
    const carol = await startHost('carol')
    await connect(carol, alice)
    await eventually(async () => (await providersAt(carol, kept)).length === 1, 'the record that was kept')
    expect(await providersAt(carol, withdrawn)).toEqual([])
  })

  it('never names the node that asks', async () => {
    const [alice, bob] = await Promise.all([startHost('alice'), startHost('bob')])
    await connect(alice, bob)
    const cid = await cidOf('mine')
    await alice.provide(cid)
    expect(await providersAt(alice, cid)).toEqual([])
  })

  it('hears of a cube that was provided while nobody was there, also after its provider left', async () => {
    const alice = await startHost('alice')
    const cid = await cidOf('early')
    await alice.provide(cid, { signal: AbortSignal.timeout(5000) })
    const datastore = new RecordStore()
    const [bob, carol] = await Promise.all([startHost('bob', {}, { datastore }), startHost('carol')])
    await connect(bob, alice)
    await connect(carol, bob)
    await eventually(async () => (await holders(datastore)).includes(alice.peerId), 'the record at bob')
    await alice.stop()
    expect((await providersAt(carol, cid)).map(({ peerId }) => peerId)).toEqual([alice.peerId])
  })

  it('cannot be asked before the start', async () => {
    const host = await createHost('alice')
    const error = await rejection(host.provide(await cidOf('x')))
    expect(error).toMatchObject({ code: 'ERR_USAGE' })
  })
})

describe('what a node says before it has an address', () => {
  /** One peer that takes every message of the DHT. */
  function sayingAt(addresses: string[]) {
    vi.useFakeTimers()
    onTestFinished(() => void vi.useRealTimers())
    const said: string[] = []
    const logger = keepingLogger()
    const routing = createContentRouting({
      selfId: 'alice',
      logger,
      telling: { renewMs: 150 * 60_000 },
      addresses: () => addresses,
    })
    routing.start({
      async *provide(cid: CID) {
        said.push(cid.toString())
        yield { name: 'PEER_RESPONSE', messageName: 'ADD_PROVIDER' }
      },
      cancelReprovide: async () => {},
      async *findProviders() {},
    } as unknown as KadDHT)
    onTestFinished(() => routing.stop())
    return { routing, said }
  }

  it('is said to nobody, and is said again as soon as it has one, though no peer is new', async () => {
    const addresses: string[] = []
    const { routing, said } = sayingAt(addresses)
    await routing.provide(await cidOf('tides'))
    expect(routing.counts()).toEqual({ provided: 0, waiting: 1 })
    addresses.push('/ip4/192.0.2.9/tcp/4001')
    routing.addressesChanged()
    await vi.advanceTimersByTimeAsync(2_000)
    expect(said).toHaveLength(2)
    expect(routing.counts()).toEqual({ provided: 1, waiting: 0 })
    // The same addresses are no news.
    routing.addressesChanged()
    await vi.advanceTimersByTimeAsync(60_000)
    expect(said).toHaveLength(2)
  })
})
