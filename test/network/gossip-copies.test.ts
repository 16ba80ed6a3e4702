/** The neighbours of a mesh send on what they hear: of many copies of a message one has its signature checked. */
import { generateKeyPair, publicKeyToProtobuf } from '@libp2p/crypto/keys'
import { gossipsub } from '@libp2p/gossipsub'
import { RPC } from '@libp2p/gossipsub/message'
import type { PrivateKey } from '@libp2p/interface'
import { peerIdFromPrivateKey } from '@libp2p/peer-id'
import { describe, expect, it, onTestFinished, vi, type MockInstance } from 'vitest'
import { guardGossip } from '../../src/network/guarded-gossip.ts'
import { libp2pLogger } from '../../src/network/libp2p-logger.ts'
import { messageFingerprint } from '../../src/network/message-fingerprint.ts'
import { connect, eventually, keepingLogger, startHost } from './hosts.ts'

const TOPIC = '/memcube/test/heads/7'
const bytes = (text: string): Uint8Array => new TextEncoder().encode(text)

/** All signatures of messages of gossip that are checked in this process. */
async function checked(): Promise<{ of(data: string): number }> {
  const { publicKey } = await generateKeyPair('Ed25519')
  const prototype = Object.getPrototypeOf(publicKey) as { verify(data: Uint8Array): unknown }
  const verify: MockInstance<(data: Uint8Array) => unknown> = vi.spyOn(prototype, 'verify')
  onTestFinished(() => verify.mockRestore())
  return {
    of: (data) => verify.mock.calls.filter(([text]) => Buffer.from(text).includes(data)).length,
  }
}

async function signed(author: PrivateKey, data: string): Promise<RPC.Message> {
  const from = peerIdFromPrivateKey(author).toMultihash().bytes
  const message = { from, data: bytes(data), seqno: new Uint8Array(8).fill(1), topic: TOPIC }
  const signature = await author.sign(Buffer.concat([bytes('libp2p-pubsub:'), RPC.Message.encode(message)]))
  return { ...message, signature, key: publicKeyToProtobuf(author.publicKey) }
}

/** A gossipsub that takes messages, of which each has to be heard once. */
async function gossip() {
  const privateKey = await generateKeyPair('Ed25519')
  const peerId = peerIdFromPrivateKey(privateKey)
  const components = { privateKey, peerId, logger: libp2pLogger(keepingLogger()) }
  const make = gossipsub({ globalSignaturePolicy: 'StrictSign', fastMsgIdFn: messageFingerprint })
  const pubsub = make(components as unknown as Parameters<typeof make>[0])
  const guarded = guardGossip(pubsub, { logger: keepingLogger(), cutOff() {} })
  const heard: string[] = []
  pubsub.topicValidators.set(TOPIC, (_, { data }) => {
    heard.push(new TextDecoder().decode(data))
    return 'ignore' as never
  })
  const inside = guarded as unknown as {
    handleReceivedMessage(from: unknown, message: unknown): Promise<void>
  }
  const take = async (message: RPC.Message): Promise<void> =>
    inside.handleReceivedMessage(peerIdFromPrivateKey(await generateKeyPair('Ed25519')), message)
  return { take, heard }
}

describe('a message of which many copies come', () => {
  it('is checked once and judged once, also where they come at the same time', async () => {
    const { take, heard } = await gossip()
    const message = await signed(await generateKeyPair('Ed25519'), 'a head')
    const checks = await checked()
    await Promise.all(Array.from({ length: 40 }, () => take({ ...message })))
    await take({ ...message })
    expect([checks.of('a head'), heard]).toEqual([1, ['a head']])
  })

  it('is not known by a copy that does not hold, nor is one that does not hold known by it', async () => {
    const { take, heard } = await gossip()
    const author = await generateKeyPair('Ed25519')
    const message = await signed(author, 'a head')
    const checks = await checked()
    const signature = Uint8Array.from(message.signature!, (byte, at) => (at === 5 ? byte ^ 1 : byte))
    for (const forged of [
      { ...message, signature },
      { ...message, data: bytes('no a head') },
    ]) {
      await take(forged)
      await take(forged)
    }
    expect([checks.of('a head'), heard]).toEqual([4, []])
    await take(message)
    expect([checks.of('a head'), heard]).toEqual([5, ['a head']])
  })

  it('is checked once by each host that hears it from all others', async () => {
    const gossipTopics = [TOPIC]
    const hosts = await Promise.all(
      ['alice', 'bob', 'carol', 'dave', 'eve'].map((name) => startHost(name, { gossipTopics })),
    )
    for (const host of hosts) {
      host.gossip.setValidator(() => 'accept')
      host.gossip.subscribe(TOPIC)
    }
    for (const [at, host] of hosts.entries())
      for (const other of hosts.slice(0, at)) await connect(host, other)
    const [alice, ...others] = hosts
    await eventually(
      () => hosts.every(({ gossip: { subscribers } }) => subscribers(TOPIC).length === others.length),
      'all subscriptions',
    )
    const heard = new Map(others.map((host) => [host, 0]))
    for (const host of others) host.gossip.onMessage(() => heard.set(host, heard.get(host)! + 1))
    const checks = await checked()
    let sent = 0
    // The mesh forms with the heartbeats, one a second; copies come once it is there.
    await eventually(async () => {
      await alice!.gossip.publish(TOPIC, bytes(`head ${sent++}.`))
      return [...heard.values()].every((count) => count >= 5) && sent >= 30
    }, 'heads at all')
    // Alice as well, where it comes back to her.
    for (let at = 0; at < sent; at++) expect(checks.of(`head ${at}.`)).toBeLessThanOrEqual(hosts.length)
  })
})

describe('the fingerprint of a message', () => {
  const full = {
    from: bytes('a'),
    data: bytes('b'),
    seqno: bytes('c'),
    topic: 'd',
    signature: bytes('e'),
    key: bytes('f'),
  }

  it('has all of its fields, each by itself', () => {
    const fields = Object.keys(full).filter((field) => field !== 'topic')
    const others = [
      { ...full, topic: 'x' },
      ...fields.map((field) => ({ ...full, [field]: bytes('x') })),
      ...fields.map((field) => ({ ...full, [field]: undefined })),
      ...fields.map((field) => ({ ...full, [field]: bytes('') })),
      { ...full, from: bytes('ab'), data: bytes('') },
    ]
    const prints = [full, ...others].map((message) => messageFingerprint(message))
    expect(new Set(prints).size).toBe(prints.length)
    expect(messageFingerprint({ ...full })).toBe(prints[0])
  })
})
