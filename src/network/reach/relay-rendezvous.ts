/** Relays and those who need one meet at a CID of the DHT: `/libp2p/relay`, as elsewhere in libp2p. */
import type { PeerInfo } from '@libp2p/interface'
import { CID } from 'multiformats/cid'
import { sha256 } from 'multiformats/hashes/sha2'
import { anySignal } from '../../core/signals/index.ts'
import { isRelayed } from './circuit-addresses.ts'
import type { ReachDecision } from './decide-reach.ts'
import type { ReachComponents } from './interface.ts'

const NAMESPACE = '/libp2p/relay'
const RAW = 0x55
/** A relay says so again after this long: sooner than records of the DHT end, and once more when it has met others. Guess. */
const ADVERTISE_MS = 10 * 60_000
const FIRST_ADVERTISE_MS = 30_000
/** Time between two searches, doubled while they find nobody. Guess. */
const SEEK_MS = 15_000
const LONGEST_SEEK_MS = 5 * 60_000
const SEARCH_MS = 10_000
/** Relays dialled in one search. */
const DIALLED = 4

export interface Rendezvous {
  provide(cid: CID, options: { signal: AbortSignal }): Promise<void>
  findProviders(cid: CID, options: { signal: AbortSignal }): AsyncIterable<PeerInfo>
}

export class RelayRendezvous {
  readonly #routing: () => Rendezvous
  readonly #components: ReachComponents
  readonly #nowMs: () => number
  #times = 0
  #nextMs = 0
  #isServing = false
  #isBusy = false
  readonly #ended = new AbortController()

  constructor(routing: () => Rendezvous, components: ReachComponents, nowMs: () => number) {
    this.#routing = routing
    this.#components = components
    this.#nowMs = nowMs
  }

  stop(): void {
    this.#ended.abort()
  }

  /** Advertises or searches where the decision says so and the time has come. */
  update({ servesRelay, seeksRelays }: ReachDecision): void {
    if (servesRelay !== this.#isServing) {
      this.#isServing = servesRelay
      this.#times = 0
      this.#nextMs = 0
    }
    const isDue = this.#nowMs() >= this.#nextMs && !this.#isBusy && !this.#ended.signal.aborted
    if (!isDue || !(servesRelay || seeksRelays)) return
    this.#isBusy = true
    const work = servesRelay ? this.#advertise() : this.#seek()
    // Without anybody in the DHT both fail, and are tried again.
    work.catch(() => {}).finally(() => (this.#isBusy = false))
  }

  async #advertise(): Promise<void> {
    this.#nextMs = this.#nowMs() + (this.#times++ === 0 ? FIRST_ADVERTISE_MS : ADVERTISE_MS)
    await this.#routing().provide(await relayCid(), { signal: this.#deadline() })
  }

  async #seek(): Promise<void> {
    this.#nextMs = this.#nowMs() + Math.min(SEEK_MS * 2 ** this.#times++, LONGEST_SEEK_MS)
    const signal = this.#deadline()
    let dialled = 0
    for await (const { id, multiaddrs } of this.#routing().findProviders(await relayCid(), { signal })) {
      const direct = multiaddrs.filter((address) => !isRelayed(address))
      const known = this.#components.connectionManager.getConnections(id)
      if (direct.length === 0 || known.length > 0 || id.equals(this.#components.peerId)) continue
      const [first] = direct
      if (first === undefined || dialled++ === DIALLED) break
      // Whoever answers says that it is a relay when it identifies itself.
      const address = first.toString().includes('/p2p/') ? first : first.encapsulate(`/p2p/${id}`)
      await this.#components.connectionManager
        .openConnection(address, { signal: anySignal([signal, AbortSignal.timeout(SEARCH_MS / 2)]) })
        .then(() => (this.#times = 0))
        .catch(() => {})
    }
  }

  #deadline(): AbortSignal {
    return anySignal([this.#ended.signal, AbortSignal.timeout(SEARCH_MS)])
  }
}

async function relayCid(): Promise<CID> {
  return CID.createV1(RAW, await sha256.digest(new TextEncoder().encode(NAMESPACE)))
}
