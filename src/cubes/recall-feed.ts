/** How a change of a cube reaches the index: what writes cubes sees this much of it. `finding/` makes one. */
import type { CID } from 'multiformats/cid'
import type { Memory } from '../core/cube/index.ts'
import type { RecallIndex } from '../recall/index.ts'
import type { CubeRecord } from './cube-record.ts'

export interface FedChange {
  key: string
  after: { cid: CID; memory: Memory } | undefined
}

export interface RecallFeed {
  /** The index, opened at the first call and brought up to date with every cube. */
  open(): Promise<RecallIndex>
  /** The index if this process has opened it. */
  opened(): RecallIndex | undefined
  /** Tells an open index what a commit changed; does nothing while it is closed, because opening catches up. */
  feed(record: CubeRecord, previous: CID | undefined, changes: readonly FedChange[]): Promise<void>
  /**
   * As `feed`, without waiting for the index: whoever asks it next waits instead, so what was fed is found by every question
   * that comes after this call. What fails is made good by the difference of the trees.
   */
  feedLater(record: CubeRecord, previous: CID | undefined, changes: () => Promise<readonly FedChange[]>): void
  /**
   * As `feedLater`, of a commit that was written here: what waits for one cube goes to the index together. Resolves when
   * little enough waits for more to be written. Without changes the difference of the trees tells them.
   */
  feedSoon(
    record: CubeRecord,
    previous: CID | undefined,
    changes: readonly FedChange[] | undefined,
  ): Promise<void>
  /**
   * The record of a cube was written, or is gone when no commit is given. Whoever asks the index next finds it there, told
   * by one of the calls above or not: the store calls this for each batch (`open-life.ts`).
   */
  recordWritten(cube: string, commit: CID | undefined): void
  /** Brings one cube up to its current commit. */
  catchUp(record: CubeRecord): Promise<void>
  /** As `catchUp`, without waiting for the index, and with the promise of `feedLater`: every later question finds it. */
  catchUpLater(record: CubeRecord): void
  drop(cube: string): Promise<void>
  close(): Promise<void>
}
