/**
 * How fast messages of one peer are read: a few at once, then so many in a second. One that brings news is not counted:
 * news come to an end. Bounded, the peer unheard longest forgotten first. Pure.
 */
const maxPeers = 1_024

export class Pace {
  readonly #burst: number
  readonly #perMs: number
  readonly #left = new Map<string, { messages: number; atMs: number }>()

  constructor(burst: number, perSecond: number) {
    this.#burst = burst
    this.#perMs = perSecond / 1_000
  }

  /** Counts a message. @returns milliseconds until it may be read */
  take(peerId: string, nowMs: number): number {
    const known = this.#left.get(peerId) ?? { messages: this.#burst, atMs: nowMs }
    const grown = known.messages + Math.max(0, nowMs - known.atMs) * this.#perMs
    const messages = Math.min(this.#burst, grown) - 1
    this.#set(peerId, messages, nowMs)
    return messages >= 0 ? 0 : Math.ceil(-messages / this.#perMs)
  }

  /** It brought news. */
  giveBack(peerId: string): void {
    const known = this.#left.get(peerId)
    if (known !== undefined) this.#set(peerId, Math.min(this.#burst, known.messages + 1), known.atMs)
  }

  #set(peerId: string, messages: number, atMs: number): void {
    // Put last, so that the first is the one unheard longest.
    this.#left.delete(peerId)
    this.#left.set(peerId, { messages, atMs })
    for (const oldest of this.#left.keys()) {
      if (this.#left.size <= maxPeers) return
      this.#left.delete(oldest)
    }
  }
}
