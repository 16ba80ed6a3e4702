/** How a change of a cube reaches the index: what writes cubes sees this much of it. `finding/` makes one. */
import type { CID } from 'multiformats/cid'
import type { RecallIndex, RecallStatus } from '../recall/index.ts'
import type { CubeRecord } from './cube-record.ts'
import type { FedChange, LedgerIndex } from './ledger.ts'

export interface RecallFeed extends LedgerIndex {
  /**
   * The index, opened at the first call and brought up to date with every cube. That goes on for the next one who asks where this one
   * no longer waits: bringing it up may take longer than anybody gives a question. It ends when the feed is closed.
   */
  open(options?: { signal?: AbortSignal }): Promise<RecallIndex>
  /** What the index holds. One that nobody has opened and that is in step with every cube is not opened for that. */
  counts(): Promise<Pick<RecallStatus, 'texts' | 'vectors' | 'pending' | 'server'>>
  /** The index if this process has opened it. */
  opened(): RecallIndex | undefined
  /** Tells an open index what changed in a cube; does nothing while it is closed, because opening catches up. */
  feed(record: CubeRecord, previous: CID | undefined, changes: readonly FedChange[]): Promise<void>
  /** Brings one cube up to its current commit. */
  catchUp(record: CubeRecord): Promise<void>
  /** More is held of what tells who wrote the memories of a cube: an open index is told of all of them again. */
  tellAgain(record: CubeRecord): Promise<void>
  drop(cube: string): Promise<void>
  close(): Promise<void>
}
