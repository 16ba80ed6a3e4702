// What is told of each exchange with a peer when it has ended: who asked, what was given, what was refused and why.
import { MemCubeError } from '../../core/errors.ts'
import { MAX_SENTENCE_CHARS, refusalOf } from '../errors.ts'

export interface SyncExchange {
  peerId: string
  /** `asked`: this node did; `served`: the peer did. */
  side: 'asked' | 'served'
  what: 'heads' | 'pack'
  /** Cubes that were named; empty for a question about all. */
  cubes: string[]
  outcome: 'done' | 'refused' | 'failed'
  /** Heads or blocks, and their bytes, that came or went. */
  items: number
  bytes: number
  ms: number
  /** Why it was refused or failed. */
  reason?: { code: string; message: string }
}

export type ObserveExchange = (exchange: SyncExchange) => void

/** Cubes named of one exchange; the others are left out. Guess. */
const maxCubes = 16

/** One exchange from its beginning; the first end that is told counts. */
export class ExchangeWatch {
  readonly #observe: ObserveExchange | undefined
  readonly #now: () => number
  readonly #begun: Pick<SyncExchange, 'peerId' | 'side' | 'what' | 'cubes'>
  readonly #startedMs: number
  #ended = false

  constructor(
    { observe, now }: { observe?: ObserveExchange | undefined; now(): number },
    {
      cubes,
      ...begun
    }: Pick<SyncExchange, 'peerId' | 'side' | 'what'> & { cubes: readonly { toString(): string }[] },
  ) {
    this.#observe = observe
    this.#now = now
    this.#begun = { ...begun, cubes: cubes.slice(0, maxCubes).map(String) }
    this.#startedMs = now()
  }

  done({ items, bytes }: { items: number; bytes: number }): void {
    this.#end({ outcome: 'done', items, bytes })
  }

  refused({ code, message }: { code: string; message: string }): void {
    this.#end({ outcome: 'refused', items: 0, bytes: 0, reason: { code, message } })
  }

  /** A verdict on what came is a refusal, whichever side spoke it; anything else, silence say, a failure. */
  failed(error: unknown): void {
    const refusal = refusalOf(error)
    if (refusal.class !== 'transient') return this.refused(refusal)
    const { code, message } = error instanceof MemCubeError ? error : refusal
    this.#end({
      outcome: 'failed',
      items: 0,
      bytes: 0,
      reason: { code, message: message.slice(0, MAX_SENTENCE_CHARS) },
    })
  }

  #end(end: Pick<SyncExchange, 'outcome' | 'items' | 'bytes' | 'reason'>): void {
    if (this.#ended) return
    this.#ended = true
    this.#observe?.({ ...this.#begun, ...end, ms: Math.max(0, this.#now() - this.#startedMs) })
  }
}
