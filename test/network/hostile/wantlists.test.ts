/** Eve sends wantlists; alice reads few of the wants, answers whoever asks as others do, and cuts off who goes on. */
import { multiaddr } from '@multiformats/multiaddr'
import { CID } from 'multiformats/cid'
import { sha256 } from 'multiformats/hashes/sha2'
import { describe, expect, it, onTestFinished, vi } from 'vitest'
import { encodeBlock } from '../../../src/core/codec/index.ts'
import { boundBitswapMessage, MAX_WANTS } from '../../../src/network/bitswap-message.ts'
import { encodePrefix } from '../../../src/network/framing.ts'
import { servingStore } from '../../../src/network/serving-store.ts'
import { eventually, startHost } from '../hosts.ts'
import { startPlainPeer } from '../plain-peer.ts'

const BITSWAP = '/ipfs/bitswap/1.2.0'

function field(number: number, body: Uint8Array): Uint8Array {
  return Buffer.concat([Buffer.from([number * 8 + 2]), encodePrefix(body.length), body])
}

/** A message with so many wants of blocks that nobody has. */
function wants(count: number): Uint8Array {
  const { cid } = encodeBlock({ nobody: 'has this' })
  return field(1, Buffer.concat(Array.from({ length: count }, () => field(1, field(1, cid.bytes)))))
}

describe('a message of bitswap', () => {
  it('is read with at most so many wants, and else as it came', () => {
    const small = wants(10)
    expect(boundBitswapMessage(small)).toEqual({ bytes: small, wants: 10 })
    const large = boundBitswapMessage(wants(20_000))
    expect(large).toEqual({ bytes: new Uint8Array(wants(MAX_WANTS)), wants: MAX_WANTS })
  })

  it('keeps its blocks, however many wants come with them', () => {
    const block = field(3, field(2, new Uint8Array(100)))
    const both = boundBitswapMessage(Buffer.concat([wants(5_000), block]))
    expect(both?.bytes).toEqual(new Uint8Array(Buffer.concat([wants(MAX_WANTS), block])))
  })

  it('that is no protobuf, or has fields without end, is none', () => {
    expect(boundBitswapMessage(new Uint8Array(20).fill(255))).toBeUndefined()
    expect(boundBitswapMessage(wants(3).subarray(0, -1))).toBeUndefined()
    expect(
      boundBitswapMessage(Buffer.concat(Array(10_000).fill(field(4, new Uint8Array(1))))),
    ).toBeUndefined()
  })

  it('of 4 MiB comes through whole, and a block of the largest size with it', async () => {
    const [alice, bob] = [await startHost('alice'), await startHost('bob')]
    const blocks = await Promise.all(
      [1, 2, 3].map(async (fill) => {
        const bytes = new Uint8Array(1024 * 1024).fill(fill)
        const cid = CID.createV1(0x55, await sha256.digest(bytes))
        await alice.store.put(cid, bytes)
        return { cid, bytes }
      }),
    )
    const session = bob.blocks.session(blocks[0]!.cid, [alice.address])
    const got = await Promise.all(blocks.map(({ cid }) => session.get(cid)))
    session.close()
    expect(got.map((bytes) => bytes.length)).toEqual(blocks.map(({ bytes }) => bytes.length))
  })
})

describe('blocks that many wants ask for', () => {
  it('are looked for in as many turns as it takes', async () => {
    const asked: string[] = []
    const turns = {
      isOver: () => asked.filter((what) => what === 'look').length % 100 === 99,
      next: async () => void asked.push('turn'),
    }
    const store = { has: () => void asked.push('look') }
    const serving = servingStore(store as never, () => true, turns)
    const { cid } = encodeBlock({ nobody: 'has this' })
    for (let i = 0; i < 1_000; i++) await serving.has(cid)
    expect(asked.filter((what) => what === 'turn')).toHaveLength(10)
  })
})

describe('a stranger that wants blocks', () => {
  it('gets one that is here, and is cut off when it asks without end', async () => {
    const alice = await startHost('alice')
    const block = encodeBlock({ here: true })
    await alice.store.put(block.cid, block.bytes)
    const eve = await startPlainPeer()
    await eve.libp2p.dial(multiaddr(alice.address))
    const bob = await startHost('bob')
    const fetched = await bob.blocks.fetch(block.cid, { providers: [alice.address] })
    expect(Buffer.from(fetched)).toEqual(Buffer.from(block.bytes))
    const message = wants(MAX_WANTS)
    // However slow the machine is, she asks within one moment.
    vi.useFakeTimers({ toFake: ['Date'], now: Date.now() })
    onTestFinished(() => void vi.useRealTimers())
    const flood = async (): Promise<void> => {
      for (let i = 0; i < 400; i++) {
        const stream = await eve.libp2p.dialProtocol(multiaddr(alice.address), BITSWAP)
        stream.send(Buffer.concat([encodePrefix(message.length), message]))
        await stream.close().catch(() => undefined)
      }
    }
    await flood().catch(() => undefined)
    await eventually(() => alice.lines.some((line) => line.message.includes('asks too much')), 'the cut')
  })
})
