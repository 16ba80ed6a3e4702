/** Storage: one Level database with blocks and records, and the files of a home. */
export { createBlockstore } from './blockstore.ts'
export type { Collection, Deleted, MeasuredBlock } from './interface.ts'
export { countEntry, emptyCount, writeCopy, type CopyCount } from './copy.ts'
export type { StoreCopy } from './interface.ts'
export type { Database, Entry, OpenDatabase, WriteOperation } from './database.ts'
export { headEntry, highWater, listHighWater, type HighWaterMark } from './high-water.ts'
export {
  createApiToken,
  loadApiAddress,
  loadApiToken,
  removeApiAddress,
  saveApiAddress,
} from './home/api-files.ts'
export type { HolderRole } from './home/holder-file.ts'
export { homeVersion, type HomeConfig } from './home/home-config.ts'
export { lockHome, type HomeLock } from './home/home-lock.ts'
export { homePaths, processFiles } from './home/home-paths.ts'
export { changeConfig, createHome, loadHomeConfig, openHome, openHomeAlone, type Home } from './home/home.ts'
export {
  adoptAuthorKey,
  dropStagedAuthorKey,
  loadStagedAuthorKey,
  stageAuthorKey,
} from './home/next-author-key.ts'
export { loadSecretLine } from './home/secret-line.ts'
export { loadOrCreateSeed, requireSeed } from './home/seed-file.ts'
export { replaceFile, syncFolder } from './home/whole-file.ts'
export type {
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
} from './interface.ts'
export { createAsk, type Answer, type AskOptions } from './elsewhere/ask.ts'
export type { ElsewhereReport, MoveReport, S3Keys } from './elsewhere/interface.ts'
export { homeTarget, parseTarget, targetWords } from './elsewhere/target.ts'
export { openLevelDatabase } from './level-database.ts'
export { openStore } from './open-store.ts'
export { listOutbox, outboxEntry, removeOutbox } from './outbox.ts'
