/** What a home needs of a place for its blocks that is not its own disk. Small, so that another one is one file. */
import type { CID } from 'multiformats/cid'
import type { Block } from '../../core/codec/index.ts'

export interface RemoteBlocks {
  /** What people call it: the words it was set with. They hold no secret. */
  readonly name: string
  /**
   * Makes it the place of this home alone.
   * @throws {StorageError} ERR_CONFLICT where another home keeps its blocks, ERR_DENIED where what is forgotten could not be erased or strangers could read
   */
  claim(home: string): Promise<void>
  /** The place is free again for another home, where this one has it. Its blocks are gone already. */
  release(home: string): Promise<void>
  /** The bytes as they came: whoever asked hashes them. Undefined when it does not have the block. @throws {StorageError} ERR_UNREACHABLE, ERR_DENIED */
  get(cid: CID): Promise<Uint8Array | undefined>
  /** Durable when it returns. After an error some of them may be there. @throws {StorageError} ERR_UNREACHABLE, ERR_DENIED */
  put(blocks: readonly Block[]): Promise<void>
  /** Those that are not there count as deleted. @throws {StorageError} ERR_UNREACHABLE, ERR_DENIED; some may be deleted */
  delete(cids: readonly CID[]): Promise<void>
  /** All blocks of this home, in any order. @throws {StorageError} ERR_UNREACHABLE, ERR_DENIED */
  list(): AsyncIterable<CID>
  /** Asks whether it is there, and still as `claim` wants it. @throws {StorageError} ERR_UNREACHABLE, ERR_DENIED, ERR_CONFLICT */
  probe(): Promise<void>
}

/** Where the blocks of a store are, other than on its disk; kept in `place.json` beside the database. */
export interface Place {
  target: string
  /** A name for this store that no other one has. */
  home: string
  /** `out`: new blocks go to the target. `back`: they are on their way home, and new ones stay here. */
  direction: 'out' | 'back'
  /** Every block is where `direction` says. */
  whole: boolean
}

/** What people are told of a place. */
export interface ElsewhereReport {
  target: string
  direction: Place['direction']
  whole: boolean
  /** Blocks that are still on the old side. */
  waiting: number
  /** Blocks that are deleted here, and that the target may still have. */
  toErase: number
  /** Why it could not be reached when it was last asked; absent when it answered. */
  problem?: string
  /** Milliseconds that the last answer took; absent before the first one. */
  tookMs?: number
}

export interface MoveOptions {
  signal?: AbortSignal
  progress?(step: { phase: string; done: number; unit: string }): void
}

export interface MoveReport {
  /** Where the blocks are now: a target, or `level`. */
  target: string
  /** Blocks that this run moved. */
  moved: number
  /** Bytes of them. */
  bytes: number
}

/** What S3 knows a caller by. */
export interface S3Keys {
  accessKeyId: string
  secretAccessKey: string
  sessionToken?: string
}
