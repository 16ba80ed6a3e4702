/**
 * So many turns a second for all together, and few in one turn of the loop; beyond that who asks waits, and `fair-queue.ts` says who is
 * next. A node that gets little of a processor gives fewer a second: what is asked this way never takes a turn from the rest.
 */
import { FairQueue } from './fair-queue.ts'
import { NetworkError } from './network-error.ts'
import { Pace } from './pace.ts'

interface TurnLimits {
  perSecond: number
  /** What may be done at once after a silence. */
  burst: number
  /** What may be done in one turn of the loop. */
  perTurn: number
  /** A turn that comes later than this is refused. */
  maxWaitMs: number
}

interface Waiting {
  sinceMs: number
  go(): void
  refuse(): void
}

export class FairTurns {
  readonly #limits: Readonly<TurnLimits>
  readonly #pace: Pace
  readonly #queue = new FairQueue<Waiting>()
  #isTimed = false
  /** What was done in this turn of the loop. */
  #done = 0

  constructor(limits: TurnLimits) {
    this.#limits = limits
    const { perSecond, burst } = limits
    this.#pace = new Pace({ perSecond, burst, maxWaitMs: 0, maxKeys: 1 })
  }

  /** @returns nothing when it is its turn at once. @throws {NetworkError} ERR_LIMIT when its turn comes too late */
  take(network: string, peer: string): Promise<void> | undefined {
    if (this.#queue.size === 0 && this.#isFree()) return undefined
    const { promise, resolve, reject } = Promise.withResolvers<void>()
    const refuse = (): void => reject(new NetworkError('ERR_LIMIT', 'too much is asked of this node'))
    this.#queue.add(network, peer, { sinceMs: Date.now(), go: resolve, refuse })
    this.#later()
    return promise
  }

  #isFree(): boolean {
    if (this.#done >= this.#limits.perTurn || this.#pace.take('', Date.now()) === undefined) return false
    if (this.#done++ === 0)
      setImmediate(() => {
        this.#done = 0
        if (this.#queue.size > 0) this.#serve()
      })
    return true
  }

  #later(): void {
    if (this.#isTimed) return
    this.#isTimed = true
    const due = (): void => {
      this.#isTimed = false
      this.#serve()
    }
    setTimeout(due, 1000 / this.#limits.perSecond).unref()
  }

  #serve(): void {
    while (this.#queue.size > 0 && this.#isFree()) this.#next()?.go()
    if (this.#queue.size > 0) this.#later()
  }

  /** The next one that has not waited too long. */
  #next(): Waiting | undefined {
    for (let next = this.#queue.next(); next !== undefined; next = this.#queue.next()) {
      if (Date.now() - next.sinceMs <= this.#limits.maxWaitMs) return next
      next.refuse()
    }
    return undefined
  }
}
