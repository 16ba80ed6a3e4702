/** Watches what is around a node, and says when it has woken or is on another network. */
import { networkInterfaces } from 'node:os'
import { decideMoved, type Glance } from './decide-moved.ts'

/** Cheap: one call of the system. Within 30 s there are fifteen. */
const EVERY_MS = 2_000

export class Surroundings {
  readonly #nowMs: () => number
  readonly #onMoved: () => void
  #last: Glance
  #timer: NodeJS.Timeout | undefined

  constructor(nowMs: () => number, onMoved: () => void) {
    this.#nowMs = nowMs
    this.#onMoved = onMoved
    this.#last = this.#look()
  }

  start(): void {
    this.#last = this.#look()
    this.#timer = setInterval(() => {
      const before = this.#last
      this.#last = this.#look()
      if (decideMoved(before, this.#last, EVERY_MS)) this.#onMoved()
    }, EVERY_MS).unref()
  }

  stop(): void {
    clearInterval(this.#timer)
  }

  /** Whether this machine has an address on any network. */
  get hasNetwork(): boolean {
    return this.#last.addresses.length > 0
  }

  #look(): Glance {
    const all = Object.values(networkInterfaces()).flatMap((some) => some ?? [])
    const addresses = all.filter(({ internal }) => !internal).map(({ address }) => address)
    // Link-local ones come and go while an interface wakes up.
    return {
      addresses: addresses.filter((address) => !/^fe80:/i.test(address)).toSorted(),
      wallMs: this.#nowMs(),
    }
  }
}
