/** Reads for one question about a history: what commits and trees beside each other share comes from the store once. */
import type { CID } from 'multiformats/cid'
import type { Commit } from '../core/cube/index.ts'
import type { Store } from '../storage/index.ts'
import type { Reads } from './needs.ts'

/** Blocks kept, the newest of them. Commits and nodes have some KiB at most, so some MiB. Guess. */
const maxBlocks = 2_048
/** A larger block is no node of a tree. */
const maxKeptBytes = 16 * 1024

/** For a question alone: what is deleted meanwhile is still there for it. Nobody may write what refers to what it read. */
export function readingOnce({ store, cubes }: Reads): Reads {
  const blocks = createLatest<Uint8Array>()
  const commits = createLatest<Commit>()
  const getMany: Store['getMany'] = async (cids, options) => {
    const found = cids.map((cid) => blocks.get(cid.toString()))
    const open = cids.filter((_, at) => found[at] === undefined)
    if (open.length === 0) return found
    const read = await store.getMany(open, options)
    open.forEach((cid, at) => {
      const bytes = read[at]
      if (bytes !== undefined && bytes.length <= maxKeptBytes) blocks.keep(cid.toString(), bytes)
    })
    let next = 0
    return found.map((bytes) => bytes ?? read[next++])
  }
  const isKept = (cid: CID): boolean =>
    commits.get(cid.toString()) !== undefined || blocks.get(cid.toString()) !== undefined
  return {
    store: over(store, {
      get: async (cid, options) => (await getMany([cid], options))[0],
      getMany,
      has: async (cid) => isKept(cid) || store.has(cid),
    }),
    cubes: over(cubes, {
      async commit(cid) {
        const known = commits.get(cid.toString())
        if (known !== undefined) return known
        const commit = await cubes.commit(cid)
        commits.keep(cid.toString(), commit)
        return commit
      },
    }),
  }
}

/** All that an object has, but for a few of its functions. */
function over<T extends object>(whole: T, some: Partial<T>): T {
  return Object.assign(Object.create(whole) as T, some)
}

interface Latest<T> {
  get(name: string): T | undefined
  keep(name: string, value: T): void
}

function createLatest<T>(): Latest<T> {
  const kept = new Map<string, T>()
  return {
    get: (name) => kept.get(name),
    keep(name, value) {
      kept.set(name, value)
      if (kept.size > maxBlocks) kept.delete(kept.keys().next().value as string)
    },
  }
}
