/**
 * Moves the blocks of a store to a target, or back. At any moment each block is where readers look for it, so it can be
 * broken off and taken up again. The old side is emptied only after every block was read from the new one and had its hash.
 */
import type { Entry, WriteOperation } from '../database.ts'
import { hasHash } from '../has-hash.ts'
import { blockRange, keyAfter } from '../key-space.ts'
import { corruptBlock, StorageError, throwIfAborted } from '../storage-error.ts'
import { eachAtOnce } from '../../core/turns/index.ts'
import { cidOfBlockKey, doubtKey, encodeDoubt, indexKey, indexRange, isBlockKey } from './index-keys.ts'
import type { MoveOptions, MoveReport } from './interface.ts'
import { pagesOfIndex, type SplitDatabase } from './split-database.ts'
import { readsAtOnce } from './split-reads.ts'

/** Blocks of one step: others write between two steps. Guess: a second at 4 ms a block and 16 at once. */
const stepBlocks = 256

export type Moved = Pick<MoveReport, 'moved' | 'bytes'>

/** Sends what is here, reads all of it back, then deletes it here. @throws {StorageError} ERR_UNREACHABLE, ERR_CORRUPT, ERR_ABORTED */
export async function sendAll(database: SplitDatabase, options: MoveOptions): Promise<Moved> {
  const moved: Moved = { moved: 0, bytes: 0 }
  const { progress = () => {} } = options
  await writesOfBefore(database)
  await eachStep(database, options, async (entries) => {
    const absent = await withoutIndex(database, entries)
    if (absent.length === 0) return
    requireSound(absent)
    await database.send(
      absent.map(([key, value]) => ({ type: 'put', key, value })),
      [],
      { sync: true },
    )
    add(moved, absent)
    progress({ phase: 'send', done: moved.moved, unit: 'blocks' })
  })
  let checked = 0
  await eachStep(database, options, async (entries) => {
    const absent = await withoutIndex(database, entries)
    // Put here by a program of before that did not know: the next run sends it.
    if (absent.length > 0) throw notWhole(database.remote.name, `${absent.length} blocks were not sent`)
    await eachAtOnce(entries, readsAtOnce, ([key]) => requireThere(database, key))
    await database.level.write(
      entries.map(([key]) => ({ type: 'del', key })),
      { sync: true },
    )
    progress({ phase: 'check', done: (checked += entries.length), unit: 'blocks' })
  })
  await database.level.compact(blockRange)
  return moved
}

/** Fetches what is away, then erases it there. @throws {StorageError} ERR_UNREACHABLE, ERR_CORRUPT, ERR_ABORTED */
export async function fetchAll(database: SplitDatabase, options: MoveOptions): Promise<Moved> {
  const moved: Moved = { moved: 0, bytes: 0 }
  const { progress = () => {} } = options
  const { level } = database
  await writesOfBefore(database)
  for await (const page of pagesOfIndex(level))
    for (let start = 0; start < page.length; start += stepBlocks) {
      throwIfAborted(options.signal)
      await database.inTurn(async () => {
        const entries = await fetchStep(database, page.slice(start, start + stepBlocks))
        await level.write(
          entries.map(([key, value]) => ({ type: 'put', key, value })),
          { sync: true },
        )
        add(moved, entries)
      })
      progress({ phase: 'fetch', done: moved.moved, unit: 'blocks' })
    }
  let erased = 0
  for await (const page of pagesOfIndex(level)) {
    throwIfAborted(options.signal)
    await database.inTurn(async () => {
      const here = await level.hasMany(page)
      const operations = page.flatMap((key, at): WriteOperation[] => {
        if (!here[at]) return []
        return [
          { type: 'del', key: indexKey(key) },
          { type: 'put', key: doubtKey(key), value: encodeDoubt(doubtKey(key)) },
        ]
      })
      await level.write(operations, { sync: true })
      await database.eraseDoubts()
    })
    progress({ phase: 'erase', done: (erased += page.length), unit: 'blocks' })
  }
  await database.inTurn(() => database.eraseDoubts())
  const [left] = await level.keys(indexRange, 1)
  if (left !== undefined) throw notWhole('this home', `some are still in ${database.remote.name} alone`)
  return moved
}

/** They may still go by the direction of before. */
function writesOfBefore(database: SplitDatabase): Promise<void> {
  return database.inTurn(async () => {})
}

/** Each step of the blocks that are here, in a turn of its own. */
async function eachStep(
  database: SplitDatabase,
  { signal }: MoveOptions,
  task: (entries: Entry[]) => Promise<void>,
): Promise<void> {
  for (let { gte } = blockRange; ;) {
    throwIfAborted(signal)
    const last = await database.inTurn(async () => {
      const entries = await database.level.entries({ gte, lt: blockRange.lt }, stepBlocks)
      const whole = entries.filter(([key]) => isBlockKey(key))
      if (whole.length > 0) await task(whole)
      return entries.at(-1)?.[0]
    })
    if (last === undefined) return
    gte = keyAfter(last)
  }
}

async function withoutIndex({ level }: SplitDatabase, entries: readonly Entry[]): Promise<Entry[]> {
  const named = await level.getMany(entries.map(([key]) => indexKey(key)))
  return entries.filter((_, at) => named[at] === undefined)
}

/** What is damaged here is healed first: nobody else would take it. */
function requireSound(entries: readonly Entry[]): void {
  for (const [key, bytes] of entries) {
    const cid = cidOfBlockKey(key)
    if (!hasHash(cid, bytes)) throw corruptBlock(cid)
  }
}

async function requireThere({ remote }: SplitDatabase, key: Uint8Array): Promise<void> {
  const cid = cidOfBlockKey(key)
  const bytes = await remote.get(cid)
  if (bytes === undefined) throw notWhole(remote.name, `it does not have block ${cid.toString()}`)
  if (!hasHash(cid, bytes))
    throw notWhole(remote.name, `its bytes of block ${cid.toString()} do not have its hash`)
}

/** Those that are not here yet. A block that the target lost stays named: `fsck --repair` may heal it, and then it can come. */
async function fetchStep({ level, remote }: SplitDatabase, keys: Uint8Array[]): Promise<Entry[]> {
  const here = await level.hasMany(keys)
  const entries: Entry[] = []
  await eachAtOnce(
    keys.filter((_, at) => !here[at]),
    readsAtOnce,
    async (key) => {
      const cid = cidOfBlockKey(key)
      const bytes = await remote.get(cid)
      if (bytes === undefined || !hasHash(cid, bytes)) throw corruptBlock(cid)
      entries.push([key, bytes])
    },
  )
  return entries
}

function add(moved: Moved, entries: readonly Entry[]): void {
  moved.moved += entries.length
  for (const [, value] of entries) moved.bytes += value.length
}

function notWhole(name: string, why: string): StorageError {
  return new StorageError('ERR_CORRUPT', `${name} does not have all blocks: ${why}`, {
    hint: 'all of them are still here; repeat `memcube store move`',
  })
}
