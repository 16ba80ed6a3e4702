/** Eve gossips more than anybody listens to: nothing of it is checked, and she is cut off when she goes on. */
import type { GossipSub } from '@libp2p/gossipsub'
import { type Multiaddr, multiaddr } from '@multiformats/multiaddr'
import { describe, expect, it } from 'vitest'
import { guardGossip } from '../../../src/network/guarded-gossip.ts'
import { connect, eventually, keepingLogger, startHost } from '../hosts.ts'

const TOPIC = '/memcube/test/heads/7'

/** A gossipsub that counts what it was asked to check. */
function counting(nowMs = 0) {
  const counted = {
    messages: new Map<string, number>(),
    mostAtOnce: 0,
    cut: [] as string[],
    addresses: [] as string[],
  }
  let atOnce = 0
  const pubsub = {
    addPeer: (_peer: string, _direction: string, address: Multiaddr) =>
      void counted.addresses.push(address.toString()),
    handleReceivedRpc: async () => {},
    async handleReceivedMessage(from: string) {
      counted.messages.set(from, (counted.messages.get(from) ?? 0) + 1)
      counted.mostAtOnce = Math.max(counted.mostAtOnce, ++atOnce)
      await Promise.resolve()
      atOnce--
    },
  }
  const guarded = guardGossip(pubsub as unknown as GossipSub, {
    logger: keepingLogger(),
    cutOff: (peer) => void counted.cut.push(peer),
    now: () => nowMs,
  }) as unknown as typeof pubsub
  return { counted, guarded }
}

describe('the quota of gossip', () => {
  it('is spent before a message is checked, one message a turn, and leaves that of others alone', async () => {
    const { counted, guarded } = counting()
    await Promise.all([
      ...Array.from({ length: 600 }, () => guarded.handleReceivedMessage('eve')),
      ...Array.from({ length: 5 }, () => guarded.handleReceivedMessage('alice')),
    ])
    expect(Object.fromEntries(counted.messages)).toEqual({ eve: 200, alice: 5 })
    expect([counted.mostAtOnce, counted.cut]).toEqual([1, []])
  })

  it('costs who goes on its connection', async () => {
    const { counted, guarded } = counting()
    await Promise.all(Array.from({ length: 701 }, () => guarded.handleReceivedMessage('eve')))
    expect(counted.cut).toEqual(['eve'])
  })

  it('takes nobody for the relay that he comes through', () => {
    const { counted, guarded } = counting()
    const relay = '/ip4/44.1.0.1/tcp/4001/p2p/12D3KooWPjceQrSwdWXPyLLeABRXmuqt69Rg3sBYbU1Nft9HyQ6X'
    guarded.addPeer('alice', 'inbound', multiaddr(relay))
    guarded.addPeer('bob', 'inbound', multiaddr(`${relay}/p2p-circuit`))
    expect(counted.addresses).toEqual([relay, '/p2p-circuit'])
  })

  it('is not run without: a gossipsub that takes messages elsewhere is refused', () => {
    const guard = { logger: keepingLogger(), cutOff: () => {} }
    expect(() => guardGossip({} as GossipSub, guard)).toThrow('can be bounded')
  })
})

describe('a peer that floods a topic', () => {
  it('has few of its messages judged, and is disconnected', async () => {
    const gossipTopics = [TOPIC]
    const [alice, eve] = await Promise.all([
      startHost('alice', { gossipTopics }),
      startHost('eve', { gossipTopics }),
    ])
    let judged = 0
    alice.gossip.setValidator(() => {
      judged++
      return 'ignore'
    })
    const gone = new Promise<string>((resolve) => void alice.onDisconnect(resolve))
    for (const host of [alice, eve]) host.gossip.subscribe(TOPIC)
    await connect(eve, alice)
    await eventually(() => eve.gossip.subscribers(TOPIC).length === 1, 'the subscription of alice')
    for (let i = 0; i < 1_500 && alice.peers().length > 0; i++)
      await eve.gossip.publish(TOPIC, new TextEncoder().encode(`head ${i}`)).catch(() => 0)
    expect(await gone).toBe(eve.peerId)
    // What came at once, and 20 for each second that it took.
    expect(judged).toBeLessThan(700)
  })
})
