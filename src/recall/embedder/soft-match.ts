/**
 * Soft word match: each token of the question looks for the token of the passage that is closest in meaning, and the
 * squares of those similarities are averaged, weighted by how telling the token is. It finds "puppy" for "dog" where the
 * mean of a passage has washed the word out. On the development half it reaches 0.67 alone, the mean vector 0.50.
 */
import type { TokenTable } from './token-table.ts'

/** Leading PCA dimensions compared: 64 reach 0.657, 128 0.667, 256 0.667 alone (measured on the development half). */
const COMPARED = 64

export class SoftMatch {
  readonly #table: TokenTable
  /** Length of a row over the compared dimensions; 0 means not computed yet. */
  readonly #norms: Float32Array
  /** Where in `#similarities` a token's block starts, plus one; 0 means not computed for this question. */
  readonly #blocks: Int32Array
  #similarities = new Float32Array(4096)
  #used: number[] = []
  #query: Float32Array[] = []
  #weights: number[] = []

  constructor(table: TokenTable) {
    this.#table = table
    this.#norms = new Float32Array(table.vocabulary.length)
    this.#blocks = new Int32Array(table.vocabulary.length)
  }

  /** Sets the question that `score` compares with. */
  ask(tokens: Uint16Array): void {
    for (const token of this.#used) this.#blocks[token] = 0
    this.#used = []
    const known = Array.from(tokens).filter((token) => this.#norm(token) > 0)
    this.#query = known.map((token) => this.#direction(token))
    const lengths = known.map((token) => this.#rowLength(token))
    const total = lengths.reduce((sum, length) => sum + length, 0)
    this.#weights = lengths.map((length) => length / total)
  }

  /** 0 to 1: how well the passage with these tokens answers the question. */
  score(tokens: Uint16Array): number {
    const count = this.#query.length
    if (count === 0) return 0
    const best = new Float32Array(count)
    for (const token of tokens) {
      const start = this.#block(token)
      for (let i = 0; i < count; i++) {
        const similarity = this.#similarities[start + i]!
        if (similarity > best[i]!) best[i] = similarity
      }
    }
    let sum = 0
    for (let i = 0; i < count; i++) sum += this.#weights[i]! * best[i]! * best[i]!
    return sum
  }

  #block(token: number): number {
    const known = this.#blocks[token]!
    if (known > 0) return known - 1
    const start = this.#used.length * this.#query.length
    this.#used.push(token)
    this.#blocks[token] = start + 1
    this.#reserve(start + this.#query.length)
    const norm = this.#norm(token)
    for (const [i, query] of this.#query.entries()) {
      this.#similarities[start + i] = norm > 0 ? this.#dot(token, query) / norm : 0
    }
    return start
  }

  #dot(token: number, query: Float32Array): number {
    const { rows, dimensions } = this.#table
    const start = token * dimensions
    let sum = 0
    for (let i = 0; i < query.length; i++) sum += rows[start + i]! * query[i]!
    return sum
  }

  #direction(token: number): Float32Array {
    const { rows, dimensions } = this.#table
    const start = token * dimensions
    const norm = this.#norm(token)
    return Float32Array.from(rows.subarray(start, start + COMPARED), (cell) => cell / norm)
  }

  #norm(token: number): number {
    return (this.#norms[token] ||= this.#lengthOf(token, COMPARED))
  }

  /** The whole row's length is the token's weight: the table was built so. */
  #rowLength(token: number): number {
    return this.#lengthOf(token, this.#table.dimensions)
  }

  #lengthOf(token: number, cells: number): number {
    const { rows, dimensions } = this.#table
    let square = 0
    for (let i = token * dimensions; i < token * dimensions + cells; i++) square += rows[i]! * rows[i]!
    return Math.sqrt(square)
  }

  #reserve(length: number): void {
    if (length <= this.#similarities.length) return
    const larger = new Float32Array(Math.max(length, this.#similarities.length * 2))
    larger.set(this.#similarities)
    this.#similarities = larger
  }
}
