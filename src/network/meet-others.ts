/**
 * A node that has few peers looks for others again, with growing pauses.
 *
 * kad-dht looks for the peers close to a node one second after its start, and then every 5 minutes. Who starts while the few that it
 * knows know few themselves would stay with those until then. A look asks the peers that are there who is close to this node, and meets
 * whom they name within what the profile dials on the word of others: the parties that kad-dht contacts by itself, only sooner.
 */
import type { KadDHT } from '@libp2p/kad-dht'
import { anySignal } from '../core/signals/index.ts'
import type { NetworkLogger } from './interface.ts'
import { Pace } from './pace.ts'
import { WANTED_CONNECTIONS } from './redial.ts'

/** Pause before the first look, doubled each time; after the last one kad-dht's own comes soon. Guesses. */
const FIRST_PAUSE_MS = 2_000
const MOST_LOOKS = 7
/** Looks beyond these are left out: a peer may come and go all day. Guess: the first four pauses take 30 s. */
const LOOKS = { perSecond: 0.1, burst: 4, maxWaitMs: 0, maxKeys: 1 }
/** A look is given up then. Guess: as long as a dial may take. */
const LOOK_TIMEOUT_MS = 10_000

/**
 * When to look for others next. Pure.
 * @param peers that are connected and speak the DHT
 * @param looks since a peer came or went the last time
 * @returns the pause in ms; undefined when nobody can be asked, enough are there, or it was tried often enough
 */
export function pauseBeforeLook(peers: number, looks: number): number | undefined {
  if (peers === 0 || peers >= WANTED_CONNECTIONS || looks >= MOST_LOOKS) return undefined
  return FIRST_PAUSE_MS * 2 ** looks
}

interface MeetOthersDeps {
  /** The multihash of this node's peer id. */
  self: Uint8Array
  /** How many peers are connected that speak the DHT. */
  peers(): number
  logger: NetworkLogger
}

/** What is used of the DHT. */
type Dht = Pick<KadDHT, 'getClosestPeers'>

export class MeetOthers {
  readonly #deps: MeetOthersDeps
  readonly #stopping = new AbortController()
  readonly #pace = new Pace(LOOKS)
  #dht: Dht | undefined
  #looks = 0
  #timer: NodeJS.Timeout | undefined
  #isLooking = false

  constructor(deps: MeetOthersDeps) {
    this.#deps = deps
  }

  start(dht: Dht): void {
    this.#dht = dht
    this.#schedule()
  }

  stop(): void {
    this.#dht = undefined
    clearTimeout(this.#timer)
    this.#stopping.abort()
  }

  /** A peer that speaks the DHT has come, or one has gone. A first look that is waited for comes when it would have come. */
  changed(): void {
    const isFirst = this.#timer !== undefined && this.#looks === 0
    this.#looks = 0
    if (!isFirst) this.#schedule()
  }

  #schedule(): void {
    clearTimeout(this.#timer)
    this.#timer = undefined
    if (this.#dht === undefined || this.#isLooking) return
    const pauseMs = pauseBeforeLook(this.#deps.peers(), this.#looks)
    if (pauseMs !== undefined) this.#timer = setTimeout(() => void this.#look(), pauseMs).unref()
  }

  async #look(): Promise<void> {
    this.#timer = undefined
    // Enough may have come during the pause.
    if (this.#dht === undefined || pauseBeforeLook(this.#deps.peers(), this.#looks) === undefined) return
    this.#looks++
    if (this.#pace.take('', Date.now()) === undefined) return this.#schedule()
    this.#isLooking = true
    const signal = anySignal([this.#stopping.signal, AbortSignal.timeout(LOOK_TIMEOUT_MS)])
    try {
      for await (const _ of this.#dht.getClosestPeers(this.#deps.self, { signal }));
    } catch (error) {
      this.#deps.logger.debug({ error }, 'a look for other peers was given up')
    }
    this.#isLooking = false
    this.#schedule()
  }
}
