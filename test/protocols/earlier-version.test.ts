/** A node of version 1 and one of version 2 on the wire: nothing is exchanged, and both say the same. */
import { readFileSync } from 'node:fs'
import { afterEach, describe, expect, it } from 'vitest'
import { decode } from '../../src/core/codec/index.ts'
import type { Channel } from '../../src/network/index.ts'
import { FrameDecoder } from '../../src/network/framing.ts'
import { VERSION_1_PROTOCOLS, VERSION_1_REFUSAL } from '../../src/protocols/handshake/earlier-version.ts'
import { connect, eventually, startHost } from '../network/hosts.ts'
import { startNode, type TestNode } from './nodes.ts'
import { rejection } from './sample.ts'

const recorded = JSON.parse(
  readFileSync(new URL('../fixtures/wire/version-1.json', import.meta.url), 'utf8'),
) as { streams: { protocol: string; frames: string[] }[] }

const nodes: TestNode[] = []
afterEach(async () => {
  await Promise.all(nodes.splice(0).map((one) => one.stop()))
})

async function alice(): Promise<TestNode> {
  const node = await startNode('alice')
  nodes.push(node)
  return node
}

function framesIn(hex: string[]): Uint8Array[] {
  const decoder = new FrameDecoder()
  for (const frame of hex) decoder.push(Uint8Array.from(Buffer.from(frame, 'hex')))
  return hex.map(() => decoder.next()!)
}

describe('a node of version 1 that asks', () => {
  it('is recorded on every protocol that version 1 has', () => {
    expect(recorded.streams.map(({ protocol }) => protocol)).toEqual(VERSION_1_PROTOCOLS)
  })

  it.each(recorded.streams)(
    'on $protocol is told why it gets nothing, as version 1 says such things',
    async ({ protocol, frames }) => {
      const node = await alice()
      const old = await startHost('old')
      await connect(old, node.host)
      const channel = await old.open(node.host.peerId, protocol)
      for (const frame of framesIn(frames)) await channel.write(frame)
      const signal = AbortSignal.timeout(10_000)
      const answer = decode((await channel.read({ signal }))!)
      // All of it is what version 1 reads: nothing else is in the frame.
      expect(answer).toEqual({ t: 'refused', ...VERSION_1_REFUSAL })
      expect(VERSION_1_REFUSAL.message).toMatch(/version 1 .* version 2.*upgrade/)
      expect(Buffer.byteLength(VERSION_1_REFUSAL.message)).toBeLessThanOrEqual(640)
      expect(await channel.read({ signal })).toBeUndefined()
      expect(node.handshake.agreed(old.peerId)).toBeUndefined()
    },
  )
})

describe('a node of version 1 that is met', () => {
  /** Speaks the handshake of version 1, and keeps who opened it. */
  async function oldHost(): Promise<Awaited<ReturnType<typeof startHost>> & { opened: Channel[] }> {
    const old = await startHost('old')
    const opened: Channel[] = []
    old.handle(VERSION_1_PROTOCOLS[0]!, (channel) => {
      opened.push(channel)
      return Promise.resolve()
    })
    return Object.assign(old, { opened })
  }

  it('is refused in the same words by whoever asks it', async () => {
    const node = await alice()
    const old = await oldHost()
    await connect(node.host, old)
    const error = await rejection(node.handshake.agreementFor(old.peerId))
    expect(error).toMatchObject({ code: 'ERR_INCOMPATIBLE', refusal: VERSION_1_REFUSAL })
    expect(node.handshake.refusal(old.peerId)).toEqual(VERSION_1_REFUSAL)
    expect(await rejection(node.sync.heads(old.peerId, { limit: 1 }))).toMatchObject({
      code: 'ERR_INCOMPATIBLE',
      message: VERSION_1_REFUSAL.message,
    })
  })

  it('is known by its handshake before it has said what it speaks', async () => {
    const node = await alice()
    const old = await oldHost()
    await node.host.dial(old.address)
    expect(await rejection(node.handshake.agreementFor(old.peerId))).toMatchObject({
      refusal: VERSION_1_REFUSAL,
    })
  })

  it('is refused without being asked for anything, once it has said what it speaks', async () => {
    const node = await alice()
    const old = await oldHost()
    await connect(old, node.host)
    await eventually(() => node.handshake.refusal(old.peerId) !== undefined, 'the refusal')
    expect(node.handshake.refusal(old.peerId)?.message).toBe(VERSION_1_REFUSAL.message)
  })
})
