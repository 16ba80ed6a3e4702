/** Work that is done whenever it was asked for: never twice at once, and once more if it was asked for meanwhile. */
export class Kicked {
  readonly #work: () => Promise<void>
  readonly #signal: AbortSignal
  #running: Promise<void> | undefined
  #again = false

  /** @param work must not reject @param signal ends it */
  constructor(work: () => Promise<void>, signal: AbortSignal) {
    this.#work = work
    this.#signal = signal
  }

  kick(): void {
    this.#again = true
    if (this.#running !== undefined || this.#signal.aborted) return
    this.#running = this.#run().finally(() => {
      this.#running = undefined
      if (this.#again) this.kick()
    })
  }

  /** Resolves when nothing is under way. */
  async settled(): Promise<void> {
    await this.#running
  }

  async #run(): Promise<void> {
    while (this.#again && !this.#signal.aborted) {
      this.#again = false
      await this.#work()
    }
  }
}
