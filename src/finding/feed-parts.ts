/** What is fed to the index, in parts: so that little of it is in memory at once and others have their turn. */
import type { CID } from 'multiformats/cid'
import { RESERVED_PREFIX } from '../core/cube/index.ts'
import { diffTrees } from '../core/tree/index.ts'
import { keysHeld, type CubeRecord, type FedChange } from '../cubes/index.ts'
import type { RecallIndex } from '../recall/index.ts'
import type { Store } from '../storage/index.ts'
import { loadChanges, type Speakers, toBatch } from './documents.ts'

/**
 * Documents handed to the index at once: enough to keep it busy, little enough to keep memory low and to let others have their
 * turn: about 10 ms. Measured.
 */
const partDocuments = 500

/** Memories read at once, each as large as a block may be. Guess. */
const loadMemories = 32

/** Bytes of texts handed to the index at once: texts of 250 kB would be 500 MB otherwise. Guess. */
const partBytes = 8 * 1024 * 1024

/** Feeds what differs between two trees in batches; only the last one moves the cursor to the new commit. */
export async function feedDifference(
  recall: RecallIndex,
  store: Store,
  record: CubeRecord,
  speakers: Speakers,
  trees: {
    before: CID | undefined
    after: CID
    cursor: string
    /** Once it is aborted, the next part throws its reason; what was fed stays, without the cursor. */
    signal?: AbortSignal | undefined
    isForgotten(cube: string, cid: CID | undefined): boolean
  },
): Promise<void> {
  const cursor = (await recall.cursor(record.cube)) ?? ''
  let batch: { key: string; cid: CID | undefined }[] = []
  let part: FedChange[] = []
  let bytes = 0
  const load = async (): Promise<void> => {
    for (const change of await loadChanges(store, batch)) {
      part.push(change)
      bytes += bytesOf(change)
    }
    batch = []
  }
  const flush = async (at: string): Promise<void> => {
    const changes = part
    part = []
    bytes = 0
    await feedInParts(recall, store, record.cube, changes, speakers, { before: cursor, after: at })
  }
  for await (const { key, after: cid } of diffTrees(store, trees.before, trees.after, {
    within: keysHeld(record),
  })) {
    if (key.startsWith(RESERVED_PREFIX)) continue
    batch.push({ key, cid: trees.isForgotten(record.cube, cid) ? undefined : cid })
    trees.signal?.throwIfAborted()
    if (batch.length >= loadMemories) await load()
    if (part.length >= partDocuments || bytes >= partBytes) await flush(cursor)
  }
  await load()
  await flush(trees.cursor)
}

/** Feeds changes, the texts of some of them at once; only the last part moves the cursor. */
export async function feedInParts(
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
  let [bytes, count] = [0, 0]
  for (const change of changes) {
    const more = bytesOf(change)
    if (count === partDocuments || (bytes > 0 && bytes + more > partBytes)) {
      parts.push([])
      bytes = count = 0
    }
    parts.at(-1)?.push(change)
    bytes += more
    count++
  }
  return parts
}

/** Of its text; about, where it is one in this process. */
function bytesOf({ after }: FedChange): number {
  const body = after?.memory.body ?? ''
  return typeof body === 'string' || body instanceof Uint8Array ? body.length : body.bytes
}
