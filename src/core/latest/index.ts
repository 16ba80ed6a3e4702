/** What is kept of many things of which there may be any number: the latest, up to a limit. */

/** A map whose entry that was kept longest ago gives way to one more than the limit. Reading does not make an entry younger. */
export class Latest<K, V> {
  readonly #kept = new Map<K, V>()
  readonly #limit: number

  /** @param limit entries, at least 1 */
  constructor(limit: number) {
    this.#limit = limit
  }

  get size(): number {
    return this.#kept.size
  }

  get(key: K): V | undefined {
    return this.#kept.get(key)
  }

  /** Keeps it as the latest, in the place of what was kept under the key. */
  keep(key: K, value: V): void {
    this.#kept.delete(key)
    this.#kept.set(key, value)
    if (this.#kept.size <= this.#limit) return
    const [oldest] = this.#kept.keys()
    this.#kept.delete(oldest as K)
  }

  delete(key: K): void {
    this.#kept.delete(key)
  }
}
