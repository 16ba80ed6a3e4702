// The pack of one request: chunks in, staged batches out.
import type { CID } from 'multiformats/cid'
import type { Block } from '../../core/codec/index.ts'
import { ProtocolError, type Refusal } from '../errors.ts'
import { CarReader } from './car.ts'
import { SYNC_LIMITS } from './limits.ts'
import type { Totals } from './messages.ts'
import type { Receiver } from './ports.ts'
import { Staging } from './staging.ts'

/** What the pack of one want is for. */
export interface PackIntake {
  readonly cube: CID
  readonly commit: CID
  /** Whether as much may come. */
  mayAccept(offer: Totals): Promise<Refusal | undefined>
  /** @returns whether the block has to be stored. @throws ProtocolError for one that does not belong here */
  take(block: Block): boolean
  /** What was taken cannot be written. */
  unwritten(error: unknown): void
  /** After each chunk: what came of the pack, and what it may have in all. */
  arrived(got: Totals, offered: Totals): void
}

export class Incoming {
  readonly totals: Totals = { blocks: 0, bytes: 0 }
  readonly #intake: PackIntake
  readonly #car: CarReader
  readonly #staging: Staging
  #offered: Totals = { blocks: 0, bytes: 0 }

  constructor(
    receiver: Pick<Receiver, 'stage'>,
    intake: PackIntake,
    credit: number,
    on: { staged(bytes: number): void; failed(error: unknown): void },
  ) {
    this.#intake = intake
    this.#car = new CarReader(intake.commit)
    this.#staging = new Staging((blocks) => receiver.stage(intake.cube, blocks), {
      // With less than a quarter of the credit in a batch the sender never runs dry.
      batchBytes: Math.min(SYNC_LIMITS.stageBatchBytes, Math.floor(credit / 4)),
      ...on,
    })
  }

  async mayAccept(offer: Totals): Promise<Refusal | undefined> {
    const refusal = await this.#intake.mayAccept(offer)
    if (refusal === undefined) this.#offered = offer
    return refusal
  }

  /** Takes one chunk and returns how many blocks it completed. @throws ProtocolError */
  push(chunk: Uint8Array): number {
    const blocks = this.#car.push(chunk)
    this.totals.bytes += chunk.length
    this.totals.blocks += blocks.length
    for (const block of blocks) if (this.#intake.take(block)) this.#staging.add(block)
    this.#staging.reach(this.totals.bytes - this.#car.held)
    if (blocks.length > 0) this.#intake.arrived(this.totals, this.#offered)
    return blocks.length
  }

  /** Resolves when all that was taken is written. @throws what the store threw */
  flush(): Promise<void> {
    return this.#staging.finish()
  }

  async finish(): Promise<void> {
    if (!this.#car.atBoundary)
      throw new ProtocolError('ERR_UNVERIFIABLE', 'the pack ends in the middle of a block')
    await this.#staging.finish()
  }
}
