/**
 * What this node says on the DHT that it has. Each CID is in the queue once, and a few are pushed at a time, however many
 * there are. A push that failed, or that nobody took, is tried again later and later; what was said is said again before it fades, spread over time.
 */
import type { CID } from 'multiformats/cid'
import { raceSignal } from 'race-signal'
import { anySignal } from '../core/signals/index.ts'
import type { NetworkLogger, Signalled } from './interface.ts'
import { NetworkError } from './network-error.ts'
import { Pace } from './pace.ts'

/** Pushed at once. A push is a lookup with three questions under way; more only fill the one core. Guess. */
const CONCURRENCY = 4
/** One push; 18 ms on three nodes (measured), more where peers do not answer. */
const PUSH_TIMEOUT_MS = 30_000
/** How often the queue looks for what is due. Guess. */
const LOOK_MS = 15_000
/** Waits after a push that failed: doubled each time. Guesses. */
const FIRST_RETRY_MS = 30_000
const LAST_RETRY_MS = 30 * 60_000
/** Peers that a record is pushed to, by the DHT. Who told so many need not tell those who came later. */
const REPLICATION = 20

/** How a network is told. */
export interface Telling {
  /** When what was said is said again at the latest; half of this at the earliest. */
  renewMs: number
  /** Pushes at once, and the time that one has. */
  concurrency?: number
  pushTimeoutMs?: number
  /** Who told so many need not tell those who came later; all that a record is pushed to unless told. */
  enough?: number
  /** How many pushes may begin at once after a silence, and then in a second; as fast as it goes unless told. */
  pace?: { perSecond: number; burst: number }
}

interface ProvideQueueDeps extends Telling {
  /** Tells the peers closest to the CID. @returns how many were told */
  push(cid: CID, signal: AbortSignal): Promise<number>
  /** Takes back what a push left behind that ended after its CID was taken out. */
  takeBack(cid: CID): Promise<void>
  logger: NetworkLogger
}

export interface ProvideQueue {
  /** Says it as soon as there is room, and keeps saying it. @returns when it was said; rejects when that failed for now */
  add(cid: CID, options?: Signalled): Promise<void>
  delete(cid: CID): void
  readonly size: number
  /** How many of them somebody was told of. */
  readonly said: number
  /** All of it is to be said again. */
  again(): void
  /** New peers are there: what few were told by that time is said to them as well. @param sinceMs Unix epoch */
  renew(sinceMs: number): void
  /** Ends all pushes at once. */
  stop(): void
}

interface Wish {
  cid: CID
  /** When it is to be said again. */
  dueMs: number
  tries: number
  /** Peers that were told the last time, and when that was; undefined before the first. */
  told: { peers: number; atMs: number } | undefined
  isPushing: boolean
  /** Ends with the push that is under way or waited for. */
  said: PromiseWithResolvers<void>
}

export function createProvideQueue(deps: ProvideQueueDeps): ProvideQueue {
  return new Queue(deps)
}

class Queue implements ProvideQueue {
  readonly #deps: ProvideQueueDeps
  readonly #wishes = new Map<string, Wish>()
  /** Somebody may wait for these: the one that came last goes first. */
  readonly #asked: string[] = []
  /** These were tried before. */
  readonly #again = new Set<string>()
  readonly #stopping = new AbortController()
  readonly #looking: NodeJS.Timeout
  readonly #pace: Pace | undefined
  #pushing = 0

  constructor(deps: ProvideQueueDeps) {
    this.#deps = deps
    this.#looking = setInterval(() => this.#look(), LOOK_MS).unref()
    this.#pace = deps.pace && new Pace({ ...deps.pace, maxWaitMs: 0, maxKeys: 1 })
  }

  get size(): number {
    return this.#wishes.size
  }

  get said(): number {
    return [...this.#wishes.values()].filter(({ told }) => (told?.peers ?? 0) > 0).length
  }

  async add(cid: CID, { signal }: Signalled = {}): Promise<void> {
    this.#stopping.signal.throwIfAborted()
    const key = cid.toString()
    let wish = this.#wishes.get(key)
    if (wish === undefined) {
      wish = { cid, dueMs: 0, tries: 0, told: undefined, isPushing: false, said: ending() }
      this.#wishes.set(key, wish)
      this.#asked.push(key)
      this.#pump()
    }
    await raceSignal(wish.said.promise, signal)
  }

  delete(cid: CID): void {
    const key = cid.toString()
    this.#wishes.get(key)?.said.resolve()
    this.#wishes.delete(key)
    this.#again.delete(key)
  }

  again(): void {
    for (const key of this.#wishes.keys()) this.#again.add(key)
    this.#pump()
  }

  renew(sinceMs: number): void {
    const { enough = REPLICATION } = this.#deps
    for (const [key, { told, isPushing }] of this.#wishes)
      if (told !== undefined && told.peers < enough && told.atMs <= sinceMs && !isPushing)
        this.#again.add(key)
    this.#pump()
  }

  stop(): void {
    clearInterval(this.#looking)
    this.#stopping.abort(
      new NetworkError('ERR_ABORTED', 'announcing on the DHT was cancelled: the network is stopping'),
    )
    for (const { said } of this.#wishes.values()) said.reject(this.#stopping.signal.reason)
    this.#asked.length = 0
    this.#again.clear()
  }

  #look(): void {
    const now = Date.now()
    for (const [key, wish] of this.#wishes)
      if (!wish.isPushing && wish.dueMs > 0 && wish.dueMs <= now) this.#again.add(key)
    this.#pump()
  }

  #pump(): void {
    const { concurrency = CONCURRENCY } = this.#deps
    while (this.#pushing < concurrency && !this.#stopping.signal.aborted) {
      // Looked at again when a push ends, and every `LOOK_MS`.
      if (this.#pace?.isSpent('', Date.now()) === true) return
      const next = this.#next()
      if (next === undefined) return
      this.#pace?.take('', Date.now())
      this.#pushing++
      void this.#push(...next)
    }
  }

  #next(): [string, Wish] | undefined {
    for (;;) {
      const key = this.#asked.pop() ?? this.#firstAgain()
      if (key === undefined) return undefined
      this.#again.delete(key)
      const wish = this.#wishes.get(key)
      // Taken out meanwhile, or asked for twice.
      if (wish !== undefined && !wish.isPushing) return [key, wish]
    }
  }

  /** What is being pushed waits for the end of it: that push may tell what is no longer so. */
  #firstAgain(): string | undefined {
    for (const key of this.#again) if (this.#wishes.get(key)?.isPushing !== true) return key
    return undefined
  }

  async #push(key: string, wish: Wish): Promise<void> {
    const { logger, push, takeBack, renewMs, pushTimeoutMs = PUSH_TIMEOUT_MS } = this.#deps
    wish.isPushing = true
    try {
      const signal = anySignal([this.#stopping.signal, AbortSignal.timeout(pushTimeoutMs)])
      const peers = await push(wish.cid, signal)
      wish.told = { peers, atMs: Date.now() }
      // Where nobody answered nobody knows it, whether peers are there or not.
      if (peers === 0) wish.dueMs = Date.now() + retryMs(wish.tries++)
      else {
        wish.tries = 0
        wish.dueMs = Date.now() + renewMs / 2 + (renewMs / 2) * shareOf(wish.cid)
      }
      wish.said.resolve()
    } catch (error) {
      wish.dueMs = Date.now() + retryMs(wish.tries++)
      logger.debug({ error, cid: key }, 'could not be said on the DHT yet')
      wish.said.reject(error)
      if (!this.#stopping.signal.aborted) wish.said = ending()
    } finally {
      wish.isPushing = false
      this.#pushing--
      if (!this.#wishes.has(key) && !this.#stopping.signal.aborted)
        await takeBack(wish.cid).catch((error: unknown) =>
          logger.debug({ error, cid: key }, 'could not be taken back'),
        )
      this.#pump()
    }
  }
}

function retryMs(tries: number): number {
  return Math.min(FIRST_RETRY_MS * 2 ** tries, LAST_RETRY_MS)
}

/** Nobody has to wait for it. */
function ending(): PromiseWithResolvers<void> {
  const made = Promise.withResolvers<void>()
  made.promise.catch(() => undefined)
  return made
}

/** From 0 to 1, another for each CID: what was said together is not said again together. */
function shareOf({ multihash: { digest } }: CID): number {
  return ((digest[digest.length - 1] ?? 0) * 256 + (digest[digest.length - 2] ?? 0)) / 65_536
}
