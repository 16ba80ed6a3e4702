/** Columns of numbers that grow, and the pool of ids that index them. */

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

/** Hands out ids from 1 on. An id that was let go is handed out again only after `settle`. */
export class IdPool {
  #bound = 1
  #free: number[] = []
  #released: number[] = []
  #used = 0

  /** Exclusive upper bound of all ids ever in use. */
  get bound(): number {
    return this.#bound
  }

  get used(): number {
    return this.#used
  }

  take(): number {
    return this.#free.pop() ?? this.#bound++
  }

  /** Counts an id as used, whether it was taken here or read back. */
  reserve(id: number): void {
    this.#used++
    if (id >= this.#bound) this.#bound = id + 1
  }

  /** After reading back: every id below the bound that is not used becomes free. */
  recover(isUsed: (id: number) => boolean): void {
    this.#free = []
    for (let id = this.#bound - 1; id > 0; id--) if (!isUsed(id)) this.#free.push(id)
  }

  free(id: number): void {
    this.#used--
    this.#released.push(id)
  }

  settle(): void {
    for (const id of this.#released) this.#free.push(id)
    this.#released = []
  }
}
