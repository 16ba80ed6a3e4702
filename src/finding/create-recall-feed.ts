/**
 * Keeps the recall index in step with the store. The index is a cache: each cube has a cursor in it, the commit that it was
 * brought to, and a cube whose cursor is not its current commit is brought up by the difference of the two trees.
 */
import type { CID } from 'multiformats/cid'
import { cidText, parseCid } from '../core/codec/index.ts'
import { parseMemory, RESERVED_PREFIX } from '../core/cube/index.ts'
import { diffTrees } from '../core/tree/index.ts'
import { MemCubeError } from '../core/errors.ts'
import type { RecallDocument, RecallIndex } from '../recall/index.ts'
import type { Store } from '../storage/index.ts'
import { listAway } from '../cubes/away.ts'
import type { CubeRecord } from '../cubes/cube-record.ts'
import type { FedChange } from '../cubes/ledger.ts'
import type { RecallFeed } from '../cubes/recall-feed.ts'
import { FeedQueue } from './feed-queue.ts'
import type { ForgottenShelf } from '../cubes/forgotten/shelf.ts'
import type { CubeShelf } from '../cubes/cube-shelf.ts'
import { readText } from '../cubes/read-body.ts'
import { formatVoice, type Spoken, type Voice, type Voices } from '../cubes/voices.ts'

/** Documents handed to the index at once: enough to keep it busy, little enough to keep memory low. Measured. */
const batchDocuments = 2_000

/** Bytes of texts handed to the index at once: texts of 250 kB would be 500 MB otherwise. Guess. */
const partBytes = 8 * 1024 * 1024

/** Changes that may wait for the index; who adds more waits with them, so that a busy writer does not fill the memory. Guess. */
const mostWaiting = 2_000

/** What reading a damaged or incomplete cube fails with. */
const damageCodes = new Set(['ERR_CORRUPT', 'ERR_NOT_FOUND', 'ERR_UNVERIFIABLE'])

/** The name under which an older state is searched: see `recall-at.ts`. No cube has it. */
export const stateCube = 'an older state'

export function createRecallFeed(deps: {
  dir: string
  store: Store
  cubes: CubeShelf
  voices: Voices
  forgotten: Pick<ForgottenShelf, 'in'>
}): RecallFeed {
  const { dir, store, cubes, voices, forgotten } = deps
  /** Another cube may have it still, so that its block is there. */
  const isForgotten = (cube: string, cid: CID | undefined): boolean =>
    cid !== undefined && forgotten.in(cube, cid) !== undefined
  let index: RecallIndex | undefined
  let opening: Promise<RecallIndex> | undefined
  /** Feeds that nobody has waited for yet, one after another. */
  let later = Promise.resolve()
  const queue = new FeedQueue()
  /** Cubes of which the index may not know the current commit. */
  const behind = new Set<string>()
  /** The commits of cubes that the index is known to be at. */
  const at = new Map<string, string>()

  const catchUpIn = async (recall: RecallIndex, record: CubeRecord): Promise<void> => {
    const cursor = await recall.cursor(record.cube)
    if (cursor === record.commit.toString()) return void at.set(record.cube, cursor)
    at.delete(record.cube)
    const known = cursor === undefined ? undefined : await treeAt(cubes, store, cursor)
    if (known === undefined) await recall.dropCube(record.cube)
    const { tree } = await cubes.commit(record.commit)
    const speakers = voices.at(record, record.commit)
    await feedDifference(recall, store, record, speakers, { before: known, after: tree, isForgotten })
    at.set(record.cube, record.commit.toString())
  }

  /** A cube with damaged or missing blocks stays as the index knows it; `fsck` says so. The others are not held up by it. */
  const catchUpIfWhole = async (recall: RecallIndex, record: CubeRecord): Promise<void> => {
    try {
      await catchUpIn(recall, record)
    } catch (error) {
      if (!(error instanceof MemCubeError) || !damageCodes.has(error.code)) throw error
    }
  }

  const feedIn = async (
    recall: RecallIndex,
    record: CubeRecord,
    previous: CID | undefined,
    changes: readonly FedChange[],
  ): Promise<void> => {
    if ((await recall.cursor(record.cube)) !== previous?.toString()) return catchUpIfWhole(recall, record)
    const wanted = changes.map((change) =>
      isForgotten(record.cube, change.after?.cid) ? { key: change.key, after: undefined } : change,
    )
    const speakers = voices.at(record, record.commit)
    const cursors = { before: previous?.toString() ?? '', after: record.commit.toString() }
    await feedInParts(recall, store, record.cube, wanted, speakers, cursors)
    at.set(record.cube, record.commit.toString())
  }

  const dropIn = async (recall: RecallIndex, cube: string): Promise<void> => {
    at.delete(cube)
    await recall.dropCube(cube)
  }

  const settleIn = async (recall: RecallIndex, cube: string): Promise<void> => {
    const record = await cubes.get(cube)
    if (record !== undefined) await catchUpIfWhole(recall, record)
    else if ((await recall.cursor(cube)) !== undefined) await dropIn(recall, cube)
  }

  /** The index, if it is open or opening, after all that was to be fed to it. */
  const settled = async (): Promise<RecallIndex | undefined> => {
    const recall = opening === undefined ? undefined : await opening
    if (recall === undefined) return undefined
    const settling = [...behind].map((cube) => chain(cube, () => settleIn(recall, cube)))
    behind.clear()
    await later
    // Who asks is told why it fails.
    await Promise.all(settling)
    return recall
  }

  const openOnce = async (): Promise<RecallIndex> => {
    // Loaded when it is needed: most commands never ask the index.
    const { openRecall } = await import('../recall/index.ts')
    const recall = await openRecall(dir)
    try {
      // Left behind when a question about an older state was cut off.
      await recall.dropCube(stateCube)
      for (const { record } of await listAway(store))
        if ((await recall.cursor(record.cube)) !== undefined) await recall.dropCube(record.cube)
      for (const record of await cubes.list()) await catchUpIfWhole(recall, record)
    } catch (error) {
      await recall.close()
      throw error
    }
    index = recall
    return recall
  }

  /** Runs after all feeds before it. A failure is made good by whoever asks next, or that one is told why it fails. */
  const chain = (cube: string, feed: () => Promise<void>): Promise<void> => {
    const fed = later.then(feed)
    later = fed.catch(() => void behind.add(cube))
    return fed
  }

  const feedWaiting = async (open: Promise<RecallIndex>, cube: string): Promise<void> => {
    const waiting = queue.take(cube)
    if (waiting === undefined) return
    // Until it has arrived, nobody knows where the index is.
    at.delete(cube)
    const { record, previous, changes } = waiting
    if (changes === undefined) return catchUpIfWhole(await open, record)
    const fed = typeof changes === 'function' ? await changes() : [...changes.values()]
    await feedIn(await open, record, previous, fed)
  }

  return {
    async open() {
      opening ??= openOnce().catch((error: unknown) => {
        opening = undefined
        throw error
      })
      const recall = await opening
      await settled()
      return recall
    },
    opened: () => index,
    async feed(record, previous, changes) {
      const recall = await settled()
      if (recall !== undefined) await feedIn(recall, record, previous, changes)
    },
    async written(record, news) {
      const open = opening
      const { cube, commit } = record
      // Closed, it catches up when it is opened.
      if (open === undefined || (at.get(cube) === commit.toString() && !queue.has(cube))) return
      queue.add(record, news)
      chain(cube, () => feedWaiting(open, cube)).catch(() => undefined)
      if (queue.size > mostWaiting) await later
    },
    gone(cube) {
      const open = opening
      queue.take(cube)
      if (open === undefined) return
      at.delete(cube)
      chain(cube, async () => dropIn(await open, cube)).catch(() => undefined)
    },
    lost(cube) {
      // What can be read of its commits may be in the index alone: it stays there if a record comes back.
      if (opening !== undefined) behind.add(cube)
    },
    async catchUp(record) {
      const recall = await settled()
      if (recall !== undefined) await catchUpIn(recall, record)
    },
    async drop(cube) {
      const recall = await settled()
      if (recall !== undefined) await dropIn(recall, cube)
    },
    async close() {
      const recall = await opening?.catch(() => undefined)
      await later
      index = undefined
      opening = undefined
      at.clear()
      behind.clear()
      await recall?.close()
    },
  }
}

/** The tree of a commit that an index remembers; undefined when the store no longer has it. */
async function treeAt(cubes: CubeShelf, store: Store, commit: string): Promise<CID | undefined> {
  const cid = parseCid(commit)
  if (!(await store.has(cid))) return undefined
  const { tree } = await cubes.commit(cid)
  return (await store.has(tree)) ? tree : undefined
}

/** Feeds what differs between two trees in batches; only the last one moves the cursor to the new commit. */
async function feedDifference(
  recall: RecallIndex,
  store: Store,
  record: CubeRecord,
  speakers: Speakers,
  trees: { before: CID | undefined; after: CID; isForgotten(cube: string, cid: CID | undefined): boolean },
): Promise<void> {
  const cursor = (await recall.cursor(record.cube)) ?? ''
  let batch: { key: string; cid: CID | undefined }[] = []
  const flush = async (at: string): Promise<void> => {
    const changes = await loadChanges(store, batch)
    batch = []
    await feedInParts(recall, store, record.cube, changes, speakers, { before: cursor, after: at })
  }
  for await (const { key, after: cid } of diffTrees(store, trees.before, trees.after)) {
    if (key.startsWith(RESERVED_PREFIX)) continue
    batch.push({ key, cid: trees.isForgotten(record.cube, cid) ? undefined : cid })
    if (batch.length >= batchDocuments) await flush(cursor)
  }
  await flush(record.commit.toString())
}

/** Feeds changes, the texts of some of them at once; only the last part moves the cursor. */
async function feedInParts(
  recall: RecallIndex,
  store: Store,
  cube: string,
  changes: readonly FedChange[],
  speakers: Speakers,
  cursors: { before: string; after: string },
): Promise<void> {
  const parts = partsBySize(changes)
  for (const [at, part] of parts.entries()) {
    const cursor = at === parts.length - 1 ? cursors.after : cursors.before
    await recall.replace(cube, await toBatch(store, cube, part, speakers), cursor)
  }
}

/** At least one part, so that the cursor moves where nothing changed. */
function partsBySize(changes: readonly FedChange[]): FedChange[][] {
  const parts: FedChange[][] = [[]]
  let bytes = 0
  for (const change of changes) {
    const body = change.after?.memory.body ?? ''
    const more = typeof body === 'string' || body instanceof Uint8Array ? body.length : body.bytes
    if (bytes > 0 && bytes + more > partBytes) {
      parts.push([])
      bytes = 0
    }
    parts.at(-1)?.push(change)
    bytes += more
  }
  return parts
}

export async function loadChanges(
  store: Store,
  batch: readonly { key: string; cid: CID | undefined }[],
): Promise<FedChange[]> {
  const wanted = batch.flatMap(({ cid }) => (cid === undefined ? [] : [cid]))
  const blocks = await readWhole(store, wanted)
  let at = 0
  return batch.map(({ key, cid }) => {
    const bytes = cid === undefined ? undefined : blocks[at++]
    return {
      key,
      after: cid === undefined || bytes === undefined ? undefined : { cid, memory: parseMemory(bytes) },
    }
  })
}

/** Blocks, without those that are damaged: one memory that cannot be read does not keep the others out of the index. */
async function readWhole(store: Store, cids: CID[]): Promise<(Uint8Array | undefined)[]> {
  try {
    return await store.getMany(cids)
  } catch (error) {
    if (!(error instanceof MemCubeError) || error.code !== 'ERR_CORRUPT') throw error
    return Promise.all(cids.map((cid) => store.get(cid).catch(() => undefined)))
  }
}

/** Tells whose word each memory is. */
type Speakers = (memories: readonly Spoken[]) => Promise<Voice[]>

/** Documents for the index; what is no text is not recalled. */
export async function toBatch(
  store: Store,
  cube: string,
  changes: readonly FedChange[],
  speakers: Speakers,
): Promise<{ put: RecallDocument[]; remove: string[] }> {
  const texts: (Spoken & { text: string })[] = []
  const remove: string[] = []
  for (const { key, after } of changes) {
    if (key.startsWith(RESERVED_PREFIX)) continue
    const body = after?.memory.body
    const text =
      after === undefined ? undefined : typeof body === 'string' ? body : await readText(store, after.memory)
    if (after === undefined || text === undefined) remove.push(key)
    else texts.push({ key, ...after, text })
  }
  const spoken = await speakers(texts)
  return { put: texts.map((text, index) => toDocument(cube, text, spoken[index] as Voice)), remove }
}

function toDocument(
  cube: string,
  { key, cid, memory, text }: Spoken & { text: string },
  voice: Voice,
): RecallDocument {
  const { session, order } = memory.data ?? {}
  return {
    cube,
    key,
    memory: cidText(cid),
    text,
    tags: memory.tags,
    created: memory.created,
    author: voice[0].author,
    voice: formatVoice(voice),
    ...(memory.valid?.from !== undefined && { validFrom: memory.valid.from }),
    ...(memory.valid?.until !== undefined && { validUntil: memory.valid.until }),
    ...(memory.governance.expires !== undefined && { expires: memory.governance.expires }),
    ...(typeof session === 'string' && { session }),
    ...(typeof order === 'number' && { order }),
  }
}
