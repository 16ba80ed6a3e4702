/** A pull of one commit from several peers, as `decide-sources.ts` says: one after another, and beside each other where one is slow. */
import { anySignal } from '../core/signals/index.ts'
import {
  type Pace,
  ProtocolError,
  type PullProgress,
  type PullRequest,
  type PullResult,
} from '../protocols/index.ts'
import { decideSources, type Racing } from './decide-sources.ts'
import type { NetworkServices } from './services.ts'

export interface RaceOptions {
  signal: AbortSignal
  progress?(now: PullProgress): void
}

export interface Pulled {
  peerId: string
  result: PullResult
}

interface Runner extends Racing {
  /** What came from it in all. */
  bytes: number
  readonly leaving: AbortController
}

export class SourceRace {
  readonly #sync: NetworkServices['sync']
  readonly #request: PullRequest
  readonly #options: RaceOptions
  readonly #failed: (peerId: string, error: unknown) => void
  readonly #waiting: string[]
  /** Resolves for each when it has ended. */
  readonly #running = new Map<Runner, Promise<void>>()
  /** Those that were left, which may be asked again when nobody else is there. */
  readonly #left: Runner[] = []
  readonly #outcome = Promise.withResolvers<Pulled | undefined>()
  /** The one that was asked last, which says how far the pull has come. */
  #latest: Runner | undefined
  /** Who gave all of it first, or the whole is over. */
  #isDecided = false

  constructor(
    sync: NetworkServices['sync'],
    peers: readonly string[],
    request: PullRequest,
    options: RaceOptions,
    failed: (peerId: string, error: unknown) => void,
  ) {
    this.#sync = sync
    this.#waiting = [...peers]
    this.#request = request
    this.#options = options
    this.#failed = failed
  }

  /** Resolves when nobody is asked any more. */
  async run(): Promise<Pulled | undefined> {
    this.#begin()
    try {
      return await this.#outcome.promise
    } finally {
      this.#isDecided = true
      await this.#leaveAllBut(undefined)
    }
  }

  /** Asks the next one; when all were asked, the one that was left and gave most. */
  #begin(): void {
    const peerId = this.#waiting.shift() ?? this.#bestOfLeft()
    if (peerId === undefined) return this.#outcome.resolve(undefined)
    const runner: Runner = {
      peerId,
      bytes: 0,
      recentBytes: 0,
      isSlow: undefined,
      leaving: new AbortController(),
    }
    this.#latest = runner
    this.#running.set(runner, this.#pull(runner))
  }

  #bestOfLeft(): string | undefined {
    const best = this.#left.toSorted((a, b) => b.bytes - a.bytes)[0]
    if (best !== undefined) this.#left.splice(this.#left.indexOf(best), 1)
    return best?.peerId
  }

  async #pull(runner: Runner): Promise<void> {
    const { peerId, leaving } = runner
    try {
      const result = await this.#sync.pull(
        peerId,
        { ...this.#request, flip: (pull) => this.#flip(runner, pull) },
        {
          signal: anySignal([this.#options.signal, leaving.signal]),
          progress: (now) => {
            if (this.#latest === runner || now.phase === 'verify') this.#options.progress?.(now)
          },
          paced: (pace) => this.#paced(runner, pace),
          others: {
            // Where several are raced for the whole, each is on its own.
            peers: () => (this.#running.size > 1 ? [] : this.#waiting),
            failed: (other, error) => this.#otherFailed(other, error),
          },
          // Somebody else gives the same already: this one has to show soon that it is better.
          ...(this.#running.size > 0 && { isRaced: true }),
        },
      )
      this.#isDecided = true
      this.#outcome.resolve({ peerId, result })
    } catch (error) {
      this.#unable(runner, error)
    }
    this.#running.delete(runner)
    if (!this.#isDecided && this.#running.size === 0) this.#begin()
  }

  /** What is whole becomes visible once, and when nobody else writes of it any more. */
  async #flip(runner: Runner, pull: Parameters<PullRequest['flip']>[0]): Promise<void> {
    runner.leaving.signal.throwIfAborted()
    this.#isDecided = true
    try {
      await this.#leaveAllBut(runner)
      await this.#request.flip(pull)
    } catch (error) {
      this.#isDecided = false
      throw error
    }
  }

  #paced(runner: Runner, { bytes, isSlow }: Pace): void {
    if (this.#isDecided) return
    Object.assign(runner, { bytes, isSlow, recentBytes: bytes - runner.bytes })
    const racing = [...this.#running.keys()].filter(({ leaving }) => !leaving.signal.aborted)
    const { leave, begin } = decideSources(runner.peerId, racing, this.#waiting.length)
    racing.find(({ peerId }) => peerId === leave)?.leaving.abort(leftAsSlow())
    for (let i = 0; i < begin; i++) this.#begin()
  }

  #unable(runner: Runner, error: unknown): void {
    const { signal } = this.#options
    if (signal.aborted) return this.#reject(signal.reason)
    if (runner.leaving.signal.aborted) return void this.#left.push(runner)
    try {
      this.#failed(runner.peerId, error)
    } catch (reason) {
      this.#reject(reason)
    }
  }

  /** One that gave a share, or the one that was asked for all where others made up for it. @throws what the caller does */
  #otherFailed(peerId: string, error: unknown): void {
    const at = this.#waiting.indexOf(peerId)
    if (at >= 0) this.#waiting.splice(at, 1)
    this.#failed(peerId, error)
  }

  #reject(reason: unknown): void {
    this.#isDecided = true
    this.#outcome.reject(reason)
  }

  async #leaveAllBut(runner: Runner | undefined): Promise<void> {
    const others = [...this.#running].filter(([one]) => one !== runner)
    for (const [{ leaving }] of others) leaving.abort(leftAsSlow())
    await Promise.all(others.map(([, ended]) => ended))
  }
}

function leftAsSlow(): ProtocolError {
  return new ProtocolError('ERR_ABORTED', 'another peer gives the same faster')
}
