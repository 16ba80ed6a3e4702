/** Keeps a node in the DHT of IPFS: dials nodes to begin with while it knows too few there. */
import { raceSignal } from 'race-signal'
import { anySignal } from '../../core/signals/index.ts'
import { printable } from '../addresses.ts'
import type { NetworkLogger, Signalled } from '../interface.ts'
import { shuffled } from '../shuffled.ts'
import { DIALLED_AT_ONCE, ENOUGH_KNOWN, isEnteringDue } from './decide-entering.ts'

/** How often it is looked whether enough are known. Guess. */
const LOOK_MS = 5_000
/** A dial of the first is given up by the dialler of libp2p after 10 s; a lookup of its name comes before. */
const DIAL_TIMEOUT_MS = 15_000
/** Between an answer to a dial and a place in the table lie an identify and a ping. Guess. */
const SETTLE_MS = 3_000

interface ContactDeps {
  bootstrap: readonly string[]
  /** Neighbours in the table of the DHT. */
  known(): number
  dial(address: string, signal: AbortSignal): Promise<void>
  logger: NetworkLogger
}

export class IpfsContact {
  readonly #deps: ContactDeps
  readonly #reasons = new Map<string, string>()
  readonly #stopping = new AbortController()
  #rounds = 0
  #lastMs: number | undefined
  #timer: NodeJS.Timeout | undefined
  /** The round of dials that is under way. */
  #round: Promise<void> | undefined
  #met = Promise.withResolvers<void>()

  constructor(deps: ContactDeps) {
    this.#deps = deps
  }

  start(): void {
    this.#timer = setInterval(() => this.#look(), LOOK_MS).unref()
    this.#look()
  }

  stop(): void {
    clearInterval(this.#timer)
    this.#stopping.abort()
  }

  /** This node is on another network, or has woken. */
  hurry(): void {
    this.#rounds = 0
    this.#lastMs = undefined
    if (this.#timer !== undefined) this.#look()
  }

  /** Somebody has a place in the table. */
  met(): void {
    this.#met.resolve()
  }

  /** Why the nodes to begin with do not answer; empty when one does, or none was dialled. */
  get missing(): { address: string; reason: string }[] {
    return [...this.#reasons].map(([address, reason]) => ({ address, reason }))
  }

  /** Resolves when somebody is known there, or when those that are being dialled led to nobody. */
  async entered({ signal }: Signalled): Promise<void> {
    if (this.#deps.known() > 0 || this.#round === undefined) return
    await raceSignal(Promise.race([this.#met.promise, this.#round]), signal)
  }

  #look(): void {
    const known = this.#deps.known()
    if (known >= ENOUGH_KNOWN) this.#rounds = 0
    if (known === 0 && this.#round === undefined) this.#met = Promise.withResolvers()
    const entering = { known, rounds: this.#rounds, lastMs: this.#lastMs }
    if (this.#round !== undefined || !isEnteringDue(entering, Date.now())) return
    this.#rounds++
    this.#lastMs = Date.now()
    this.#round = this.#dialSome().finally(() => (this.#round = undefined))
  }

  async #dialSome(): Promise<void> {
    const some = shuffled(this.#deps.bootstrap).slice(0, DIALLED_AT_ONCE)
    const reached = await Promise.all(some.map((address) => this.#dial(address)))
    if (!reached.includes(true) || this.#deps.known() > 0 || this.#stopping.signal.aborted) return
    const settled = new Promise((resolve) => setTimeout(resolve, SETTLE_MS).unref())
    await Promise.race([this.#met.promise, settled])
  }

  async #dial(address: string): Promise<boolean> {
    const signal = anySignal([this.#stopping.signal, AbortSignal.timeout(DIAL_TIMEOUT_MS)])
    try {
      await this.#deps.dial(address, signal)
      this.#reasons.clear()
      return true
    } catch (error) {
      const reason = error instanceof Error ? printable(error.message) : String(error)
      this.#reasons.set(address, reason)
      this.#deps.logger.debug({ address, reason }, 'could not reach a node of the IPFS network')
      return false
    }
  }
}
