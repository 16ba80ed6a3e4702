/** Reads for one question about a history: what commits and trees beside each other share comes from the store once. */
import type { CID } from 'multiformats/cid'
import { DAG_CBOR } from '../core/codec/index.ts'
import type { Commit } from '../core/cube/index.ts'
import { Latest } from '../core/latest/index.ts'
import { linkId } from '../core/tree/index.ts'
import type { Store } from '../storage/index.ts'
import type { Reads } from './needs.ts'

/** Blocks kept, those read last. Commits and nodes have some KiB at most, so some MiB. Guess. */
const maxBlocks = 2_048
/** Commits kept: who asks whose word each change is comes by each twice. Guess: 30 MiB. */
const maxCommits = 20_000
/** A larger block is no node of a tree. */
const maxKeptBytes = 16 * 1024

/** For a question alone: what is deleted meanwhile is still there for it. Nobody may write what refers to what it read. */
/** @param signal once it is aborted, the next read throws its reason: a question that nobody waits for ends there */
export function readingOnce({ store, cubes }: Reads, signal?: AbortSignal): Reads {
  const blocks = new Latest<string, Uint8Array>(maxBlocks)
  const commits = new Latest<string, Commit>(maxCommits)
  const getMany: Store['getMany'] = async (cids, options) => {
    signal?.throwIfAborted()
    const found = cids.map((cid) => blocks.get(linkId(cid.bytes)))
    const open = cids.filter((_, at) => found[at] === undefined)
    if (open.length === 0) return found
    const read = await store.getMany(open, options)
    open.forEach((cid, at) => {
      const bytes = read[at]
      if (bytes !== undefined && bytes.length <= maxKeptBytes) blocks.keep(linkId(cid.bytes), bytes)
    })
    let next = 0
    return found.map((bytes) => bytes ?? read[next++])
  }
  const commitOf = async (
    cid: CID,
    read: (cid: CID) => Promise<Commit | undefined>,
  ): Promise<Commit | undefined> => {
    signal?.throwIfAborted()
    const id = linkId(cid.bytes)
    const known = commits.get(id)
    if (known !== undefined) return known
    const commit = await read(cid)
    if (commit !== undefined) commits.keep(id, commit)
    return commit
  }
  const isKept = (cid: CID): boolean =>
    commits.get(linkId(cid.bytes)) !== undefined || blocks.get(linkId(cid.bytes)) !== undefined
  /** Who asks whether a commit or a node is here reads it next. What cannot be read is here all the same. */
  const has: Store['has'] = async (cid) => {
    if (isKept(cid)) return true
    if (cid.code !== DAG_CBOR) return store.has(cid)
    signal?.throwIfAborted()
    const read = await getMany([cid]).catch(() => undefined)
    return read === undefined ? store.has(cid) : read[0] !== undefined
  }
  return {
    store: over(store, {
      get: async (cid, options) => (await getMany([cid], options))[0],
      getMany,
      has,
    }),
    cubes: over(cubes, {
      commit: (cid) => commitOf(cid, cubes.commit) as Promise<Commit>,
      commitIfHeld: (cid) => commitOf(cid, cubes.commitIfHeld),
    }),
  }
}

/** All that an object has, but for a few of its functions. */
function over<T extends object>(whole: T, some: Partial<T>): T {
  return Object.assign(Object.create(whole) as T, some)
}
