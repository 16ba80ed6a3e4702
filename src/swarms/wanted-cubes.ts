/**
 * Which cubes of the swarm to pull next, by what each member said last. Members take turns, and what could not be had
 * waits longer each time, so that who names cubes that do not exist delays the cubes of others by one attempt. Pure.
 */

/** After the first failure; doubled with each. Guess. */
const firstWaitMs = 5_000
/** Guess: a cube that nobody had all night is asked for six times an hour. */
const longestWaitMs = 600_000

interface Failure {
  times: number
  againAtMs: number
}

export class WantedCubes {
  readonly #named = new Map<string, readonly string[]>()
  readonly #failures = new Map<string, Failure>()

  /** What a member offers that is not held; takes the place of what it said before. @returns whether any of it is new */
  tell(peerId: string, cubes: readonly string[]): boolean {
    const before = this.#all()
    if (cubes.length === 0) this.#named.delete(peerId)
    else this.#named.set(peerId, [...new Set(cubes)])
    const now = this.#all()
    for (const cube of this.#failures.keys()) if (!now.has(cube)) this.#failures.delete(cube)
    return [...now].some((cube) => !before.has(cube))
  }

  /** Members that are none any more are not listened to. */
  keepOnly(peerIds: ReadonlySet<string>): void {
    for (const peerId of this.#named.keys()) if (!peerIds.has(peerId)) this.tell(peerId, [])
  }

  /** Cubes to try now, one of each member by turns. */
  due(nowMs: number): string[] {
    const lists = [...this.#named.values()]
    const inTurn = new Set<string>()
    for (let at = 0; at < Math.max(0, ...lists.map(({ length }) => length)); at++)
      for (const list of lists) {
        const cube = list[at]
        if (cube !== undefined && (this.#failures.get(cube)?.againAtMs ?? 0) <= nowMs) inTurn.add(cube)
      }
    return [...inTurn]
  }

  got(cube: string): void {
    this.#failures.delete(cube)
    for (const [peerId, cubes] of this.#named)
      if (cubes.includes(cube))
        this.#named.set(
          peerId,
          cubes.filter((one) => one !== cube),
        )
  }

  failed(cube: string, nowMs: number): void {
    const times = (this.#failures.get(cube)?.times ?? 0) + 1
    const againAtMs = nowMs + Math.min(longestWaitMs, firstWaitMs * 2 ** (times - 1))
    this.#failures.set(cube, { times, againAtMs })
  }

  #all(): Set<string> {
    return new Set([...this.#named.values()].flat())
  }
}
