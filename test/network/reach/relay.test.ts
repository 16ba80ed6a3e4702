/** What a relay is asked for and what it says, without sockets. */
import type { Connection, PeerId } from '@libp2p/interface'
import { peerIdFromString } from '@libp2p/peer-id'
import { type Multiaddr, multiaddr } from '@multiformats/multiaddr'
import { describe, expect, it } from 'vitest'
import type { ReachComponents } from '../../../src/network/reach/interface.ts'
import { RelayPlaces } from '../../../src/network/reach/relay-places.ts'
import { RelayService } from '../../../src/network/reach/relay-service.ts'

const relay = '12D3KooWPjceQrSwdWXPyLLeABRXmuqt69Rg3sBYbU1Nft9HyQ6X'
const bob = '12D3KooWE4aDz26eWDtERGijXnLjwbSPCV8UgckWk5Htds6Tk3sT'
const nowMs = 1_800_000_000_000

interface Fake {
  expire?: bigint
  refuses?: boolean
  connections?: { peer: string; remoteAddr: Multiaddr; streams?: { protocol: string; direction: string }[] }[]
}

function components({ expire = BigInt(nowMs / 1000 + 3600), refuses = false, connections = [] }: Fake) {
  const held = new Map<string, { expire: bigint }>()
  const listeners: { listen(address: Multiaddr): Promise<void> }[] = []
  const asked: string[] = []
  const reservationStore = Object.assign(new EventTarget(), {
    hasReservation: (peer: PeerId) => held.has(peer.toString()),
    getReservation: (peer: PeerId) => held.get(peer.toString()),
    cancelReservations: () => held.clear(),
  })
  const listener = {
    async listen(address: Multiaddr) {
      asked.push(address.toString())
      if (refuses) throw new Error('RESERVATION_REFUSED')
      held.set(address.toString().split('/')[2] ?? '', { expire })
    },
  }
  const made = {
    transportManager: {
      getTransports: () => [{ [Symbol.toStringTag]: '@libp2p/circuit-relay-v2-transport', reservationStore }],
      getListeners: () => [...listeners],
      async listen([address]: Multiaddr[]) {
        listeners.push(listener)
        if (address !== undefined) await listener.listen(address)
      },
    },
    connectionManager: {
      getConnections: (peer?: PeerId) =>
        connections
          .filter((one) => peer === undefined || one.peer === peer.toString())
          .map((one) => ({
            streams: [],
            ...one,
            remotePeer: peerIdFromString(one.peer),
          })) as unknown as Connection[],
    },
  }
  return { components: made as unknown as ReachComponents, asked, listeners, reservationStore }
}

describe('places at a relay', () => {
  it('are kept by one listener for each relay, however often one is asked for', async () => {
    const { components: given, asked, listeners } = components({})
    const places = new RelayPlaces(given, () => nowMs)
    expect(await places.reserve(relay)).toBe(true)
    expect(await places.reserve(relay)).toBe(true)
    expect([places.held(), listeners.length, asked.length]).toEqual([[relay], 1, 2])
  })

  it('that are refused are asked for later, each time later', async () => {
    const places = new RelayPlaces(components({ refuses: true }).components, () => nowMs)
    expect(await places.reserve(relay)).toBe(false)
    const first = places.retryAtMs(relay) - nowMs
    await places.reserve(relay)
    expect(places.retryAtMs(relay) - nowMs).toBe(2 * first)
    places.forgetRefusals()
    expect(places.retryAtMs(relay)).toBe(0)
  })

  it('are given up all at once, and the transport hears of each', async () => {
    const { components: given, reservationStore } = components({})
    const places = new RelayPlaces(given, () => nowMs)
    await places.reserve(relay)
    const removed: string[] = []
    reservationStore.addEventListener('relay:removed', (event) =>
      removed.push(String((event as CustomEvent<{ relay: PeerId }>).detail.relay)),
    )
    places.release()
    expect([places.held(), removed]).toEqual([[], [relay]])
  })

  it.each([
    ['in the past', nowMs / 1000 - 60, -60],
    ['in a hundred years', nowMs / 1000 + 3_000_000_000, 3_000_000_000],
    ['in an hour', nowMs / 1000 + 3600, undefined],
  ])('that end %s say whether the clocks agree', async (_, expire, skew) => {
    const places = new RelayPlaces(components({ expire: BigInt(expire) }).components, () => nowMs)
    await places.reserve(relay)
    expect(places.skewSeconds).toBe(skew)
  })

  it('are told to others by the address at which the relay is reached, and no other that it names', async () => {
    const remoteAddr = multiaddr('/ip4/44.1.0.1/tcp/4001')
    const { components: given } = components({ connections: [{ peer: relay, remoteAddr }] })
    const places = new RelayPlaces(given, () => nowMs)
    await places.reserve(relay)
    const circuit = (host: string, of = relay): Multiaddr => multiaddr(`${host}/p2p/${of}/p2p-circuit`)
    const good = circuit('/ip4/44.1.0.1/tcp/4001')
    const lies = [
      circuit('/ip4/66.6.6.6/tcp/4001'),
      circuit('/ip4/192.168.1.1/tcp/80'),
      circuit('/dns4/victim.example/tcp/443'),
      circuit('/ip4/44.1.0.1/tcp/4001', bob),
    ]
    expect(places.toTell([...lies, good]).map(String)).toEqual([String(good)])
    const many = Array.from({ length: 9 }, (_, at) => circuit(`/ip4/44.1.0.1/tcp/${4001 + at}`))
    expect(places.toTell(many)).toHaveLength(4)
  })

  it('are not asked for at a transport that keeps them elsewhere', () => {
    const given = { transportManager: { getTransports: () => [] } } as unknown as ReachComponents
    expect(() => new RelayPlaces(given, () => nowMs)).toThrow('elsewhere')
  })
})

describe('this node as a relay', () => {
  const stop = { protocol: '/libp2p/circuit/relay/0.2.0/stop', direction: 'outbound' }
  const hop = { protocol: '/libp2p/circuit/relay/0.2.0/hop', direction: 'inbound' }
  const [from, to] = [peerIdFromString(relay), peerIdFromString(bob)]
  const service = (streams: { of: string; what: typeof stop; times: number }[]): RelayService => {
    const connections = streams.map(({ of, what, times }) => ({
      peer: of,
      remoteAddr: multiaddr(of === relay ? '/ip4/44.1.0.1/tcp/1' : '/ip4/45.1.0.1/tcp/1'),
      streams: Array.from({ length: times }, () => what),
    }))
    return new RelayService(components({ connections }).components, () => nowMs)
  }

  it('carries while there are few circuits', () => {
    expect(service([{ of: bob, what: stop, times: 31 }]).deniesCircuit(from, to)).toBe(false)
  })

  it.each([
    ['to one peer', [{ of: bob, what: stop, times: 32 }]],
    ['from one network', [{ of: relay, what: hop, times: 32 }]],
    ['in all', [{ of: relay, what: stop, times: 128 }]],
  ])('carries no more than so many %s', (_, streams) => {
    expect(service(streams).deniesCircuit(from, to)).toBe(true)
  })

  it('gives no places while it is none', () => {
    expect(service([]).deniesPlace(from)).toBe(true)
  })
})
