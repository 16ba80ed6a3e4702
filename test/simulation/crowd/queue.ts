/** What is to happen, earliest first, and of what happens at one time the first that was said first. */
interface Event {
  atMs: number
  order: number
  happen: () => void | Promise<void>
}

export class Queue {
  nowMs: number
  readonly #heap: Event[] = []
  #order = 0

  constructor(nowMs: number) {
    this.nowMs = nowMs
  }

  after(delayMs: number, happen: Event['happen']): void {
    this.#heap.push({ atMs: this.nowMs + delayMs, order: this.#order++, happen })
    this.#rise(this.#heap.length - 1)
  }

  /** Lets time pass; work that an event starts is done before the next one happens. */
  async run(durationMs: number): Promise<void> {
    const end = this.nowMs + durationMs
    for (let next = this.#heap[0]; next !== undefined && next.atMs <= end; next = this.#heap[0]) {
      this.#takeFirst()
      this.nowMs = next.atMs
      const working = next.happen()
      if (working !== undefined) await working
    }
    this.nowMs = end
  }

  #rise(from: number): void {
    for (let at = from; at > 0;) {
      const above = (at - 1) >> 1
      if (!this.#isBefore(at, above)) return
      this.#swap(at, above)
      at = above
    }
  }

  #takeFirst(): void {
    const last = this.#heap.pop()!
    if (this.#heap.length === 0) return
    this.#heap[0] = last
    for (let at = 0; ;) {
      let least = at
      for (const below of [2 * at + 1, 2 * at + 2])
        if (below < this.#heap.length && this.#isBefore(below, least)) least = below
      if (least === at) return
      this.#swap(at, least)
      at = least
    }
  }

  #isBefore(a: number, b: number): boolean {
    const [one, other] = [this.#heap[a]!, this.#heap[b]!]
    return one.atMs < other.atMs || (one.atMs === other.atMs && one.order < other.order)
  }

  #swap(a: number, b: number): void {
    const [one, other] = [this.#heap[a]!, this.#heap[b]!]
    this.#heap[a] = other
    this.#heap[b] = one
  }
}
