/**
 * The words of passages that came lately, in memory: they can be found at once, and a segment is written when there are
 * enough. Passages are numbered as they come, so that an id that is used again is never mixed up with the one before.
 */
import type { Posting } from './postings.ts'
import type { PassageTerms } from './terms.ts'

interface List {
  numbers: number[]
  counts: number[]
}

/** No passage has this id. */
const gone = 0

export class WordBuffer {
  readonly #numbers = new Map<number, number>()
  readonly #passages: number[] = []
  readonly #lists = new Map<string, List>()

  /** Passages that came, those that went again too: what the buffer weighs. */
  get taken(): number {
    return this.#passages.length
  }

  /** Passages that are here. */
  passages(): Iterable<number> {
    return this.#numbers.keys()
  }

  has(passage: number): boolean {
    return this.#numbers.has(passage)
  }

  add(passage: number, { counts }: PassageTerms): void {
    const number = this.#passages.push(passage) - 1
    this.#numbers.set(passage, number)
    for (const [term, count] of counts) {
      const list = this.#lists.get(term)
      if (list === undefined) this.#lists.set(term, { numbers: [number], counts: [count] })
      else {
        list.numbers.push(number)
        list.counts.push(count)
      }
    }
  }

  /** @returns whether it was here */
  delete(passage: number): boolean {
    const number = this.#numbers.get(passage)
    if (number === undefined) return false
    this.#numbers.delete(passage)
    this.#passages[number] = gone
    return true
  }

  terms(): Iterable<string> {
    return this.#lists.keys()
  }

  /** Passages with the term, in no order; those that went are left out. */
  postings(term: string): Posting[] {
    const list = this.#lists.get(term)
    if (list === undefined) return []
    const found: Posting[] = []
    for (const [place, number] of list.numbers.entries()) {
      const passage = this.#passages[number]!
      if (passage !== gone) found.push({ passage, count: list.counts[place]! })
    }
    return found
  }
}
