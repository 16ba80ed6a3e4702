import type { KadDHT } from '@libp2p/kad-dht'
import type { PeerInfo } from '@libp2p/interface'
import { multiaddr } from '@multiformats/multiaddr'
import { describe, expect, it } from 'vitest'
import { guardDht } from '../../src/network/guarded-dht.ts'
import { NewsOfPeers } from '../../src/network/news-of-peers.ts'
import { keepingLogger } from './hosts.ts'

function peer(name: string, port = 4001): PeerInfo {
  return { id: name as never, multiaddrs: [multiaddr(`/ip4/192.0.2.7/tcp/${port}`)] }
}

describe('a peer that an answer of the DHT names', () => {
  it('is news once, and again after a minute or elsewhere', () => {
    const news = new NewsOfPeers()
    expect(news.isNews(peer('bob'), 0)).toBe(true)
    expect(news.isNews(peer('bob'), 1)).toBe(false)
    expect(news.isNews(peer('carol'), 1)).toBe(true)
    expect(news.isNews(peer('bob', 4002), 2)).toBe(true)
    expect(news.isNews(peer('bob', 4002), 59_999)).toBe(false)
    expect(news.isNews(peer('bob', 4002), 60_002)).toBe(true)
  })

  it('is forgotten where too many are named', () => {
    const news = new NewsOfPeers()
    for (let i = 0; i < 2_000; i++) news.isNews(peer(`peer ${i}`), 0)
    expect(news.isNews(peer('peer 0'), 1)).toBe(true)
    expect(news.isNews(peer('peer 1999'), 1)).toBe(false)
  })

  it('is told to kad-dht once, however many name it', () => {
    const told: string[] = []
    const network = {
      _writeReadMessage: async () => {},
      safeDispatchEvent: (_: 'peer', { detail }: { detail: PeerInfo }) => told.push(String(detail.id)) > 0,
    }
    const dht = { rpc: { onIncomingStream: async () => {} }, network, routingTable: { add: async () => {} } }
    guardDht(dht as unknown as KadDHT, keepingLogger())
    for (const name of ['bob', 'bob', 'carol', 'bob'])
      network.safeDispatchEvent('peer', { detail: peer(name) })
    expect(told).toEqual(['bob', 'carol'])
  })
})
