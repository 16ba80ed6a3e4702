/**
 * What the index is still to be told. Commits that follow one another on a cube become one change of the index, so that many
 * small writes cost it little more than one large write.
 */
import type { CID } from 'multiformats/cid'
import type { CubeRecord, FedChange, IndexNews } from '../cubes/index.ts'

interface WaitingFeed {
  /** The cube as it is after the last of the commits. */
  record: CubeRecord
  /** The commit before the first of them. */
  previous: CID | undefined
  /**
   * What they changed together, by key, or a function that finds out what one commit changed; undefined where the trees have
   * to tell: they do not follow one another, or nobody said.
   */
  changes: Map<string, FedChange> | (() => Promise<readonly FedChange[] | undefined>) | undefined
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

  has(cube: string): boolean {
    return this.#waiting.has(cube)
  }

  /** @param news undefined where the trees have to tell */
  add(record: CubeRecord, news: IndexNews | undefined): void {
    const waiting = this.#waiting.get(record.cube)
    // One at least: a commit that changes no memory moves the cursor.
    const added = typeof news?.changes === 'object' ? Math.max(news.changes.length, 1) : 1
    this.#added += added
    if (waiting === undefined) this.#waiting.set(record.cube, { ...begun(record, news), added })
    else {
      // Another word on the same commit changes no memory.
      if (!waiting.record.commit.equals(record.commit)) waiting.changes = together(waiting, news)
      waiting.record = record
      waiting.added += added
    }
  }

  /** What waits for a cube, and does so no longer. */
  take(cube: string): WaitingFeed | undefined {
    const waiting = this.#waiting.get(cube)
    this.#waiting.delete(cube)
    this.#added -= waiting?.added ?? 0
    return waiting
  }
}

function begun(record: CubeRecord, news: IndexNews | undefined): Omit<WaitingFeed, 'added'> {
  const { previous, changes } = news ?? { previous: undefined, changes: undefined }
  return { record, previous, changes: typeof changes === 'object' ? byKey(changes) : changes }
}

function together(waiting: WaitingFeed, news: IndexNews | undefined): WaitingFeed['changes'] {
  const follows = news?.previous !== undefined && waiting.record.commit.equals(news.previous)
  if (!follows || typeof news.changes === 'function' || !(waiting.changes instanceof Map)) return undefined
  for (const change of news.changes) waiting.changes.set(change.key, change)
  return waiting.changes
}

function byKey(changes: readonly FedChange[]): Map<string, FedChange> {
  return new Map(changes.map((change) => [change.key, change]))
}
