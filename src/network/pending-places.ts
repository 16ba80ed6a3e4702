/**
 * Connections that others began and have not finished. The handshake takes an honest peer a few round trips, and who never
 * goes on would hold a place until a deadline. So a place is safe for a moment only, long enough for a handshake; then who
 * holds it gives way to who waits. Who comes while all places are safe waits unread, and costs a socket.
 *
 * Networks take turns, and in them addresses; who gives way is of the network with most, and of its address with most. Who comes from
 * where fewer places are held waits for nobody: a flood from one address makes its own kind wait. Of one address who came first is
 * next; when too many wait, chance says who goes, because everybody there looks the same. Pure: time and chance are given.
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

/** Where a connection comes from. */
export interface Origin {
  network: string
  address: string
}

/** What one address has, each in the order in which it came. */
interface Crowd<T> {
  network: string
  /** Since when each has its place. */
  held: Map<T, number>
  waiting: Set<T>
}

export class PendingPlaces<T> {
  readonly #limits: Readonly<PendingLimits>
  readonly #random: () => number
  /** By address. */
  readonly #crowds = new Map<string, Crowd<T>>()
  readonly #addressOf = new Map<T, string>()
  #held = 0

  constructor(limits: PendingLimits, random: () => number = Math.random) {
    this.#limits = limits
    this.#random = random
  }

  get isEmpty(): boolean {
    return this.#addressOf.size === 0
  }

  arrive(connection: T, { network, address }: Origin, nowMs: number): PendingTurn<T> {
    const crowd = this.#crowds.get(address) ?? { network, held: new Map(), waiting: new Set() }
    this.#crowds.set(address, crowd)
    crowd.waiting.add(connection)
    this.#addressOf.set(connection, address)
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

  /** The address whose turn it is and that has a place now, made free where that may be. */
  #next(nowMs: number, drop: (one: T) => void): Crowd<T> | undefined {
    const { pending, pendingPerNetwork } = this.#limits
    const held = this.#countByNetwork(({ held: { size } }) => size)
    const of = ({ network }: Crowd<T>): number => held.get(network) ?? 0
    const fewest = (a: Crowd<T>, b: Crowd<T>): number => of(a) - of(b) || a.held.size - b.held.size
    const crowds = [...this.#crowds.values()]
    for (const crowd of crowds.filter(({ waiting }) => waiting.size > 0).sort(fewest)) {
      const isFull = of(crowd) >= pendingPerNetwork
      if (!isFull && this.#held < pending) return crowd
      const among = isFull ? crowds.filter(({ network }) => network === crowd.network) : crowds
      const giving = among.reduce((a, b) => (fewest(b, a) > 0 ? b : a))
      const [oldest, sinceMs] = giving.held.entries().next().value ?? [undefined, nowMs]
      if (oldest === undefined) continue
      const isSafe = nowMs - sinceMs < SAFE_MS
      // Nobody gains by what would have to be given back.
      const hasFewer =
        giving.held.size > crowd.held.size + 1 &&
        (giving.network === crowd.network || of(giving) > of(crowd) + 1)
      if (isSafe && !hasFewer) continue
      drop(oldest)
      return crowd
    }
    return undefined
  }

  #shorten(drop: (one: T) => void): void {
    const { pending, pendingPerNetwork } = this.#limits
    for (;;) {
      const waiting = this.#countByNetwork(({ waiting: { size } }) => size)
      const [network, most] = [...waiting].reduce((a, b) => (b[1] > a[1] ? b : a), ['', 0])
      const isTooMany =
        most > WAITING_PER_PLACE * pendingPerNetwork ||
        this.#addressOf.size - this.#held > WAITING_PER_PLACE * pending
      if (!isTooMany) return
      const crowds = [...this.#crowds.values()].filter((crowd) => crowd.network === network)
      const largest = crowds.reduce((a, b) => (b.waiting.size > a.waiting.size ? b : a))
      drop([...largest.waiting][Math.floor(this.#random() * largest.waiting.size)] as T)
    }
  }

  #countByNetwork(count: (crowd: Crowd<T>) => number): Map<string, number> {
    const counts = new Map<string, number>()
    for (const crowd of this.#crowds.values())
      counts.set(crowd.network, (counts.get(crowd.network) ?? 0) + count(crowd))
    return counts
  }

  #remove(connection: T): void {
    const address = this.#addressOf.get(connection) ?? ''
    const crowd = this.#crowds.get(address)
    if (crowd === undefined) return
    this.#addressOf.delete(connection)
    if (crowd.held.delete(connection)) this.#held--
    crowd.waiting.delete(connection)
    if (crowd.held.size + crowd.waiting.size === 0) this.#crowds.delete(address)
  }
}
