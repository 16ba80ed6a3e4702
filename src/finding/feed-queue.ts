/**
 * What the index is still to be told. Commits that follow one another on a cube become one change of the index, so that many
 * small writes cost it little more than one large write.
 */
import type { CID } from 'multiformats/cid'
import type { CubeRecord } from '../cubes/cube-record.ts'
import type { FedChange } from '../cubes/recall-feed.ts'

export interface WaitingFeed {
  /** The cube as it is after the last of the commits. */
  record: CubeRecord
  /** The commit before the first of them. */
  previous: CID | undefined
  /** What they changed together, by key; undefined where the trees have to tell: they do not follow one another, or were too many. */
  changes: Map<string, FedChange> | undefined
  /** Changes that were added, those that a later one replaced too. */
  added: number
}

export class FeedQueue {
  readonly #waiting = new Map<string, WaitingFeed>()
  #added = 0

  /** How many changes wait, of all cubes. */
  get size(): number {
    return this.#added
  }

  /** @param changes undefined where the trees have to tell */
  add(record: CubeRecord, previous: CID | undefined, changes: readonly FedChange[] | undefined): void {
    const waiting = this.#waiting.get(record.cube) ?? { record, previous, changes: new Map(), added: 0 }
    const isFirst = waiting.added === 0
    const follows = isFirst || (previous !== undefined && waiting.record.commit.equals(previous))
    if (!follows || changes === undefined) waiting.changes = undefined
    for (const change of changes ?? []) waiting.changes?.set(change.key, change)
    waiting.record = record
    // One at least: a commit that changes no memory moves the cursor.
    const added = Math.max(changes?.length ?? 0, 1)
    waiting.added += added
    this.#added += added
    this.#waiting.set(record.cube, waiting)
  }

  /** What waits for a cube, and does so no longer. */
  take(cube: string): WaitingFeed | undefined {
    const waiting = this.#waiting.get(cube)
    this.#waiting.delete(cube)
    this.#added -= waiting?.added ?? 0
    return waiting
  }
}
