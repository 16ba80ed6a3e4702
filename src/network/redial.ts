/** Which peers to dial now: bootstrap addresses, peers met before and peers discovered. Pure. */

export interface Target {
  /** The peer id, or the address when it names none. */
  key: string
  addresses: string[]
  /** Bootstrap peers are dialled however many others are connected. */
  always: boolean
  failures: number
  nextMs: number
}

/** First wait after a failure or a lost connection, doubled each time. Guess. */
const FIRST_WAIT_MS = 1000
const LONGEST_WAIT_MS = 5 * 60_000
/** Below this many connections peers met before are dialled too; gossipsub wants 6 to 12. */
export const WANTED_CONNECTIONS = 12
/** Dials at a time, so that a long book does not open 256 sockets at start. Guess. */
const MAX_DIALS = 8
const MAX_TARGETS = 512

export class RedialPlan {
  #targets = new Map<string, Target>()
  #dialling = new Set<string>()
  #connected = new Set<string>()

  /** Adds or refreshes a target; a peer that is known keeps its waiting time. */
  add(key: string, addresses: string[], always: boolean, nowMs: number): void {
    const known = this.#targets.get(key)
    if (known === undefined && this.#targets.size >= MAX_TARGETS) return
    this.#targets.set(key, {
      key,
      addresses,
      always: always || (known?.always ?? false),
      failures: known?.failures ?? 0,
      nextMs: known?.nextMs ?? nowMs,
    })
  }

  remove(key: string): void {
    this.#targets.delete(key)
  }

  /** Whom it keeps connected: peer ids, and addresses that name none. */
  keys(): string[] {
    return [...this.#targets.keys()]
  }

  connected(key: string): void {
    this.#connected.add(key)
    const target = this.#targets.get(key)
    if (target !== undefined) target.failures = 0
  }

  disconnected(key: string, nowMs: number): void {
    this.#connected.delete(key)
    const target = this.#targets.get(key)
    if (target !== undefined) target.nextMs = nowMs + FIRST_WAIT_MS
  }

  /** Dials everybody at once: what failed before may be reached from here. */
  hurry(nowMs: number): void {
    for (const target of this.#targets.values()) {
      target.failures = 0
      target.nextMs = nowMs
    }
  }

  /** Bootstrap peers that are not connected although they were dialled. */
  missing(): Target[] {
    return [...this.#targets.values()].filter(
      ({ key, always, failures }) => always && failures > 0 && !this.#connected.has(key),
    )
  }

  /** The targets to dial now; each counts as being dialled until `dialled`. */
  take(nowMs: number): Target[] {
    const due = [...this.#targets.values()].filter((target) => this.#wants(target) && target.nextMs <= nowMs)
    due.sort((a, b) => Number(b.always) - Number(a.always) || a.nextMs - b.nextMs)
    const taken = due.slice(0, MAX_DIALS - this.#dialling.size)
    for (const { key } of taken) this.#dialling.add(key)
    return taken
  }

  /** @param peerId who answered, or undefined when the dial failed */
  dialled(key: string, peerId: string | undefined, nowMs: number): void {
    this.#dialling.delete(key)
    const target = this.#targets.get(key)
    if (target === undefined) return
    if (peerId === undefined) {
      target.nextMs = nowMs + Math.min(FIRST_WAIT_MS * 2 ** target.failures, LONGEST_WAIT_MS)
      target.failures++
    } else if (peerId !== key) {
      // An address without a peer id: from here on it is the peer that is kept connected.
      this.#targets.delete(key)
      this.add(peerId, target.addresses, target.always, nowMs)
    }
  }

  /** When `take` has something again, or undefined. */
  nextMs(): number | undefined {
    const times = [...this.#targets.values()]
      .filter((target) => this.#wants(target))
      .map(({ nextMs }) => nextMs)
    return times.length === 0 ? undefined : Math.min(...times)
  }

  #wants({ key, always }: Target): boolean {
    if (this.#connected.has(key) || this.#dialling.has(key)) return false
    return always || this.#connected.size < WANTED_CONNECTIONS
  }
}
