/** Storage: one Level database with blocks and records, and the files of a home. */
export { createBlockstore } from './blockstore.ts'
export type { Collection, Deleted, MeasuredBlock } from './interface.ts'
export { countEntry, emptyCount, writeCopy, type CopyCount } from './copy.ts'
export type { StoreCopy } from './interface.ts'
export type { Database, DatabaseSnapshot, Entry, KeyRange, OpenDatabase, WriteOperation } from './database.ts'
export { headEntry, highWater, listHighWater, type HighWaterMark } from './high-water.ts'
export {
  createApiToken,
  loadApiAddress,
  loadApiToken,
  removeApiAddress,
  saveApiAddress,
  type ApiAddress,
} from './home/api-files.ts'
export type { HolderRole } from './home/holder-file.ts'
export { homeVersion, type HomeConfig } from './home/home-config.ts'
export { lockHome, type HomeLock } from './home/home-lock.ts'
export { homePaths, processFiles, type HomePaths } from './home/home-paths.ts'
export {
  changeConfig,
  createHome,
  loadHomeConfig,
  openHome,
  openHomeAlone,
  type CreateHomeOptions,
  type Home,
} from './home/home.ts'
export {
  adoptAuthorKey,
  dropStagedAuthorKey,
  loadStagedAuthorKey,
  stageAuthorKey,
} from './home/next-author-key.ts'
export { loadOrCreateSeed, requireSeed } from './home/seed-file.ts'
export { replaceFile, syncFolder } from './home/whole-file.ts'
export type {
  AuditReader,
  BlockCheck,
  PutOptions,
  RecordCheck,
  AnyRecordPut,
  AnyStoreBatch,
  LedgerStore,
  RecordName,
  RecordPut,
  RecordSpace,
  RecordSpaceReader,
  Store,
  StoreBatch,
  StoreDamage,
  StoreUsage,
} from './interface.ts'
export { openLevelDatabase } from './level-database.ts'
export { openStore, type StoreOptions } from './open-store.ts'
export { listOutbox, outboxEntry, removeOutbox, type OutboxEntry } from './outbox.ts'
export { StorageError } from './storage-error.ts'
