/** Columns of numbers that grow, and the pools of ids that index them. */

type Numbers = Int32Array | Float64Array | Float32Array | Uint8Array

const FIRST_LENGTH = 1024

/** A typed array by id that doubles when needed and reads `missing` beyond its end. */
export class GrowingColumn<T extends Numbers> {
  #values: T
  readonly #kind: new (length: number) => T
  readonly #missing: number

  constructor(kind: new (length: number) => T, missing: number) {
    this.#kind = kind
    this.#missing = missing
    this.#values = new kind(FIRST_LENGTH)
    this.#values.fill(missing)
  }

  /** The array itself, for a loop that reads much; it is replaced when the column grows. */
  get values(): T {
    return this.#values
  }

  get(id: number): number {
    return id < this.#values.length ? this.#values[id]! : this.#missing
  }

  set(id: number, value: number): void {
    if (id >= this.#values.length) this.#grow(id + 1)
    this.#values[id] = value
  }

  fill(value: number): void {
    this.#values.fill(value)
  }

  #grow(atLeast: number): void {
    const larger = new this.#kind(Math.max(atLeast, this.#values.length * 2))
    larger.fill(this.#missing, this.#values.length)
    larger.set(this.#values)
    this.#values = larger
  }
}

/** Hands out runs of ids from 1 on, one id each unless more are asked for. A run that was let go is handed out again only after `recycle`. */
export class IdPool {
  #bound = 1
  /** Starts of free runs, by their length. */
  #free = new Map<number, number[]>()
  #released: { start: number; length: number }[] = []
  #used = 0

  /** Exclusive upper bound of all ids ever in use. */
  get bound(): number {
    return this.#bound
  }

  /** Runs in use. */
  get used(): number {
    return this.#used
  }

  take(length = 1): number {
    const known = this.#takeFree(length)
    if (known !== undefined) return known
    const start = this.#bound
    this.#bound += length
    return start
  }

  /** Counts a run as used, whether it was taken here or read back. */
  reserve(start: number, length = 1): void {
    this.#used++
    if (start + length > this.#bound) this.#bound = start + length
  }

  /** After reading back: what lies between the runs in use becomes free. */
  recover(isUsed: (id: number) => boolean): void {
    this.#free = new Map()
    let length = 0
    for (let id = 1; id <= this.#bound; id++) {
      if (id < this.#bound && !isUsed(id)) length++
      else if (length > 0) {
        this.#add(id - length, length)
        length = 0
      }
    }
  }

  free(start: number, length = 1): void {
    this.#used--
    this.#released.push({ start, length })
  }

  recycle(): void {
    for (const { start, length } of this.#released) this.#add(start, length)
    this.#released = []
  }

  /** The beginning of a free run of this length, else of a longer one. */
  #takeFree(length: number): number | undefined {
    const size = this.#free.has(length) ? length : [...this.#free.keys()].find((one) => one > length)
    const runs = size === undefined ? undefined : this.#free.get(size)
    const start = runs?.pop()
    if (size === undefined || runs === undefined || start === undefined) return undefined
    if (runs.length === 0) this.#free.delete(size)
    if (size > length) this.#add(start + length, size - length)
    return start
  }

  #add(start: number, length: number): void {
    const runs = this.#free.get(length)
    if (runs === undefined) this.#free.set(length, [start])
    else runs.push(start)
  }
}
