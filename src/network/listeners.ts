/** A set of callbacks; one that throws is logged and does not keep the others from hearing. */
import type { NetworkLogger } from './interface.ts'

export class Listeners<Args extends unknown[]> {
  readonly #listeners = new Set<(...args: Args) => void>()

  add(listener: (...args: Args) => void): () => void {
    this.#listeners.add(listener)
    return () => void this.#listeners.delete(listener)
  }

  emit(logger: NetworkLogger, ...args: Args): void {
    for (const listener of this.#listeners) {
      try {
        listener(...args)
      } catch (err) {
        logger.error({ err }, 'a listener of the network failed')
      }
    }
  }
}
