/**
 * Which blocks bitswap may give away: those of published branches of public cubes. Sync asks for commits, but bitswap asks for
 * blocks by CID alone, and a memory that was never published must not leave because somebody guessed its text. Made at the
 * first question and kept in step by the difference, so that a node nobody asks pays nothing.
 */
import type { CID } from 'multiformats/cid'
import { linksOf, parseCid, RAW } from '../core/codec/index.ts'
import { MemCubeError } from '../core/errors.ts'
import { payloadOf, readMemory } from '../core/cube/index.ts'
import { missingNodes } from '../core/tree/index.ts'
import {
  type Forgets,
  type Reads,
  type Signer,
  type Tells,
  type Trust,
  type CubeRecord,
  history,
  type HistoryEntry,
  isReached,
  publishedTips,
  isPublic,
} from '../cubes/index.ts'
import type { Logs, Stored } from '../home/index.ts'

/** Memories read at once. */
const batchMemories = 256

export interface Servable {
  mayServe(cid: CID): Promise<boolean>
  /** Hears of no change from now on; it is asked no more. */
  stop(): void
}

/** From where a public cube was walked the last time. */
interface Walked {
  tips: readonly CID[]
  /** False where the walk did not end: what was found until then is known all the same. */
  isWhole: boolean
}

interface Needs extends Reads, Signer, Trust, Forgets, Tells, Logs {}

export function createServable(node: Needs): Servable {
  const known = new Set<string>()
  const walked = new Map<string, Walked>()
  let stale = true
  /** Set also while a walk is under way, which goes on writing into what was emptied: the round after it begins anew. */
  let isToEmpty = false
  let refreshing: Promise<void> | undefined
  const changed = (): void => {
    stale = true
  }
  const emptied = (): void => {
    known.clear()
    isToEmpty = true
    stale = true
  }
  node.events.on('cubeChanged', changed)
  node.events.on('authorChanged', changed)
  node.events.on('forgotten', emptied)

  const refresh = async (): Promise<void> => {
    stale = false
    const open: CubeRecord[] = []
    for (const record of await node.cubes.list())
      if (isPublic(record, await node.authors.get(record.author))) open.push(record)
    const ids = new Set(open.map(({ cube }) => cube))
    const isLess =
      [...walked.keys()].some((cube) => !ids.has(cube)) || (await isTakenBack(node, open, walked))
    if (isToEmpty || isLess) {
      // A block may belong to several cubes and branches, so one that left is taken out by counting anew.
      isToEmpty = false
      known.clear()
      walked.clear()
    }
    for (const record of open) {
      try {
        const tips = await publishedTips(node, record)
        const before = walked.get(record.cube)
        walked.set(record.cube, { tips, isWhole: false })
        await walk(node, record, tips, before?.isWhole === true ? before.tips : [], known)
        walked.set(record.cube, { tips, isWhole: true })
      } catch (error) {
        // What was walked before the damage is served, and so are the other cubes.
        if (!(error instanceof MemCubeError)) throw error
        node.log.warn({ cube: record.cube, error }, 'a damaged cube is served in part; run fsck --repair')
      }
    }
  }

  const begin = (): Promise<void> =>
    refresh()
      .catch((error: unknown) => {
        // What could not be counted is not known to be open.
        stale = true
        throw error
      })
      .finally(() => {
        refreshing = undefined
      })
  /**
   * Until what was written before the question is counted in. A round that is under way may have begun before it, and
   * what it has yet to take out is still in the set: the round after it has not.
   */
  const upToDate = async (): Promise<void> => {
    for (let rounds = 0; rounds < 2 && (stale || refreshing !== undefined); rounds++)
      await (refreshing ??= begin())
  }

  return {
    async mayServe(cid) {
      await upToDate()
      return known.has(idOf(cid))
    },
    stop() {
      node.events.off('cubeChanged', changed)
      node.events.off('authorChanged', changed)
      node.events.off('forgotten', emptied)
    },
  }
}

/**
 * Whether something that was walked cannot be reached any more: its branch was taken back, or moved back. Where damage
 * keeps that from being known, it is counted anew; where a walk did not end, as soon as a tip of it is none any more.
 */
async function isTakenBack(
  node: Reads & Signer,
  open: readonly CubeRecord[],
  walked: ReadonlyMap<string, Walked>,
): Promise<boolean> {
  try {
    for (const record of open) {
      const tips = await publishedTips(node, record)
      const { tips: before, isWhole } = walked.get(record.cube) ?? { tips: [], isWhole: true }
      for (const tip of before)
        if (isWhole ? !(await isReached(node, tip, tips)) : !tips.some((one) => one.equals(tip))) return true
    }
    return false
  } catch (error) {
    if (!(error instanceof MemCubeError)) throw error
    return true
  }
}

function idOf(cid: CID): string {
  return Buffer.from(cid.multihash.digest).toString('latin1')
}

async function walk(
  node: Reads & Forgets,
  record: CubeRecord,
  tips: readonly CID[],
  before: readonly CID[],
  known: Set<string>,
): Promise<void> {
  known.add(idOf(parseCid(record.cube)))
  const walked = new Set(before.map(String))
  // Where a fork began or another cube was merged, this cube ends: what lies beyond may be private.
  const isForeign = ({ commit }: HistoryEntry): boolean => commit.cube.toString() !== record.cube
  const isEnd = (entry: HistoryEntry): boolean => isForeign(entry) || walked.has(entry.cid.toString())
  let have: CID[] = []
  for await (const entry of history(node, tips, isEnd)) {
    const { cid, commit, hasState } = entry
    if (walked.has(cid.toString())) {
      if (hasState) have = [commit.tree]
      continue
    }
    known.add(idOf(cid)).add(idOf(commit.cube))
    if (!hasState || isForeign(entry)) continue
    let batch: CID[] = []
    for await (const item of missingNodes(node.store, have, commit.tree)) {
      if ('node' in item) known.add(idOf(item.node))
      else if (batch.push(item.value) >= batchMemories) {
        await addMemories(node, record, batch, known)
        batch = []
      }
    }
    await addMemories(node, record, batch, known)
    have = [commit.tree]
  }
}

async function addMemories(
  node: Stored & Forgets,
  { cube }: CubeRecord,
  all: readonly CID[],
  known: Set<string>,
): Promise<void> {
  // Another cube of this home, perhaps a private one, may have it still.
  const cids = all.filter((cid) => node.forgotten.in(cube, cid) === undefined)
  const blocks = await node.store.getMany(cids)
  for (const [index, cid] of cids.entries()) {
    known.add(idOf(cid))
    const bytes = blocks[index]
    const payload = bytes === undefined ? undefined : payloadOf(readMemory(bytes))
    if (payload !== undefined) await addPayload(node, payload.link, known)
  }
}

async function addPayload(node: Stored, root: CID, known: Set<string>): Promise<void> {
  const open = [root]
  for (let cid = open.pop(); cid !== undefined; cid = open.pop()) {
    known.add(idOf(cid))
    const bytes = cid.code === RAW ? undefined : await node.store.get(cid)
    if (bytes !== undefined) open.push(...linksOf({ cid, bytes }))
  }
}
