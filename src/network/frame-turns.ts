/**
 * Who may go on in this turn of the loop, of all connections that have frames waiting. A turn has so much time and touches so many
 * streams; what is left goes on in the next one, networks and the addresses in them in turn. So nobody's flood makes a turn long,
 * and who sends little is not behind who sends much. The clock and the loop are given.
 */
import { FairQueue } from './fair-queue.ts'

interface EventLoop {
  nowMs(): number
  /** Calls back in the next turn. */
  inNextTurn(run: () => void): void
}

export interface FrameLimits {
  /** Handling frames may take so long in a turn, and the frame that goes beyond it. */
  mostMs: number
  /** Streams that get something in a turn; what is done with it comes after, in the same turn. */
  mostStreams: number
}

/** A connection with frames. */
export interface FrameLine {
  readonly network: string
  readonly address: string
  /** Handles what may be handled now. @returns whether it has more that could be */
  go(): boolean
}

export class FrameTurns {
  readonly #loop: EventLoop
  readonly #limits: Readonly<FrameLimits>
  readonly #queue = new FairQueue<FrameLine>()
  readonly #waiting = new Set<FrameLine>()
  /** When somebody first asked in this turn. */
  #beganMs: number | undefined
  readonly #touched = new Map<FrameLine, Set<number>>()
  #streams = 0

  constructor(loop: EventLoop, limits: FrameLimits) {
    this.#loop = loop
    this.#limits = limits
  }

  /** It has something: now, if nobody is before it, or when its turn comes. */
  ready(line: FrameLine): void {
    if (this.#waiting.has(line)) return
    if (this.#queue.size === 0 && this.isOpen() && !line.go()) return
    this.#wait(line)
  }

  /** Whether this turn has room for another frame. */
  isOpen(): boolean {
    if (this.#beganMs === undefined) this.#begin()
    const spentMs = this.#loop.nowMs() - (this.#beganMs ?? 0)
    return spentMs < this.#limits.mostMs && this.#streams < this.#limits.mostStreams
  }

  /** A stream of that line gets something. */
  touch(line: FrameLine, stream: number): void {
    const touched = this.#touched.get(line) ?? new Set()
    this.#touched.set(line, touched)
    if (touched.has(stream)) return
    touched.add(stream)
    this.#streams++
  }

  #begin(): void {
    this.#beganMs = this.#loop.nowMs()
    this.#loop.inNextTurn(() => {
      this.#beganMs = undefined
      this.#touched.clear()
      this.#streams = 0
      this.#next()
    })
  }

  #wait(line: FrameLine): void {
    this.#waiting.add(line)
    this.#queue.add(line.network, line.address, line)
  }

  #next(): void {
    while (this.#queue.size > 0 && this.isOpen()) {
      const line = this.#queue.next() as FrameLine
      this.#waiting.delete(line)
      if (line.go()) this.#wait(line)
    }
  }
}
