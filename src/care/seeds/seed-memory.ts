/**
 * What looking around has taught about cubes that are not here, or not as they are offered: that they are larger than was
 * said, that they are about something else, that they could not be fetched. It lasts as long as the process, and is bounded.
 */

/** Cubes remembered of each kind; the oldest go first. Guess. */
const most = 10_000
/** A cube that could not be fetched is left alone so long, twice as long with each further time, and at most a day. Guesses. */
const firstWaitMs = 60_000
const longestWaitMs = 24 * 3_600_000

export class SeedMemory {
  readonly #sizes = new Map<string, { seq: number; bytes: number }>()
  readonly #misfits = new Map<string, number>()
  readonly #waits = new Map<string, { untilMs: number; nextMs: number }>()
  /** The cube of each seed whose pull ran out of time last. */
  readonly #unfinished = new Map<string, string>()

  /** At this number, a cube takes so many bytes; of one that is here, so many more. */
  noteSize(cube: string, seq: number, bytes: number): void {
    put(this.#sizes, cube, { seq, bytes })
  }

  /** Undefined where nothing is known of this number. */
  sizeOf(cube: string, seq: number): number | undefined {
    const known = this.#sizes.get(cube)
    return known === undefined || seq > known.seq ? undefined : known.bytes
  }

  forgetSize(cube: string): void {
    this.#sizes.delete(cube)
  }

  /** It is not about what it was offered under. */
  noteMisfit(cube: string, seq: number): void {
    put(this.#misfits, cube, seq)
  }

  isMisfit(cube: string, seq: number): boolean {
    return seq <= (this.#misfits.get(cube) ?? -1)
  }

  noteFailure(cube: string, nowMs: number): void {
    const waitMs = this.#waits.get(cube)?.nextMs ?? firstWaitMs
    put(this.#waits, cube, { untilMs: nowMs + waitMs, nextMs: Math.min(2 * waitMs, longestWaitMs) })
  }

  noteSuccess(cube: string): void {
    this.#waits.delete(cube)
  }

  isWaiting(cube: string, nowMs: number): boolean {
    return nowMs < (this.#waits.get(cube)?.untilMs ?? 0)
  }

  /** What came of it is kept for the next time, of one cube for each seed. @returns the one of which it is kept no longer */
  noteUnfinished(seed: string, cube: string): string | undefined {
    const before = this.#unfinished.get(seed)
    this.#unfinished.set(seed, cube)
    return before === cube ? undefined : before
  }

  isUnfinished(seed: string, cube: string): boolean {
    return this.#unfinished.get(seed) === cube
  }
}

function put<V>(map: Map<string, V>, key: string, value: V): void {
  map.delete(key)
  map.set(key, value)
  const [oldest] = map.keys()
  if (map.size > most && oldest !== undefined) map.delete(oldest)
}
