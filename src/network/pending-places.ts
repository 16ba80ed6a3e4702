/**
 * Connections that others began and have not finished. The handshake takes an honest peer a few round trips, and who never
 * goes on would hold a place until a deadline. So a place is safe for a moment only, long enough for a handshake; then who
 * holds it gives way to who waits. Who comes while all places are safe waits unread, and costs a socket.
 *
 * Networks take turns, and who gives way is of the network with most. Within a network who came first is next; when too many
 * wait, chance says who goes, because everybody there looks the same. Pure: time and chance are given.
 */

/** A place is safe so long: three round trips over the world on a busy loop. Guess. */
const SAFE_MS = 1_000
/** Who does not finish loses its place after this, whether somebody waits or not. Half of libp2p's default. Guess. */
const PLACE_MS = 5_000
/** Places become free once in `SAFE_MS`: so many wait for each that the last of them waits 5 s, half of what a dial may take. */
const WAITING_PER_PLACE = 5
/** The longest time from arrival to the end of a handshake. */
export const MAX_HANDSHAKE_MS = WAITING_PER_PLACE * SAFE_MS + PLACE_MS
/** Connections that are here at once for each place: one has it, some wait, and one that gave way takes a turn to be gone. */
export const ARRIVALS_PER_PLACE = WAITING_PER_PLACE + 2

interface PendingLimits {
  pending: number
  pendingPerNetwork: number
}

/** What is to be done now. */
export interface PendingTurn<T> {
  /** Their handshake begins. */
  begin: T[]
  /** Their connection ends. */
  gone: T[]
}

/** What one network has, each in the order in which it came. */
interface Crowd<T> {
  /** Since when each has its place. */
  held: Map<T, number>
  waiting: Set<T>
}

export class PendingPlaces<T> {
  readonly #limits: Readonly<PendingLimits>
  readonly #random: () => number
  readonly #crowds = new Map<string, Crowd<T>>()
  readonly #networkOf = new Map<T, string>()
  #held = 0

  constructor(limits: PendingLimits, random: () => number = Math.random) {
    this.#limits = limits
    this.#random = random
  }

  get isEmpty(): boolean {
    return this.#networkOf.size === 0
  }

  arrive(connection: T, network: string, nowMs: number): PendingTurn<T> {
    const crowd = this.#crowds.get(network) ?? { held: new Map(), waiting: new Set() }
    this.#crowds.set(network, crowd)
    crowd.waiting.add(connection)
    this.#networkOf.set(connection, network)
    return this.tick(nowMs)
  }

  /** It went on, or ended. */
  end(connection: T, nowMs: number): PendingTurn<T> {
    this.#remove(connection)
    return this.tick(nowMs)
  }

  /** What is due by now; asked again and again while somebody is here. */
  tick(nowMs: number): PendingTurn<T> {
    const turn: PendingTurn<T> = { begin: [], gone: [] }
    const drop = (one: T): void => {
      this.#remove(one)
      turn.gone.push(one)
    }
    for (const { held } of this.#crowds.values())
      for (const [one, sinceMs] of held) if (nowMs - sinceMs >= PLACE_MS) drop(one)
    for (let crowd = this.#next(nowMs, drop); crowd !== undefined; crowd = this.#next(nowMs, drop)) {
      const one = crowd.waiting.values().next().value as T
      crowd.waiting.delete(one)
      crowd.held.set(one, nowMs)
      this.#held++
      turn.begin.push(one)
    }
    this.#shorten(drop)
    return turn
  }

  /** The network whose turn it is and that has a place now, made free where that may be. */
  #next(nowMs: number, drop: (one: T) => void): Crowd<T> | undefined {
    const { pending, pendingPerNetwork } = this.#limits
    const crowds = [...this.#crowds.values()]
    const waiting = crowds.filter((crowd) => crowd.waiting.size > 0)
    for (const crowd of waiting.toSorted((a, b) => a.held.size - b.held.size)) {
      const isFull = crowd.held.size >= pendingPerNetwork
      if (!isFull && this.#held < pending) return crowd
      const giving = isFull ? crowd : crowds.reduce((a, b) => (b.held.size > a.held.size ? b : a))
      const [oldest, sinceMs] = giving.held.entries().next().value ?? [undefined, nowMs]
      if (oldest === undefined || nowMs - sinceMs < SAFE_MS) continue
      drop(oldest)
      return crowd
    }
    return undefined
  }

  #shorten(drop: (one: T) => void): void {
    const { pending, pendingPerNetwork } = this.#limits
    for (;;) {
      const crowds = [...this.#crowds.values()]
      if (crowds.length === 0) return
      const largest = crowds.reduce((a, b) => (b.waiting.size > a.waiting.size ? b : a))
      const isTooMany =
        largest.waiting.size > WAITING_PER_PLACE * pendingPerNetwork ||
        this.#networkOf.size - this.#held > WAITING_PER_PLACE * pending
      if (!isTooMany) return
      drop([...largest.waiting][Math.floor(this.#random() * largest.waiting.size)] as T)
    }
  }

  #remove(connection: T): void {
    const network = this.#networkOf.get(connection) ?? ''
    const crowd = this.#crowds.get(network)
    if (crowd === undefined) return
    this.#networkOf.delete(connection)
    if (crowd.held.delete(connection)) this.#held--
    crowd.waiting.delete(connection)
    if (crowd.held.size + crowd.waiting.size === 0) this.#crowds.delete(network)
  }
}
