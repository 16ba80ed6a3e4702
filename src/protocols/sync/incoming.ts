// The pack of one request: chunks in, staged batches out.
import type { Block } from '../../core/codec/index.ts'
import { ProtocolError, type Refusal } from '../errors.ts'
import { CarReader } from './car.ts'
import { SYNC_LIMITS } from './limits.ts'
import type { Totals } from './messages.ts'
import type { Receiver } from './ports.ts'
import type { PullJob } from './pull-job.ts'
import { Staging } from './staging.ts'

export class Incoming {
  readonly totals: Totals = { blocks: 0, bytes: 0 }
  readonly #job: PullJob
  readonly #receiver: Receiver
  readonly #car: CarReader
  readonly #staging: Staging
  #expected: number | undefined

  constructor(
    receiver: Receiver,
    job: PullJob,
    credit: number,
    on: { staged(bytes: number): void; failed(error: unknown): void },
  ) {
    this.#receiver = receiver
    this.#job = job
    this.#car = new CarReader(job.request.commit)
    this.#staging = new Staging((blocks) => receiver.stage(job.request.cube, blocks), {
      // With less than a quarter of the credit in a batch the sender never runs dry.
      batchBytes: Math.min(SYNC_LIMITS.stageBatchBytes, Math.floor(credit / 4)),
      ...on,
    })
  }

  async mayAccept(offer: Totals): Promise<Refusal | undefined> {
    this.#expected = offer.blocks
    return this.#receiver.mayAccept({ cube: this.#job.request.cube, ...offer })
  }

  /** Takes one chunk and returns how many blocks it completed. @throws ProtocolError */
  push(chunk: Uint8Array): number {
    const blocks = this.#car.push(chunk)
    this.totals.bytes += chunk.length
    this.totals.blocks += blocks.length
    for (const block of blocks) this.#take(block)
    this.#staging.reach(this.totals.bytes - this.#car.held)
    if (blocks.length > 0)
      this.#job.options.progress?.({
        phase: 'blocks',
        done: this.totals.blocks,
        ...(this.#expected !== undefined && { total: this.#expected }),
      })
    return blocks.length
  }

  #take(block: Block): void {
    if (this.#job.closure.receive(block)) this.#staging.add(block)
  }

  async finish(): Promise<void> {
    if (!this.#car.atBoundary)
      throw new ProtocolError('ERR_UNVERIFIABLE', 'the pack ends in the middle of a block')
    await this.#staging.finish()
  }
}
