/** The store: one database, one way to write, bytes proved by their hash on the way in and on the way out. */
import { randomBytes } from 'node:crypto'
import { mkdir } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import type { CID } from 'multiformats/cid'
import { checkEvent } from '../core/audit/index.ts'
import { cidFault, verifyBlock, type Block } from '../core/codec/index.ts'
import { createAuditLog, type AuditLog } from './audit-log.ts'
import { countAside, damagedBlockKeys, healOperations, moveAside, recoverBlocks } from './aside.ts'
import { checkAllBlocks, listBlocks } from './check-blocks.ts'
import { createCollection, type CollectionNotes } from './collection.ts'
import { createCopy } from './copy.ts'
import type { OpenDatabase, WriteOperation } from './database.ts'
import type { S3Keys } from './elsewhere/interface.ts'
import type { RemoteOptions } from './elsewhere/open-remote.ts'
import { createPlacing, type Placing } from './elsewhere/placing.ts'
import { eraseBlocks } from './erase-blocks.ts'
import { withFiles } from './file-errors.ts'
import { folderBytes } from './folder-bytes.ts'
import { homeInUse, removeHolder, saveHolder } from './holder.ts'
import type { HighWaterMark } from './high-water.ts'
import type { AnyRecordName, AnyStoreBatch, LedgerStore, PutOptions, Store, StoreUsage } from './interface.ts'
import { blockKey, recordKey } from './key-space.ts'
import { openLevelDatabase } from './level-database.ts'
import { takeLock, type Lock } from './lock.ts'
import { createMender, openMended, orClose, type Mender } from './mending/mender.ts'
import { freeBytes, probeDisk } from './probe-disk.ts'
import { readBlocks, readHas } from './read-blocks.ts'
import { checkAllRecords, createRecordReader, isSealed, putRecord } from './records.ts'
import type { ReopeningDatabase } from './reopening-database.ts'
import { listStaged, listStagingIds, markStaged, unmarkStaged } from './staging.ts'
import { StorageError, throwIfAborted } from './storage-error.ts'
import { turns } from './turns.ts'
import { WriteQueue } from './write-queue.ts'

/** Blocks of one write. Measured: 1,024 is right; fewer are slower, more gain nothing. */
const writeBatch = 1_024

/** Bytes of one write, whatever the number of blocks: two LevelDB write buffers, and eight of the largest blocks. */
const writeBatchBytes = 8 * 1024 * 1024

interface StoreOptions {
  /** Stands in for LevelDB; tests of failing disks give one. */
  openDatabase?: OpenDatabase
  /** Open a database whose files are damaged as far as it can be: see `mending/mend-level.ts`. Otherwise it is refused. */
  mend?: boolean
  /** For blocks that are in S3, where the home has no keys of its own. */
  s3Keys?: S3Keys | undefined
  /** How places for blocks are asked; tests of failing servers give it. */
  elsewhere?: Pick<RemoteOptions, 'send' | 'answerMs' | 'restMs'> & { cacheBytes?: number }
}

/**
 * Opens the store in a folder, creating it when there is none.
 * @throws {StorageError} ERR_HOME_IN_USE at once when somebody has it open, ERR_CORRUPT, ERR_DISK_FULL.
 */
export function openStore(dir: string, options: StoreOptions = {}): Promise<LedgerStore> {
  return withFiles(`the store in ${dir} could not be opened`, () => open(dir, options))
}

async function open(dir: string, options: StoreOptions): Promise<LedgerStore> {
  await mkdir(dir, { recursive: true, mode: 0o700 })
  const holder = join(dir, 'holder.pid')
  // LevelDB's own lock is none while its folder is made, mended or moved; this one is held from the first look to the last write.
  const lock = takeLock(join(dir, 'lock'))
  if (lock === undefined) throw await homeInUse(holder)
  try {
    // Not needed to work, so a full disk does not keep the store from opening for reading.
    await saveHolder(holder, process.pid).catch(() => undefined)
    return await openLocked(dir, { lock, holder }, options)
  } catch (error) {
    await removeHolder(holder).catch(() => undefined)
    lock.release()
    throw error
  }
}

async function openLocked(
  dir: string,
  { lock, holder }: { lock: Lock; holder: string },
  { openDatabase: openFiles = openLevelDatabase, mend = false, s3Keys, elsewhere = {} }: StoreOptions,
): Promise<LedgerStore> {
  const location = join(dir, 'level')
  const keysFile = join(dirname(dir), 's3.key')
  const placing = await createPlacing({ dir, openDatabase: openFiles, keysFile, keys: s3Keys, ...elsewhere })
  const { openDatabase } = placing
  const opened = await openMended({ location, openDatabase, openFiles, mend })
  const { database } = opened
  const log = createAuditLog(database)
  const queue = new WriteQueue({ database, log, probe: () => probeDisk(dir) })
  const mender = await orClose(database, () => createMender({ ...opened, dir, location, queue, openFiles }))
  return createStore({ database, queue, log, dir, location, lock, holder, mender, placing })
}

interface StoreParts {
  database: ReopeningDatabase
  queue: WriteQueue
  log: AuditLog
  dir: string
  location: string
  lock: Lock
  holder: string
  mender: Mender
  placing: Placing
}

function createStore(parts: StoreParts): LedgerStore {
  const { database, queue, log, dir, location, lock, holder, mender, placing } = parts
  let closing: Promise<void> | undefined
  const nextBatch = batchNames()
  const close = async (): Promise<void> => {
    try {
      await queue.idle()
      await mender.close()
      await database.close()
    } finally {
      // A file that stays blocks nobody; a lock that stays would.
      await removeHolder(holder).catch(() => undefined)
      lock.release()
    }
  }
  /** The garbage collection that runs, if one does: it is told of every read and write. */
  let collection: CollectionNotes | undefined
  const write: Write = (operations, { sync, blocks = [], put = [], audit = [] }) => {
    const written = queue.write(operations, { sync, audit })
    collection?.onWrite(blocks, put, written)
    return written
  }
  const getMany: Store['getMany'] = async (cids, options = {}) => {
    await collection?.onAsk(cids)
    return readBlocks(database, cids, options.signal)
  }
  const hasMany: Store['hasMany'] = async (cids) => {
    await collection?.onAsk(cids)
    return readHas(database, cids)
  }
  return {
    get: async (cid, options = {}) => (await getMany([cid], options))[0],
    getMany,
    pause: () => (turns.isOver() ? turns.next() : undefined),
    has: async (cid) => (await hasMany([cid]))[0] === true,
    hasMany,
    putBlocks: (blocks, options = {}) => putBlocks(write, blocks, options, nextBatch),
    stageIds: () => listStagingIds(database),
    stagedBlocks: (id) => listStaged(database, id),
    clearStaging: async (id) => queue.write(await unmarkStaged(database, id), { sync: false }),
    async commit(batch) {
      await write(await commitOperations(database, batch), { sync: true, ...batch })
      await mender.marksWritten(marksIn(batch))
    },
    records: (space) => createRecordReader(database, space),
    audit: { entries: (from) => log.entries(from), state: () => log.state() },
    usage: () => usage(queue, dir, location, placing),
    blocks: (options = {}) => listBlocks(database, options.signal),
    checkBlocks: (options = {}) => checkAllBlocks(database, options.signal),
    deleteBlocks: (cids) => deleteBlocks(queue, cids),
    eraseBlocks: (cids) => eraseBlocks(database, queue, cids),
    beginCopy: async () => createCopy(await database.snapshot()),
    beginCollection(isSettled) {
      if (collection !== undefined)
        throw new StorageError('ERR_CONFLICT', 'a garbage collection already runs in this home')
      const seed = randomBytes(4).readUInt32BE()
      const ended = (): void => void (collection = undefined)
      collection = createCollection({ database, queue, seed, isSettled, ended })
      return collection
    },
    checkRecords: () => checkAllRecords(database),
    async healBlocks(blocks) {
      blocks.forEach(({ cid, bytes }) => verifyBlock(cid, bytes))
      for (const batch of batches(blocks))
        await write(await healOperations(database, batch), { sync: true, blocks: batch })
    },
    recoverBlocks: (cids) => recoverBlocks(database, cids),
    setRecordAside: (name) => setRecordAside(database, queue, name),
    setBlocksAside: (keep) => setBlocksAside(database, queue, keep),
    countAside: () => countAside(database),
    damage: () => mender.damage(),
    noteDamage: (message) => mender.note(message),
    clearDamage: () => mender.clear(),
    async mend() {
      await mender.mend()
      log.reset()
    },
    elsewhere: ({ ask = false } = {}) => placing.report(ask),
    // Of a write under way nobody could say where its blocks went.
    moveBlocks: (target, how = {}) =>
      placing.moveTo(target, { ...how, reopen: () => queue.alone(() => database.reopen()) }),
    close: () => (closing ??= close()),
  }
}

/** Hands operations over in the turn in which it is called. */
type Write = (
  operations: WriteOperation[],
  options: { sync: boolean } & Pick<AnyStoreBatch, 'blocks' | 'put' | 'audit'>,
) => Promise<void>

async function putBlocks(
  write: Write,
  blocks: readonly Block[],
  options: PutOptions,
  nextBatch: () => string,
): Promise<void> {
  const { verified = false, staging, signal } = options
  for (const batch of batches(blocks)) {
    throwIfAborted(signal)
    if (!verified) batch.forEach(({ cid, bytes }) => verifyBlock(cid, bytes))
    const operations = batch.map(putBlock)
    if (staging !== undefined) operations.push(markStaged(staging, nextBatch(), batch))
    await write(operations, { sync: false, blocks: batch })
  }
}

async function commitOperations(
  database: ReopeningDatabase,
  batch: AnyStoreBatch,
): Promise<WriteOperation[]> {
  const { blocks = [], verified = false, put = [], del = [], clearStaging = [], audit = [] } = batch
  audit.forEach(checkEvent)
  if (!verified) blocks.forEach(({ cid, bytes }) => verifyBlock(cid, bytes))
  const operations = blocks.map(putBlock)
  for (const id of clearStaging) operations.push(...(await unmarkStaged(database, id)))
  for (const { space, key } of del) operations.push({ type: 'del', key: recordKey(space, key) })
  for (const record of put) operations.push(putRecord(record))
  return operations
}

function marksIn({ put = [] }: AnyStoreBatch): [string, HighWaterMark][] {
  return put.filter(({ space }) => space === 'heads').map(({ key, value }) => [key, value as HighWaterMark])
}

async function setRecordAside(
  database: ReopeningDatabase,
  queue: WriteQueue,
  { space, key }: AnyRecordName,
): Promise<boolean> {
  const stored = recordKey(space, key)
  const [sealed] = await database.getMany([stored])
  if (sealed === undefined || isSealed(stored, sealed)) return false
  await queue.write(await moveAside(database, stored), { sync: true })
  return true
}

async function setBlocksAside(
  database: ReopeningDatabase,
  queue: WriteQueue,
  keep: ReadonlySet<string>,
): Promise<number> {
  const keys = await damagedBlockKeys(database, keep)
  for (const key of keys) await queue.write(await moveAside(database, key), { sync: true })
  return keys.length
}

async function deleteBlocks(queue: WriteQueue, cids: readonly CID[]): Promise<void> {
  for (let start = 0; start < cids.length; start += writeBatch) {
    const operations = cids
      .slice(start, start + writeBatch)
      .map((cid): WriteOperation => ({ type: 'del', key: blockKey(cid) }))
    await queue.write(operations, { sync: false })
  }
}

async function usage(
  queue: WriteQueue,
  dir: string,
  location: string,
  placing: Placing,
): Promise<StoreUsage> {
  // Asking is a good moment to look again; that it still fails is the answer, not an error.
  await queue.recover().catch(() => undefined)
  const [bytes, cached, free] = await Promise.all([
    folderBytes(location),
    placing.cacheBytes(),
    freeBytes(dir),
  ])
  const { readOnly, reason } = queue
  return { bytes: bytes + cached, free, readOnly, ...(reason !== undefined && { reason }) }
}

function putBlock({ cid, bytes }: Block): WriteOperation {
  const fault = cidFault(cid)
  if (fault !== undefined)
    throw new StorageError('ERR_UNVERIFIABLE', `the block ${cid.toString()} has ${fault}`, { cid })
  return { type: 'put', key: blockKey(cid), value: bytes }
}

/** Slices of as many blocks as one write takes. */
function* batches(blocks: readonly Block[]): Generator<Block[]> {
  let start = 0
  let bytes = 0
  for (const [index, block] of blocks.entries()) {
    if (index > start && (index - start === writeBatch || bytes + block.bytes.length > writeBatchBytes)) {
      yield blocks.slice(start, index)
      start = index
      bytes = 0
    }
    bytes += block.bytes.length
  }
  if (start < blocks.length) yield blocks.slice(start)
}

/** Names for staging marks that no other run of the program gives. */
function batchNames(): () => string {
  const run = randomBytes(8).toString('hex')
  let count = 0
  return () => `${run}/${(count++).toString(36)}`
}
