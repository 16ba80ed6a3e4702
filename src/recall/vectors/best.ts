/** The k best of a stream of scores, in a heap whose root is the worst kept. Equal scores: the smaller id wins. */

export interface Scored {
  passage: number
  score: number
}

export class Best {
  readonly #limit: number
  readonly #heap: Scored[] = []

  constructor(limit: number) {
    this.#limit = limit
  }

  /** What a score has to be above to be kept for certain. */
  get least(): number {
    return this.#heap.length < this.#limit ? -Infinity : (this.#heap[0]?.score ?? Infinity)
  }

  /** Whether an offer would be kept. */
  accepts(passage: number, score: number): boolean {
    const heap = this.#heap
    if (heap.length < this.#limit) return true
    return this.#limit > 0 && isWorse(heap[0]!.score, heap[0]!.passage, score, passage)
  }

  offer(passage: number, score: number): void {
    const heap = this.#heap
    if (heap.length < this.#limit) {
      heap.push({ passage, score })
      this.#rise(heap.length - 1)
    } else if (this.#limit > 0 && isWorse(heap[0]!.score, heap[0]!.passage, score, passage)) {
      heap[0] = { passage, score }
      this.#sink()
    }
  }

  /** Best first. */
  sorted(): Scored[] {
    return [...this.#heap].sort((a, b) => b.score - a.score || a.passage - b.passage)
  }

  #rise(from: number): void {
    const heap = this.#heap
    for (let at = from; at > 0;) {
      const parent = (at - 1) >> 1
      if (!this.#below(at, parent)) return
      ;[heap[at], heap[parent]] = [heap[parent]!, heap[at]!]
      at = parent
    }
  }

  #sink(): void {
    const heap = this.#heap
    for (let at = 0; ;) {
      let worst = at
      for (const child of [2 * at + 1, 2 * at + 2]) {
        if (child < heap.length && this.#below(child, worst)) worst = child
      }
      if (worst === at) return
      ;[heap[at], heap[worst]] = [heap[worst]!, heap[at]!]
      at = worst
    }
  }

  #below(a: number, b: number): boolean {
    const [left, right] = [this.#heap[a]!, this.#heap[b]!]
    return isWorse(left.score, left.passage, right.score, right.passage)
  }
}

function isWorse(score: number, passage: number, otherScore: number, otherPassage: number): boolean {
  return score < otherScore || (score === otherScore && passage > otherPassage)
}
