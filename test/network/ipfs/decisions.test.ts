/** What a node decides about the DHT of IPFS, without a network. */
import type { PeerData, PeerId, PeerStore } from '@libp2p/interface'
import { generateKeyPair } from '@libp2p/crypto/keys'
import { peerIdFromPrivateKey } from '@libp2p/peer-id'
import { describe, expect, it } from 'vitest'
import { ConnectedPeers, speaksOurs } from '../../../src/network/connected-peers.ts'
import {
  decideEvictions,
  MAX_STRANGERS,
  type ConnectionPlace,
} from '../../../src/network/connection-places.ts'
import { ENOUGH_KNOWN, isEnteringDue } from '../../../src/network/ipfs/decide-entering.ts'
import { describeIpfs } from '../../../src/network/ipfs/describe-ipfs.ts'
import { mergeFound } from '../../../src/network/ipfs/merge-found.ts'
import { passingPeers } from '../../../src/network/ipfs/passing-peers.ts'
import { countHeld } from '../../helpers/count-held.ts'
import { keepingLogger } from '../hosts.ts'

const NOW = 1_000_000
const OURS = ['/ipfs/id/1.0.0', '/memcube/handshake/2.0.0']
const THEIRS = ['/ipfs/id/1.0.0', '/ipfs/kad/1.0.0', '/ipfs/bitswap/1.2.0']

describe('a node dials its way into the DHT of IPFS', () => {
  it('at once, and not while it knows enough there', () => {
    expect(isEnteringDue({ known: 0, rounds: 0, lastMs: undefined }, NOW)).toBe(true)
    expect(isEnteringDue({ known: ENOUGH_KNOWN, rounds: 0, lastMs: undefined }, NOW)).toBe(false)
  })

  it('more and more seldom while that brings nobody, at least every quarter of an hour', () => {
    const waits = Array.from({ length: 12 }, (_, rounds) => {
      let waitMs = 0
      while (!isEnteringDue({ known: 1, rounds, lastMs: NOW }, NOW + waitMs)) waitMs += 1_000
      return waitMs / 1_000
    })
    expect(waits).toEqual([30, 30, 60, 120, 240, 480, 900, 900, 900, 900, 900, 900])
  })
})

describe('who is connected', () => {
  const peers = (hasStrangers: boolean): { peers: ConnectedPeers; told: string[] } => {
    const told: string[] = []
    const made = new ConnectedPeers({
      logger: keepingLogger(),
      hasStrangers,
      listed: (id) => void told.push(`listed ${id}`),
      gone: (id) => void told.push(`gone ${id}`),
    })
    made.onConnect.add((id) => void told.push(`connect ${id}`))
    made.onIdentify.add(({ peerId }) => void told.push(`identify ${peerId}`))
    made.onDisconnect.add((id) => void told.push(`disconnect ${id}`))
    return { peers: made, told }
  }
  const said = (protocols: string[]) => ({ addresses: [], protocols })

  it('is everybody at once for a node that keeps to memcube', () => {
    const { peers: all, told } = peers(false)
    all.opened('kubo', '192.0.2')
    expect(told).toEqual(['listed kubo', 'connect kubo'])
    expect(all.isStranger('kubo')).toBe(false)
    expect(all.said('kubo', said(THEIRS))).toMatchObject({ protocols: THEIRS, network: '192.0.2' })
  })

  it('is nobody of IPFS, from the connection to its end', () => {
    const { peers: all, told } = peers(true)
    all.opened('kubo', '192.0.2')
    expect(all.said('kubo', said(THEIRS))).toBeUndefined()
    expect([all.list(), all.isStranger('kubo')]).toEqual([[], true])
    all.closed('kubo')
    expect(told).toEqual([])
  })

  it('is a peer of memcube from when it has said so', () => {
    const { peers: all, told } = peers(true)
    all.opened('bob', '192.0.2')
    expect(all.isStranger('bob')).toBe(true)
    const bob = all.said('bob', said(OURS))
    expect(bob).toMatchObject({ peerId: 'bob', protocols: OURS })
    expect(all.list()).toEqual([bob])
    all.closed('bob')
    expect(told).toEqual(['listed bob', 'connect bob', 'gone bob', 'disconnect bob'])
  })

  it('is whom this node dialled for what it may have, with what it said', () => {
    const { peers: all, told } = peers(true)
    all.opened('kubo', '192.0.2')
    all.said('kubo', said(THEIRS))
    all.want('kubo')
    all.want('kubo')
    expect(all.list()).toMatchObject([{ peerId: 'kubo', protocols: THEIRS }])
    expect(told).toEqual(['listed kubo', 'connect kubo', 'identify kubo'])
  })

  it('begins anew with who was away', () => {
    const { peers: all, told } = peers(false)
    all.opened('bob', '192.0.2')
    all.said('bob', said(OURS))
    told.length = 0
    all.anew('bob')
    expect(told).toEqual(['gone bob', 'disconnect bob', 'listed bob', 'connect bob', 'identify bob'])
    expect(all.list()).toMatchObject([{ peerId: 'bob', protocols: OURS }])
  })

  it('speaks ours by the names of protocols alone', () => {
    expect(speaksOurs(OURS)).toBe(true)
    expect(speaksOurs(THEIRS)).toBe(false)
    expect(speaksOurs(['/other/memcube/1'])).toBe(false)
  })
})

describe('connections with nodes of IPFS', () => {
  const place = (name: string, over: Partial<ConnectionPlace> = {}): ConnectionPlace & { name: string } => ({
    name,
    network: name,
    inbound: false,
    useful: false,
    openedMs: NOW - 60_000,
    activeMs: 0,
    ...over,
  })
  const strangers = (
    count: number,
    over: Partial<ConnectionPlace> = {},
  ): (ConnectionPlace & { name: string })[] =>
    Array.from({ length: count }, (_, at) =>
      place(`kubo ${at}`, { stranger: true, openedMs: NOW - 60_000 + at, ...over }),
    )
  const names = (places: (ConnectionPlace & { name: string })[], inbound = 10): string[] =>
    decideEvictions(places, { inbound, perNetwork: 8 }, NOW).map(({ name }) => name)

  it('are no more than their number, dialled or not, and the oldest idle ones go', () => {
    const many = strangers(MAX_STRANGERS + 2)
    const [first, ...others] = many
    expect(names(many)).toEqual(['kubo 0', 'kubo 1'])
    expect(names([{ ...(first as (typeof many)[0]), busy: true }, ...others])).toEqual(['kubo 1', 'kubo 2'])
  })

  it('push out nobody of memcube, however many they are', () => {
    const ours = Array.from({ length: 30 }, (_, at) => place(`bob ${at}`, { openedMs: NOW - 3_600_000 }))
    expect(names([...ours, ...strangers(200)]).filter((name) => name.startsWith('bob'))).toEqual([])
  })

  it('give way before peers of memcube when too many have come in', () => {
    const ours = Array.from({ length: 9 }, (_, at) =>
      place(`bob ${at}`, { inbound: true, openedMs: NOW - 3_600_000 }),
    )
    expect(names([...ours, ...strangers(3, { inbound: true })])).toEqual(['kubo 0', 'kubo 1'])
    // Their number is not what is too much then.
    const more = [
      ...ours,
      ...ours.slice(0, 2).map((one) => ({ ...one, name: `${one.name} again`, network: 'x' })),
    ]
    expect(names([...more, ...strangers(1, { inbound: true })])).toHaveLength(2)
  })
})

describe('what several places find', () => {
  async function* found(...all: (string | Error)[]): AsyncGenerator<string> {
    for (const one of all) {
      await Promise.resolve()
      if (one instanceof Error) throw one
      yield one
    }
  }
  const all = async (...sources: AsyncGenerator<string>[]): Promise<string[]> => {
    const got: string[] = []
    for await (const one of mergeFound(
      sources,
      (text) => text,
      () => {},
    ))
      got.push(one)
    return got.sort()
  }

  it('is given once each', async () => {
    expect(await all(found('alice', 'bob'), found('bob', 'carol'), found())).toEqual([
      'alice',
      'bob',
      'carol',
    ])
  })

  it('is given though one of them fails, and fails when all do', async () => {
    expect(await all(found('alice', new Error('no')), found('bob'))).toEqual(['alice', 'bob'])
    await expect(all(found(new Error('first')), found(new Error('second')))).rejects.toThrow('first')
  })

  it('ends the search when the reader has had enough', async () => {
    let ends = 0
    for await (const one of mergeFound(
      [found('alice', 'bob')],
      (text) => text,
      () => void ends++,
    ))
      if (one === 'alice') break
    expect(ends).toBe(1)
  })
})

describe('peers that lookups name', () => {
  const ids = async (count: number): Promise<PeerId[]> =>
    Promise.all(
      Array.from({ length: count }, async () => peerIdFromPrivateKey(await generateKeyPair('Ed25519'))),
    )
  const store = (): { store: PeerStore; kept: Map<string, PeerData> } => {
    const kept = new Map<string, PeerData>()
    const fake = {
      merge: async (id: PeerId, data: PeerData) => {
        kept.set(id.toString(), { ...kept.get(id.toString()), ...data })
        return { id }
      },
      get: async (id: PeerId) => ({ protocols: [], ...kept.get(id.toString()) }),
      delete: async (id: PeerId) => void kept.delete(id.toString()),
    }
    return { store: fake as unknown as PeerStore, kept }
  }

  it('are forgotten by those that come after, but for who is connected or of memcube', async () => {
    const { store: whole, kept } = store()
    const [connected, ours, ...others] = await ids(8)
    if (connected === undefined || ours === undefined) throw new Error('unreachable')
    kept.set(ours.toString(), { protocols: OURS })
    const { store: passing, has } = passingPeers(whole, (id) => id.equals(connected), 3)
    for (const id of [connected, ours, ...others]) await passing.merge(id, { multiaddrs: [] })
    const left = [connected, ours, ...others.slice(-2)].map(String)
    expect([...kept.keys()].sort()).toEqual(left.sort())
    expect([has(connected.toString()), has(ours.toString())]).toEqual([true, false])
  })

  it('leave nothing of the ids they were named by, which keep a message each', async () => {
    const { store: whole } = store()
    const { store: passing, has } = passingPeers(whole, () => false)
    const refs: WeakRef<object>[] = []
    const name = async (): Promise<void> => {
      for (const id of await ids(50)) {
        await passing.merge(id, { multiaddrs: [] })
        expect(has(id.toString())).toBe(true)
        refs.push(new WeakRef(id))
      }
    }
    await name()
    expect(await countHeld(refs)).toBe(0)
  })

  it('are not kept connected because they are near', async () => {
    const { store: whole, kept } = store()
    const [id] = await ids(1)
    if (id === undefined) throw new Error('unreachable')
    await passingPeers(whole, () => false).store.merge(id, {
      tags: { 'keep-alive-kad-dht': { value: 1 }, 'kad-close': { value: 50 }, 'kad-peer': { value: 1 } },
    })
    expect(Object.keys(kept.get(id.toString())?.tags ?? {})).toEqual(['kad-peer'])
  })
})

describe('how it stands there, in words', () => {
  const told = { peers: 12, provided: 3, waiting: 1, missing: [], hasAddress: true }

  it('is what is known and what is provided', () => {
    expect(describeIpfs(told)).toMatchObject({
      summary: '12 nodes of the IPFS network known; 3 of 4 cubes and topics are provided there',
      problem: undefined,
    })
    expect(describeIpfs({ ...told, provided: 0, waiting: 0 }).summary).toContain('nothing of yours')
  })

  it('says who does not answer, and that there is no address to tell', () => {
    const missing = [{ address: '/dnsaddr/bootstrap.libp2p.io', reason: 'no answer in time' }]
    expect(describeIpfs({ ...told, peers: 0, missing }).problem?.message).toContain('no answer in time')
    expect(describeIpfs({ ...told, hasAddress: false }).problem?.message).toContain('no address')
    expect(describeIpfs({ ...told, waiting: 0, hasAddress: false }).problem).toBeUndefined()
  })
})
