/**
 * Keeps the recall index in step with the store. The index is a cache: each cube has a cursor in it, the commit that it was
 * brought to, and a cube whose cursor is not its current commit is brought up by the difference of the two trees.
 */
import type { CID } from 'multiformats/cid'
import { parseCid } from '../core/codec/index.ts'
import { MemCubeError } from '../core/errors.ts'
import { untilAborted } from '../core/signals/index.ts'
import { NodeError } from '../home/index.ts'
import type { RecallIndex, ServerOptions } from '../recall/index.ts'
import type { Store } from '../storage/index.ts'
import {
  listAway,
  type CubeRecord,
  type FedChange,
  type RecallFeed,
  type CubeShelf,
  type Voices,
} from '../cubes/index.ts'
import { commitIn, cursorAt, isOfOtherKeys, stateOf } from './index-cursor.ts'
import { feedDifference, feedInParts } from './feed-parts.ts'
import { FeedQueue } from './feed-queue.ts'
import { textsOfMemories } from './texts-of-memories.ts'
import type { ForgottenShelf } from '../cubes/forgotten/index.ts'

/** Changes that may wait for the index; who adds more waits with them, so that a busy writer does not fill the memory. Guess. */
const mostWaiting = 2_000

/** What reading a damaged or incomplete cube fails with. */
const damageCodes = new Set(['ERR_CORRUPT', 'ERR_NOT_FOUND', 'ERR_UNVERIFIABLE'])

/** The name under which an older state is searched: see `recall-at.ts`. No cube has it. */
export const stateCube = 'an older state'

interface RecallFeedDeps {
  dir: string
  /** Asked when the index is opened. */
  server(): Promise<ServerOptions>
  store: Store
  cubes: CubeShelf
  voices: Voices
  forgotten: Pick<ForgottenShelf, 'in'>
}

/** @returns a feed whose index is not open yet */
export function createRecallFeed(deps: RecallFeedDeps): RecallFeed {
  return new Feed(deps)
}

class Feed implements RecallFeed {
  readonly #deps: RecallFeedDeps
  #index: RecallIndex | undefined
  #opening: Promise<RecallIndex> | undefined
  /** Feeds that nobody has waited for yet, one after another. */
  #later = Promise.resolve()
  /** Ends the catching up of an index that is just being opened. */
  #closing = new AbortController()
  readonly #queue = new FeedQueue()
  /** Cubes of which the index may not know the current commit. */
  readonly #behind = new Set<string>()
  /** The states of cubes that the index is known to be at. */
  readonly #at = new Map<string, string>()

  constructor(deps: RecallFeedDeps) {
    this.#deps = deps
  }

  async open({ signal }: { signal?: AbortSignal } = {}): Promise<RecallIndex> {
    signal?.throwIfAborted()
    this.#opening ??= this.#openOnce().catch((error: unknown) => {
      this.#opening = undefined
      throw error
    })
    const recall = await untilAborted(this.#opening, signal)
    await untilAborted(this.#settled(), signal)
    return recall
  }

  async counts(): ReturnType<RecallFeed['counts']> {
    const texts = this.#opening === undefined ? await this.#countedInStep() : undefined
    return texts === undefined ? (await this.open()).status() : { texts, vectors: texts, pending: 0 }
  }

  opened(): RecallIndex | undefined {
    return this.#index
  }

  async feed(record: CubeRecord, previous: CID | undefined, changes: readonly FedChange[]): Promise<void> {
    const recall = await this.#settled()
    if (recall !== undefined) await this.#feedIn(recall, record, previous, changes)
  }

  async written(...[record, news]: Parameters<RecallFeed['written']>): Promise<void> {
    const open = this.#opening
    const { cube } = record
    // Closed, it catches up when it is opened.
    if (open === undefined || (this.#at.get(cube) === stateOf(record) && !this.#queue.has(cube))) return
    this.#queue.add(record, news)
    this.#chain(cube, () => this.#feedWaiting(open, cube)).catch(() => undefined)
    if (this.#queue.size > mostWaiting) await this.#later
  }

  gone(cube: string): void {
    const open = this.#opening
    this.#queue.take(cube)
    if (open === undefined) return
    this.#at.delete(cube)
    this.#chain(cube, async () => this.#dropIn(await open, cube)).catch(() => undefined)
  }

  lost(cube: string): void {
    // What can be read of its commits may be in the index alone: it stays there if a record comes back.
    if (this.#opening !== undefined) this.#behind.add(cube)
  }

  async catchUp(record: CubeRecord): Promise<void> {
    const recall = await this.#settled()
    if (recall !== undefined) await this.#catchUpIn(recall, record)
  }

  async tellAgain(record: CubeRecord): Promise<void> {
    const recall = await this.#settled()
    if (recall !== undefined) await this.#chain(record.cube, () => this.#feedAll(recall, record))
  }

  async drop(cube: string): Promise<void> {
    const recall = await this.#settled()
    if (recall !== undefined) await this.#dropIn(recall, cube)
  }

  async close(): Promise<void> {
    this.#closing.abort(new NodeError('ERR_ABORTED', 'the index was closed before it had caught up'))
    const recall = await this.#opening?.catch(() => undefined)
    await this.#later
    this.#index = undefined
    this.#opening = undefined
    this.#closing = new AbortController()
    this.#at.clear()
    this.#behind.clear()
    await recall?.close()
  }

  async #catchUpIn(recall: RecallIndex, record: CubeRecord, signal?: AbortSignal): Promise<void> {
    signal?.throwIfAborted()
    const cursor = await recall.cursor(record.cube)
    const wanted = cursorAt(record, record.commit)
    if (cursor === wanted) return void this.#at.set(record.cube, stateOf(record))
    this.#at.delete(record.cube)
    if (cursor !== undefined && isOfOtherKeys(record, cursor)) {
      await recall.dropCube(record.cube)
      return this.#feedAll(recall, record, signal)
    }
    const known =
      cursor === undefined ? undefined : await treeAt(this.#deps.cubes, this.#deps.store, commitIn(cursor))
    if (known === undefined || cursor === undefined) await recall.dropCube(record.cube)
    else if (cursorAt(record, parseCid(commitIn(cursor))) !== cursor) {
      // First where it is, by the old rule; then all of it by the new one.
      await this.#feedFrom(recall, record, known, record.commit.toString(), signal)
      return this.#feedAll(recall, record, signal)
    }
    await this.#feedFrom(recall, record, known, wanted, signal)
  }

  #feedAll(recall: RecallIndex, record: CubeRecord, signal?: AbortSignal): Promise<void> {
    return this.#feedFrom(recall, record, undefined, cursorAt(record, record.commit), signal)
  }

  /** @param cursor where the index is then */
  async #feedFrom(
    recall: RecallIndex,
    record: CubeRecord,
    before: CID | undefined,
    cursor: string,
    signal?: AbortSignal,
  ): Promise<void> {
    const { tree } = await this.#deps.cubes.commit(record.commit)
    const speakers = this.#deps.voices.at(record, record.commit)
    await feedDifference(recall, this.#deps.store, record, speakers, {
      before,
      after: tree,
      cursor,
      signal,
      isForgotten: (cube, cid) => this.#isForgotten(cube, cid),
    })
    this.#at.set(record.cube, stateOf(record))
  }

  /** A cube with damaged or missing blocks stays as the index knows it; `fsck` says so. The others are not held up by it. */
  async #catchUpIfWhole(recall: RecallIndex, record: CubeRecord, signal?: AbortSignal): Promise<void> {
    try {
      await this.#catchUpIn(recall, record, signal)
    } catch (error) {
      if (!(error instanceof MemCubeError) || !damageCodes.has(error.code)) throw error
    }
  }

  async #feedIn(
    recall: RecallIndex,
    record: CubeRecord,
    previous: CID | undefined,
    changes: readonly FedChange[],
  ): Promise<void> {
    const before = previous && cursorAt(record, previous)
    if ((await recall.cursor(record.cube)) !== before) return this.#catchUpIfWhole(recall, record)
    const wanted = changes.map((change) =>
      this.#isForgotten(record.cube, change.after?.cid) ? { key: change.key, after: undefined } : change,
    )
    const speakers = this.#deps.voices.at(record, record.commit)
    const cursors = { before: before ?? '', after: cursorAt(record, record.commit) }
    await feedInParts(recall, this.#deps.store, record.cube, wanted, speakers, cursors)
    this.#at.set(record.cube, stateOf(record))
  }

  async #dropIn(recall: RecallIndex, cube: string): Promise<void> {
    this.#at.delete(cube)
    await recall.dropCube(cube)
  }

  async #settleIn(recall: RecallIndex, cube: string): Promise<void> {
    const record = await this.#deps.cubes.get(cube)
    if (record !== undefined) await this.#catchUpIfWhole(recall, record)
    else if ((await recall.cursor(cube)) !== undefined) await this.#dropIn(recall, cube)
  }

  /** The index, if it is open or opening, after all that was to be fed to it. */
  async #settled(): Promise<RecallIndex | undefined> {
    const recall = this.#opening === undefined ? undefined : await this.#opening
    if (recall === undefined) return undefined
    const settling = [...this.#behind].map((cube) => this.#chain(cube, () => this.#settleIn(recall, cube)))
    this.#behind.clear()
    await this.#later
    // Who asks is told why it fails.
    await Promise.all(settling)
    return recall
  }

  /** The memories of a closed index to which opening it would add nothing, and take nothing away; else undefined. */
  async #countedInStep(): Promise<number | undefined> {
    if ((await this.#deps.server()).target !== undefined) return undefined
    const { sealedCounts } = await import('../recall/sealed-counts.ts')
    const sealed = sealedCounts(this.#deps.dir)
    if (sealed === undefined || Object.hasOwn(sealed.cursors, stateCube)) return undefined
    for (const { record } of await listAway(this.#deps.store))
      if (Object.hasOwn(sealed.cursors, record.cube)) return undefined
    for (const record of await this.#deps.cubes.list())
      if (sealed.cursors[record.cube] !== cursorAt(record, record.commit)) return undefined
    return sealed.texts
  }

  async #openOnce(): Promise<RecallIndex> {
    const { signal } = this.#closing
    // Loaded when it is needed: most commands never ask the index.
    const { openRecall } = await import('../recall/index.ts')
    const recall = await openRecall(
      this.#deps.dir,
      { server: await this.#deps.server() },
      textsOfMemories(this.#deps.store),
    )
    try {
      // Left behind when a question about an older state was cut off.
      await recall.dropCube(stateCube)
      for (const { record } of await listAway(this.#deps.store))
        if ((await recall.cursor(record.cube)) !== undefined) await recall.dropCube(record.cube)
      for (const record of await this.#deps.cubes.list()) await this.#catchUpIfWhole(recall, record, signal)
    } catch (error) {
      await recall.close()
      throw error
    }
    this.#index = recall
    return recall
  }

  /** Runs after all feeds before it. A failure is made good by whoever asks next, or that one is told why it fails. */
  #chain(cube: string, feed: () => Promise<void>): Promise<void> {
    const fed = this.#later.then(feed)
    this.#later = fed.catch(() => void this.#behind.add(cube))
    return fed
  }

  async #feedWaiting(open: Promise<RecallIndex>, cube: string): Promise<void> {
    const waiting = this.#queue.take(cube)
    if (waiting === undefined) return
    // Until it has arrived, nobody knows where the index is.
    this.#at.delete(cube)
    const { record, previous, changes } = waiting
    const fed = typeof changes === 'function' ? await changes() : changes && [...changes.values()]
    if (fed === undefined) return this.#catchUpIfWhole(await open, record)
    await this.#feedIn(await open, record, previous, fed)
  }

  /** Another cube may have it still, so that its block is there. */
  #isForgotten(cube: string, cid: CID | undefined): boolean {
    return cid !== undefined && this.#deps.forgotten.in(cube, cid) !== undefined
  }
}

/** The tree of a commit that an index remembers; undefined when the store no longer has it. */
async function treeAt(cubes: CubeShelf, store: Store, commit: string): Promise<CID | undefined> {
  const cid = parseCid(commit)
  if (!(await store.has(cid))) return undefined
  const { tree } = await cubes.commit(cid)
  return (await store.has(tree)) ? tree : undefined
}
