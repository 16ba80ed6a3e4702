// Verified blocks on their way to the store: collected into large batches, written one after the other while more
// arrive, acknowledged when written. Memory is bounded by the credit, since nothing unacknowledged may exceed it.
import type { Block } from '../../core/codec/index.ts'
import { SYNC_LIMITS } from './limits.ts'

interface StagingOptions {
  batchBytes: number
  /** The first so many bytes of the pack are in the store. */
  staged(bytes: number): void
  failed(error: unknown): void
}

export class Staging {
  readonly #write: (blocks: Block[]) => Promise<void>
  readonly #options: StagingOptions
  #batch: Block[] = []
  /** Bytes of the pack up to which all blocks have been added, and up to which they have gone to be written. */
  #added = 0
  #flushed = 0
  #writing: Promise<void> = Promise.resolve()
  #failed = false

  constructor(write: (blocks: Block[]) => Promise<void>, options: StagingOptions) {
    this.#write = write
    this.#options = options
  }

  add(block: Block): void {
    this.#batch.push(block)
  }

  /** All blocks of the first `packBytes` bytes have been added, or need no writing. */
  reach(packBytes: number): void {
    this.#added = packBytes
    const isWorthIt =
      this.#batch.length >= SYNC_LIMITS.stageBatchBlocks ||
      this.#added - this.#flushed >= this.#options.batchBytes
    if (isWorthIt) this.#flush()
  }

  /** Resolves when everything is written. @throws what the store threw */
  async finish(): Promise<void> {
    if (this.#batch.length > 0) this.#flush()
    await this.#writing
  }

  #flush(): void {
    const batch = this.#batch
    const packBytes = this.#added
    this.#batch = []
    this.#flushed = packBytes
    const written = this.#writing.then(async () => {
      if (batch.length > 0) await this.#write(batch)
      this.#options.staged(packBytes)
    })
    this.#writing = written
    written.catch((error: unknown) => {
      if (!this.#failed) this.#options.failed(error)
      this.#failed = true
    })
  }
}
