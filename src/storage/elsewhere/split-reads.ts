/**
 * Reading a database whose blocks are elsewhere: one that is here is read here, one that the index names is asked for at
 * the target, and everything else is here. A block that the target has lost comes back without a byte: it does not have
 * its hash, and is treated as damaged by whoever reads, checks and heals.
 */
import type { DatabaseSnapshot, Entry, KeyRange } from '../database.ts'
import { hasHash } from '../has-hash.ts'
import { blockRange } from '../key-space.ts'
import type { BlockCache } from './block-cache.ts'
import { eachAtOnce } from '../../core/turns/index.ts'
import { blockKeyOf, cidOfBlockKey, indexKey, indexRangeOf, isBlockKey, sizeIn } from './index-keys.ts'
import type { RemoteBlocks } from './interface.ts'
import { mergeKeys } from './merge-keys.ts'

/** Blocks asked for at once. Guess: as many as are put. */
export const readsAtOnce = 16
/** Blocks of one page of a listing with their bytes, and bytes of them beyond the last one. As LevelDB's pages. */
const pageBlocks = 256
const pageBytes = 4 * 1024 * 1024

export interface ReadParts {
  level: DatabaseSnapshot
  /** The database as it is now, where `level` is an older state of it. */
  now: Pick<DatabaseSnapshot, 'getMany'>
  remote: Pick<RemoteBlocks, 'get'>
  cache: BlockCache
}

export interface SplitReads extends Omit<DatabaseSnapshot, 'close'> {
  hasMany(keys: Uint8Array[]): Promise<boolean[]>
  sizes(keys: Uint8Array[]): Promise<(number | undefined)[]>
}

export function createSplitReads(parts: ReadParts): SplitReads {
  const { level } = parts
  return {
    getMany: (keys) => getMany(parts, keys),
    hasMany: async (keys) => (await sizes(level, keys)).map((size) => size !== undefined),
    sizes: (keys) => sizes(level, keys),
    async keys(range, limit) {
      for (const part of splitRange(range)) {
        const found = await (part.ofBlocks
          ? blockKeys(level, part.range, limit)
          : level.keys(part.range, limit))
        if (found.length > 0) return found
      }
      return []
    },
    async entries(range, limit) {
      for (const part of splitRange(range)) {
        const found = await (part.ofBlocks
          ? blockEntries(parts, part.range, limit)
          : level.entries(part.range, limit))
        if (found.length > 0) return found
      }
      return []
    },
  }
}

async function getMany(parts: ReadParts, keys: Uint8Array[]): Promise<(Uint8Array | undefined)[]> {
  const found = await parts.level.getMany(keys)
  const absent = keys.flatMap((key, at) => (found[at] === undefined && isBlockKey(key) ? [{ key, at }] : []))
  if (absent.length === 0) return found
  const named = await parts.level.getMany(absent.map(({ key }) => indexKey(key)))
  const cameHere = absent.filter((_, n) => named[n] === undefined)
  for (const [n, value] of (await again(parts.level, cameHere)).entries()) found[cameHere[n]!.at] = value
  const wanted = absent.filter((_, n) => named[n] !== undefined)
  const values = await fetchBlocks(
    parts,
    wanted.map(({ key }) => key),
    { cached: true },
  )
  for (const [n, { at }] of wanted.entries()) found[at] = values[n]
  return found
}

/** Looks here once more: a block that came here between two looks is named no longer. */
function again(
  level: Pick<DatabaseSnapshot, 'getMany'>,
  unnamed: readonly { key: Uint8Array }[],
): Promise<(Uint8Array | undefined)[]> {
  return unnamed.length === 0 ? Promise.resolve([]) : level.getMany(unnamed.map(({ key }) => key))
}

/** Blocks that the index names, out of the cache or from the target. */
async function fetchBlocks(
  { now, remote, cache }: ReadParts,
  keys: Uint8Array[],
  { cached }: { cached: boolean },
): Promise<(Uint8Array | undefined)[]> {
  const found: (Uint8Array | undefined)[] = cached ? await cache.getMany(keys) : keys.map(() => undefined)
  for (const [at, key] of keys.entries()) {
    const bytes = found[at]
    if (bytes !== undefined && !hasHash(cidOfBlockKey(key), bytes)) found[at] = undefined
  }
  const absent = keys.flatMap((key, at) => (found[at] === undefined ? [{ key, at }] : []))
  const fresh: Entry[] = []
  const { epoch } = cache
  await eachAtOnce(absent, readsAtOnce, async ({ key, at }) => {
    const cid = cidOfBlockKey(key)
    const bytes = await remote.get(cid)
    found[at] = bytes ?? (await lost(now, key))
    if (bytes !== undefined && hasHash(cid, bytes)) fresh.push([key, bytes])
  })
  if (cached && fresh.length > 0) void cache.put(fresh, epoch)
  return found
}

/** It may have been deleted while it was asked for, or have come here. */
async function lost(now: ReadParts['now'], key: Uint8Array): Promise<Uint8Array | undefined> {
  const [here, named] = await now.getMany([key, indexKey(key)])
  return here ?? (named === undefined ? undefined : new Uint8Array())
}

async function sizes(level: DatabaseSnapshot, keys: Uint8Array[]): Promise<(number | undefined)[]> {
  const here = await level.getMany(keys)
  const absent = keys.flatMap((key, at) => (here[at] === undefined && isBlockKey(key) ? [{ key, at }] : []))
  const found = here.map((value) => value?.length)
  const named = await level.getMany(absent.map(({ key }) => indexKey(key)))
  for (const [n, { key, at }] of absent.entries()) {
    const entry = named[n]
    // An entry whose size is damaged still says that the block is there.
    if (entry !== undefined) found[at] = sizeIn(indexKey(key), entry) ?? 0
  }
  const cameHere = absent.filter((_, n) => named[n] === undefined)
  for (const [n, value] of (await again(level, cameHere)).entries()) found[cameHere[n]!.at] = value?.length
  return found
}

/** A block that goes there while they are listed is in the first look or the second; one that comes here, in the second or the third. */
async function blockKeys(level: DatabaseSnapshot, range: KeyRange, limit: number): Promise<Uint8Array[]> {
  const before = await level.keys(range, limit)
  const elsewhere = await level.keys(indexRangeOf(range), limit)
  const here = mergeKeys(before, await level.keys(range, limit), limit)
  return mergeKeys(here, elsewhere.map(blockKeyOf), limit)
}

/** From the target and not the cache: whoever lists bytes wants to know what is there, or copies all of it. */
async function blockEntries(parts: ReadParts, range: KeyRange, limit: number): Promise<Entry[]> {
  const { level } = parts
  for (let { gte } = range; ;) {
    const page = await blockKeys(level, { gte, lt: range.lt }, Math.min(limit, pageBlocks))
    const last = page.at(-1)
    if (last === undefined) return []
    const keys = await fitting(level, page)
    const here = await level.getMany(keys)
    const absent = keys.filter((_, at) => here[at] === undefined)
    const values = await fetchBlocks(parts, absent, { cached: false })
    const fetched = new Map(absent.map((key, at) => [key, values[at]]))
    const entries = keys.flatMap((key, at): Entry[] => {
      const value = here[at] ?? fetched.get(key)
      return value === undefined ? [] : [[key, value]]
    })
    if (entries.length > 0) return entries
    // All of this page was deleted meanwhile.
    gte = Buffer.concat([keys.at(-1) ?? last, Uint8Array.of(0)])
  }
}

/** As many as have some megabytes together, and one at least. */
async function fitting(level: DatabaseSnapshot, keys: Uint8Array[]): Promise<Uint8Array[]> {
  const known = await sizes(level, keys)
  let bytes = 0
  const end = known.findIndex((size) => (bytes += size ?? 0) > pageBytes)
  return end === -1 ? keys : keys.slice(0, Math.max(1, end))
}

interface RangePart {
  range: KeyRange
  ofBlocks: boolean
}

/** What of a range lies before the blocks, among them, and behind. */
export function splitRange({ gte, lt }: KeyRange): RangePart[] {
  const { gte: first, lt: end } = blockRange
  const parts: RangePart[] = [
    { range: { gte, lt: least(lt, first) }, ofBlocks: false },
    { range: { gte: most(gte, first), lt: least(lt, end) }, ofBlocks: true },
    { range: { gte: most(gte, end), lt }, ofBlocks: false },
  ]
  return parts.filter(({ range }) => Buffer.compare(range.gte, range.lt) < 0)
}

function least(a: Uint8Array, b: Uint8Array): Uint8Array {
  return Buffer.compare(a, b) <= 0 ? a : b
}

function most(a: Uint8Array, b: Uint8Array): Uint8Array {
  return Buffer.compare(a, b) >= 0 ? a : b
}
