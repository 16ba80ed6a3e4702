/** Peers come and go: gossip keeps little of those that are gone, and only of so many. */
import { generateKeyPair } from '@libp2p/crypto/keys'
import { type GossipSub, gossipsub } from '@libp2p/gossipsub'
import { peerIdFromPrivateKey } from '@libp2p/peer-id'
import { multiaddr } from '@multiformats/multiaddr'
import { describe, expect, it } from 'vitest'
import { boundGossip, MAX_REMEMBERED } from '../../src/network/bounded-gossip.ts'
import { libp2pLogger } from '../../src/network/libp2p-logger.ts'
import { keepingLogger } from './hosts.ts'

const TOPIC = '/memcube/test/heads/7'
const ADDRESS = multiaddr('/ip4/192.0.2.1/tcp/1')

/** What is inside of gossipsub, as it is. */
interface Inside {
  peers: Map<string, unknown>
  topics: Map<string, Set<string>>
  peerTopicBytes: Map<string, number>
  acceptFromWhitelist: Map<string, unknown>
  score: {
    peerStats: Map<string, unknown>
    scoreCache: Map<string, unknown>
    peerIPs: Map<string, Set<string>>
    deliverMessage(from: string, id: string, topic: string): void
    score(id: string): number
  }
  addPeer(id: string, direction: string, address: unknown): void
  removePeer(id: string): void
  handleReceivedRpc(from: string, rpc: unknown): Promise<void>
}

async function gossip(): Promise<Inside> {
  const privateKey = await generateKeyPair('Ed25519')
  const components = {
    privateKey,
    peerId: peerIdFromPrivateKey(privateKey),
    logger: libp2pLogger(keepingLogger()),
  } as unknown as Parameters<ReturnType<typeof gossipsub>>[0]
  const topic = { topicWeight: 1, firstMessageDeliveriesWeight: 1, firstMessageDeliveriesCap: 10 }
  const pubsub = gossipsub({ scoreParams: { topics: { [TOPIC]: topic as never } } })(components)
  return boundGossip(pubsub) as unknown as Inside
}

it.each(['peerStats', 'scoreCache', 'addPeer', 'removePeer', 'removeIPsForPeer'])(
  'a gossipsub whose scores have no %s is not run',
  async (part) => {
    const { score } = await gossip()
    Object.assign(score, { [part]: undefined })
    const other = { score, handleReceivedRpc: async () => {} } as unknown as GossipSub
    expect(() => boundGossip(other)).toThrow(expect.objectContaining({ code: 'ERR_INTERNAL' }))
  },
)

describe('what gossip keeps of peers that are gone', () => {
  it('is nothing, where they did well', async () => {
    const made = await gossip()
    const { score } = made
    for (let i = 0; i < 500; i++) {
      made.addPeer(`bob-${i}`, 'inbound', ADDRESS)
      score.deliverMessage(`bob-${i}`, `message-${i}`, TOPIC)
      expect(score.score(`bob-${i}`)).toBeGreaterThan(0)
      made.removePeer(`bob-${i}`)
    }
    expect([score.peerStats.size, score.scoreCache.size, score.peerIPs.size]).toEqual([0, 0, 0])
  })

  it('is a score of the last of those who did nothing', async () => {
    const made = await gossip()
    const count = MAX_REMEMBERED + 500
    for (let i = 0; i < count; i++) {
      made.addPeer(`eve-${i}`, 'inbound', ADDRESS)
      made.removePeer(`eve-${i}`)
    }
    const { peerStats, scoreCache, peerIPs } = made.score
    expect([peerStats.size, scoreCache.size]).toEqual([MAX_REMEMBERED, 0])
    expect(peerIPs.get('192.0.2.1')?.size).toBe(MAX_REMEMBERED)
    expect([peerStats.has('eve-0'), peerStats.has(`eve-${count - 1}`)]).toEqual([false, true])
  })

  it('leaves alone who is here, though others come and go', async () => {
    const made = await gossip()
    // He was here before: what was kept of him is his again.
    for (const _ of [1, 2]) {
      made.addPeer('bob', 'inbound', ADDRESS)
      made.removePeer('bob')
    }
    made.addPeer('bob', 'inbound', ADDRESS)
    for (let i = 0; i <= MAX_REMEMBERED; i++) {
      made.addPeer(`eve-${i}`, 'inbound', ADDRESS)
      made.removePeer(`eve-${i}`)
    }
    expect(made.score.peerStats.has('bob')).toBe(true)
  })

  it('is not what they said last, heard after they were gone', async () => {
    const made = await gossip()
    const rpc = { subscriptions: [{ topic: TOPIC, subscribe: true }], messages: [] }
    made.addPeer('bob', 'inbound', ADDRESS)
    await made.handleReceivedRpc('bob', rpc)
    expect([...(made.topics.get(TOPIC) ?? [])]).toEqual(['bob'])
    made.removePeer('bob')
    await made.handleReceivedRpc('bob', rpc)
    const { peers, topics, peerTopicBytes, acceptFromWhitelist } = made
    expect([peers.size, topics.size, peerTopicBytes.size, acceptFromWhitelist.size]).toEqual([0, 0, 0, 0])
  })
})
