/**
 * What this node does as a relay for others: libp2p's service, with bounds on places, circuits, bytes and time, each for a
 * network as well as in all. It runs while the node is reachable.
 */
import { circuitRelayServer } from '@libp2p/circuit-relay-v2'
import type { Connection, PeerId, Stream } from '@libp2p/interface'
import type { Multiaddr } from '@multiformats/multiaddr'
import { networkOf } from '../connection-places.ts'
import { choosePlaceToEnd } from './choose-place-to-end.ts'
import type { ReachComponents } from './interface.ts'

export const HOP_PROTOCOL = '/libp2p/circuit/relay/0.2.0/hop'
const STOP_PROTOCOL = '/libp2p/circuit/relay/0.2.0/stop'

/** A small computer with 240 places for connections of others keeps half of them for itself. Guess. */
export const MAX_PLACES = 128
/** Circuits at once, those that come from one network, and those that lead to one peer. Guesses. */
const MAX_CIRCUITS = 128
const MAX_CIRCUITS_OF_NETWORK = 32
const MAX_CIRCUITS_TO_PEER = 32
/** A cube of 10,000 memories of 700 bytes is about 15 MiB; a longer pull goes on over the next circuit. Guess. */
const CIRCUIT_BYTES = 128n * 1024n * 1024n
const CIRCUIT_MS = 3_600_000
/** Of all circuits together, then no new ones: 9 Mbit/s in the mean. Guess. */
const BYTES_AN_HOUR = 4 * 1024 ** 3
const HOUR_MS = 3_600_000

/** The parts of the service that are used here; `reservationStore` is private in its types. */
interface RelayServer {
  start(): Promise<void>
  stop(): Promise<void>
  onHop(stream: Stream, connection: Connection): Promise<void>
  reservationStore: {
    reservations: Map<PeerId, { addr: Multiaddr }>
    removeReservation(peer: PeerId): void
  }
}

export class RelayService {
  readonly #components: ReachComponents
  readonly #nowMs: () => number
  #server: RelayServer | undefined
  #hour = { untilMs: 0, bytes: 0 }

  constructor(components: ReachComponents, nowMs: () => number) {
    this.#components = components
    this.#nowMs = nowMs
  }

  get carries(): number {
    return this.#server === undefined ? 0 : [...this.#server.reservationStore.reservations].length
  }

  async run(isWanted: boolean): Promise<void> {
    if (isWanted === (this.#server !== undefined)) return
    if (!isWanted) {
      const server = this.#server
      this.#server = undefined
      await server?.stop()
      return
    }
    const server = this.#create()
    this.#server = server
    await server.start()
  }

  /** Whether a peer gets no place here. */
  deniesPlace(peer: PeerId): boolean {
    const store = this.#server?.reservationStore
    if (store === undefined) return true
    const places = [...store.reservations].map(([holder, { addr }]) => ({ holder, network: networkOf(addr) }))
    if (places.length < MAX_PLACES || places.some(({ holder }) => holder.equals(peer))) return false
    const network = this.#networkOfPeer(peer)
    const ended = choosePlaceToEnd(places, network)
    if (ended === undefined) return true
    store.removeReservation(ended.holder)
    return false
  }

  /** Whether nothing is carried from one peer to another. */
  deniesCircuit(from: PeerId, to: PeerId): boolean {
    const open = this.#circuits()
    const network = this.#networkOfPeer(from)
    return (
      this.#bytesThisHour() >= BYTES_AN_HOUR ||
      open.all >= MAX_CIRCUITS ||
      (open.from.get(network) ?? 0) >= MAX_CIRCUITS_OF_NETWORK ||
      (open.to.get(to.toString()) ?? 0) >= MAX_CIRCUITS_TO_PEER
    )
  }

  #create(): RelayServer {
    const make = circuitRelayServer({
      reservations: {
        maxReservations: MAX_PLACES,
        defaultDataLimit: CIRCUIT_BYTES,
        defaultDurationLimit: CIRCUIT_MS,
      },
      maxInboundHopStreams: MAX_CIRCUITS_TO_PEER,
    })
    const server = make(this.#components as unknown as Parameters<typeof make>[0]) as unknown as RelayServer
    const onHop = server.onHop
    server.onHop = (stream, connection) => {
      this.#count(stream)
      return onHop(stream, connection)
    }
    return server
  }

  /** Counts what goes through a stream of a circuit, both ways. */
  #count(stream: Stream): void {
    const add = (bytes: number): void => {
      this.#bytesThisHour()
      this.#hour.bytes += bytes
    }
    stream.addEventListener('message', ({ data }) => add(data.byteLength))
    const send = stream.send.bind(stream)
    stream.send = (data) => {
      add(data.byteLength)
      return send(data)
    }
  }

  #bytesThisHour(): number {
    const nowMs = this.#nowMs()
    if (nowMs >= this.#hour.untilMs) this.#hour = { untilMs: nowMs + HOUR_MS, bytes: 0 }
    return this.#hour.bytes
  }

  #circuits(): { all: number; from: Map<string, number>; to: Map<string, number> } {
    const from = new Map<string, number>()
    const to = new Map<string, number>()
    let all = 0
    for (const { streams, remoteAddr, remotePeer } of this.#components.connectionManager.getConnections())
      for (const { protocol, direction } of streams) {
        if (protocol === HOP_PROTOCOL && direction === 'inbound') plusOne(from, networkOf(remoteAddr))
        if (protocol !== STOP_PROTOCOL || direction !== 'outbound') continue
        all++
        plusOne(to, remotePeer.toString())
      }
    return { all, from, to }
  }

  #networkOfPeer(peer: PeerId): string {
    const [connection] = this.#components.connectionManager.getConnections(peer)
    return connection === undefined ? '' : networkOf(connection.remoteAddr)
  }
}

function plusOne(counts: Map<string, number>, key: string): void {
  counts.set(key, (counts.get(key) ?? 0) + 1)
}
