/**
 * Places of this node at relays. libp2p's transport keeps a place and renews it; here is decided where, and what a relay says
 * is held against what is known of it.
 */
import type { Listener, Transport } from '@libp2p/interface'
import { peerIdFromString } from '@libp2p/peer-id'
import { type Multiaddr, multiaddr } from '@multiformats/multiaddr'
import { NetworkError } from '../network-error.ts'
import { hostIp, isRelayed, relayOf } from './circuit-addresses.ts'
import type { ReachComponents } from './interface.ts'

/** A relay that refused is asked again after this long, each time twice as long. Guess. */
const REFUSED_MS = 30_000
const LONGEST_REFUSED_MS = 30 * 60_000
/** Relays give places for one or two hours: one for no time, or for longer than a day, is told by another clock. */
const LONGEST_PLACE_S = 24 * 3600
/** Circuits of one relay that are told to others: over IPv4 and IPv6, tcp and ws. */
const CIRCUITS_OF_RELAY = 4

/** The part of the circuit transport that keeps the places; private in its types. */
interface PlaceStore extends EventTarget {
  hasReservation(peerId: unknown): boolean
  getReservation(peerId: unknown): { expire: bigint } | undefined
  cancelReservations(): void
}

interface Refusal {
  times: number
  untilMs: number
}

export class RelayPlaces {
  readonly #components: ReachComponents
  readonly #nowMs: () => number
  readonly #store: PlaceStore
  /** One for each relay ever tried: a listener cannot be closed without ending the places of all. */
  readonly #listeners = new Map<string, Listener>()
  readonly #refused = new Map<string, Refusal>()
  /** How far the clock of the last relay that said an impossible time is from the one here. */
  skewSeconds: number | undefined

  /** @throws {NetworkError} ERR_INTERNAL for a version of the transport that keeps places elsewhere */
  constructor(components: ReachComponents, nowMs: () => number) {
    this.#components = components
    this.#nowMs = nowMs
    this.#store = storeOf(components.transportManager.getTransports())
  }

  holds(peerId: string): boolean {
    return this.#store.hasReservation(peerIdFromString(peerId))
  }

  retryAtMs(peerId: string): number {
    return this.#refused.get(peerId)?.untilMs ?? 0
  }

  /** @returns the relays at which it has a place */
  held(): string[] {
    return [...this.#listeners.keys()].filter((peerId) => this.holds(peerId))
  }

  /** Asks for a place. @returns whether there is one now */
  async reserve(peerId: string): Promise<boolean> {
    try {
      await this.#listen(peerId)
      this.#noteClock(peerId)
      this.#refused.delete(peerId)
      return true
    } catch {
      const times = (this.#refused.get(peerId)?.times ?? 0) + 1
      const waitMs = Math.min(REFUSED_MS * 2 ** (times - 1), LONGEST_REFUSED_MS)
      this.#refused.set(peerId, { times, untilMs: this.#nowMs() + waitMs })
      return false
    }
  }

  /** Asks everybody again at once: what is around the node has changed. */
  forgetRefusals(): void {
    this.#refused.clear()
  }

  /** Gives up all places. */
  release(): void {
    const held = this.held()
    this.#store.cancelReservations()
    for (const peerId of held) {
      const detail = { relay: peerIdFromString(peerId), details: {} }
      this.#store.dispatchEvent(new CustomEvent('relay:removed', { detail }))
    }
  }

  /**
   * Circuits as they are told to others: each by the address at which this node reaches the relay. A relay names its addresses
   * itself, and could send everybody elsewhere.
   */
  toTell(circuits: readonly Multiaddr[]): Multiaddr[] {
    const told = new Map<string, number>()
    return circuits.filter((circuit) => {
      const relay = relayOf(circuit)
      if (!isRelayed(circuit) || relay === undefined || !this.holds(relay)) return false
      const hosts = this.#components.connectionManager
        .getConnections(peerIdFromString(relay))
        .map(({ remoteAddr }) => hostIp(remoteAddr))
      const count = told.get(relay) ?? 0
      if (count >= CIRCUITS_OF_RELAY || !hosts.includes(hostIp(circuit))) return false
      told.set(relay, count + 1)
      return true
    })
  }

  async #listen(peerId: string): Promise<void> {
    const address = multiaddr(`/p2p/${peerId}/p2p-circuit`)
    const known = this.#listeners.get(peerId)
    if (known !== undefined) return known.listen(address)
    const { transportManager } = this.#components
    const before = new Set(transportManager.getListeners())
    try {
      await transportManager.listen([address])
    } finally {
      const made = transportManager.getListeners().find((listener) => !before.has(listener))
      if (made !== undefined) this.#listeners.set(peerId, made)
    }
  }

  /** The time until which a place is kept is told by the relay's clock. */
  #noteClock(peerId: string): void {
    const expire = this.#store.getReservation(peerIdFromString(peerId))?.expire
    if (expire === undefined) return
    const seconds = Number(expire) - this.#nowMs() / 1000
    this.skewSeconds = seconds > 0 && seconds <= LONGEST_PLACE_S ? undefined : Math.round(seconds)
  }
}

function storeOf(transports: readonly Transport[]): PlaceStore {
  const isCircuit = (one: Transport): boolean =>
    one[Symbol.toStringTag] === '@libp2p/circuit-relay-v2-transport'
  const { reservationStore } = (transports.find(isCircuit) ?? {}) as { reservationStore?: PlaceStore }
  if (typeof reservationStore?.cancelReservations !== 'function')
    throw new NetworkError('ERR_INTERNAL', 'the relay transport keeps its places elsewhere')
  return reservationStore
}
