/** The store as the rest of the program sees it: blocks by CID, small records by name, and one way to make both durable. */
import type { Entry } from './database.ts'
import type { ElsewhereReport, MoveOptions, MoveReport } from './elsewhere/interface.ts'
import type { CID } from 'multiformats/cid'
import type { AuditEvent, CompactRange } from '../core/audit/index.ts'
import type { Block } from '../core/codec/index.ts'
import type { TreeReader } from '../core/tree/index.ts'

/** What kinds of records there are. Each is a map of its own from names to values. */
export type RecordSpace =
  | 'cubes'
  | 'heads'
  | 'authors'
  | 'peers'
  | 'outbox'
  | 'meta'
  | 'follows'
  | 'proposals'
  | 'comments'
  | 'membership'

/** What one writer alone changes, which tells the index and whoever listens: `cubes/ledger.ts`. */
type LedgerSpace = 'cubes' | 'authors'

/** A record to write: any value that has a canonical dag-cbor form. */
export interface RecordPut {
  space: Exclude<RecordSpace, LedgerSpace>
  key: string
  value: unknown
}

export interface RecordName {
  space: Exclude<RecordSpace, LedgerSpace>
  key: string
}

/** The same of any space. */
export interface AnyRecordPut extends Omit<RecordPut, 'space'> {
  space: RecordSpace
}

export interface AnyRecordName extends Omit<RecordName, 'space'> {
  space: RecordSpace
}

export interface RecordSpaceReader<T> {
  /** @throws {StorageError} ERR_CORRUPT when the stored bytes are damaged. */
  get(key: string): Promise<T | undefined>
  /** Records whose keys start with `prefix`, ordered by the bytes of their keys. @throws {StorageError} ERR_CORRUPT */
  list(prefix?: string): AsyncIterable<[key: string, value: T]>
  /** As `list`, without the records that are damaged: `checkRecords` names those. */
  readable(prefix?: string): AsyncIterable<[key: string, value: T]>
}

/** What becomes durable and visible at once: all of it or nothing. */
export interface StoreBatch {
  blocks?: Block[]
  /** The caller hashed these very bytes, so the store need not do it again. */
  verified?: boolean
  put?: RecordPut[]
  del?: RecordName[]
  /** Staging marks that end with this batch: what they protected is referenced now. */
  clearStaging?: string[]
  /** What the audit log says of this batch; it gets its place in the log as the batch is written. */
  audit?: AuditEvent[]
}

/** A batch that may change records of every space. */
export interface AnyStoreBatch extends Omit<StoreBatch, 'put' | 'del'> {
  put?: AnyRecordPut[]
  del?: AnyRecordName[]
}

/** The audit log, for those who read it; it is written by batches. */
export interface AuditReader {
  /** Entries as stored, in the order of their places, from an index on. */
  entries(from?: number): AsyncIterable<[index: number, leaf: Uint8Array]>
  /** How many entries there are and the hashes that make their root; undefined before the first one, or when damaged. */
  state(): Promise<CompactRange | undefined>
}

export interface PutOptions {
  /** The caller hashed these very bytes, so the store need not do it again. */
  verified?: boolean
  /** Marks the blocks as wanted although nothing refers to them yet: see `stagedBlocks`. */
  staging?: string
  signal?: AbortSignal
}

export interface StoreUsage {
  /** Bytes of the files of the database. */
  bytes: number
  /** Bytes that the disk has free for us. */
  free: number
  /** True from the first write that the disk refused until a write works again. */
  readOnly: boolean
  /** Why it is read-only, as the system said it; absent while it is not. */
  reason?: string
}

/** What checking one stored block found. */
export interface BlockCheck {
  /** The block's CID; where the stored name is damaged beyond a CID, the raw CID of the bytes. */
  cid: CID
  ok: boolean
  /** Bytes of the block as stored. */
  bytes: number
  /** The bytes themselves, when ok. */
  data?: Uint8Array
  /** What is wrong, in one sentence, when not ok. */
  message?: string
}

/** What checking one stored record found. */
export interface RecordCheck {
  /** Text as it is stored: it may be a space that this program does not know. Both are empty for a damaged name. */
  space: string
  key: string
  ok: boolean
  /** Given when ok. */
  value?: unknown
  /** What is wrong, in a few words, when not ok. */
  message?: string
}

/** Something that was found wrong with the files of the store, and what was done. */
export interface StoreDamage {
  /** Milliseconds since the Unix epoch. */
  atMs: number
  message: string
}

export interface Store extends TreeReader {
  /** The block's bytes, hashed on the way out. @throws {StorageError} ERR_CORRUPT */
  get(cid: CID, options?: { signal?: AbortSignal }): Promise<Uint8Array | undefined>
  /** Blocks in the order asked for, each hashed on the way out. @throws {StorageError} ERR_CORRUPT for all when one is. */
  getMany(cids: readonly CID[], options?: { signal?: AbortSignal }): Promise<(Uint8Array | undefined)[]>
  /** Between two steps of what may be long work: others have their turn where it is time for that. */
  pause(): Promise<void> | undefined
  has(cid: CID): Promise<boolean>
  hasMany(cids: readonly CID[]): Promise<boolean[]>
  /**
   * Stores blocks without waiting for the disk: they are durable with the next `commit`, never visible in part of a
   * block. Replaces damaged copies.
   * @throws {CodecError} ERR_UNVERIFIABLE, ERR_LIMIT; {StorageError} ERR_DISK_FULL. Whole batches before the failing one stay.
   */
  putBlocks(blocks: readonly Block[], options?: PutOptions): Promise<void>
  /** Ids of all staging marks. */
  stageIds(): Promise<string[]>
  /** Blocks that arrived under a mark; a collector keeps them. */
  stagedBlocks(id: string): AsyncIterable<CID>
  /** Takes a mark away; its blocks stay until they are collected. */
  clearStaging(id: string): Promise<void>
  /**
   * One atomic batch, on the disk when it returns, and with it every block that was put before.
   * @throws {CodecError} ERR_UNVERIFIABLE, ERR_LIMIT, ERR_INVALID_INPUT; {StorageError} ERR_DISK_FULL. Nothing of it is written then.
   */
  commit(batch: StoreBatch): Promise<void>
  records<T>(space: RecordSpace): RecordSpaceReader<T>
  readonly audit: AuditReader
  /** Looks at the disk; while the store is read-only it also tries whether writing works again. */
  usage(): Promise<StoreUsage>
  /** The CIDs of all blocks in the order of their bytes, also of blocks written while it runs, if they come later. */
  blocks(options?: { signal?: AbortSignal }): AsyncIterable<CID>
  /** Hashes every stored block. */
  checkBlocks(options?: { signal?: AbortSignal }): AsyncIterable<BlockCheck>
  /** Looks at every record of every space. @throws {StorageError} ERR_CORRUPT when the tables cannot be listed */
  checkRecords(): AsyncIterable<RecordCheck>
  /**
   * Puts verified blocks and keeps the damaged bytes that they replace aside; on the disk when it returns.
   * @throws {CodecError} ERR_UNVERIFIABLE; {StorageError} ERR_DISK_FULL
   */
  healBlocks(blocks: readonly Block[]): Promise<void>
  /** Blocks that can be made out of what is stored here: under a damaged name, or with one flipped bit. Reads all blocks. */
  recoverBlocks(cids: readonly CID[]): Promise<Block[]>
  /** Moves the bytes of a damaged record aside; a sound one stays. @returns whether there was one to move */
  setRecordAside(name: RecordName): Promise<boolean>
  /** Moves damaged blocks aside, but for those with these CIDs (text). @returns how many */
  setBlocksAside(keep: ReadonlySet<string>): Promise<number>
  /** Damaged values that something took the place of. Nobody reads them; they are kept for whoever can make sense of them. */
  countAside(): Promise<number>
  /** What is wrong with the files, since it was last cleared. */
  damage(): StoreDamage[]
  /** Something that somebody else found wrong with the home. */
  noteDamage(message: string): Promise<void>
  /** All was checked and found in order. */
  clearDamage(): Promise<void>
  /**
   * Closes the database, mends its files on a copy, and opens it again; the damaged files are kept beside it.
   * @throws {StorageError} ERR_DISK_FULL without room for the copy, ERR_CORRUPT
   */
  mend(): Promise<void>
  /** Deletes blocks in large batches, without waiting for the disk. */
  deleteBlocks(cids: readonly CID[]): Promise<void>
  /** All that the store holds now, and nothing of what is written later. Close it. */
  beginCopy(): Promise<StoreCopy>
  /**
   * Begins to note what is put and asked for, so that what nobody needs can be deleted under running writers. End it.
   * @param isSettled whether a block and all that it links to is known to stay
   * @throws {StorageError} ERR_CONFLICT while another one runs
   */
  beginCollection(isSettled: (cid: CID) => boolean): Collection
  /**
   * Deletes blocks, durably, and gets their bytes out of the files of the database; that rewrites what lies around them.
   * @throws {StorageError} ERR_DISK_FULL, and the blocks are still there
   */
  eraseBlocks(cids: readonly CID[]): Promise<void>
  /** Where the blocks are when they are not all here; undefined when they are. @param options.ask ask the target now */
  elsewhere(options?: { ask?: boolean }): Promise<ElsewhereReport | undefined>
  /**
   * Moves all blocks to a target, or back: `level`. Everybody reads and writes meanwhile. Broken off, it is taken up by
   * calling it again.
   * @throws {StorageError} ERR_INVALID_INPUT, ERR_CONFLICT, ERR_DENIED, ERR_UNREACHABLE, ERR_CORRUPT, ERR_ABORTED
   */
  moveBlocks(target: string, options?: MoveOptions): Promise<MoveReport>
  /** Waits for writes under way. Safe to call twice. */
  close(): Promise<void>
}

/** A store that writes every space: for the ledger, and for what makes or mends a home that is closed. */
export interface LedgerStore extends Omit<Store, 'commit' | 'setRecordAside'> {
  commit(batch: AnyStoreBatch): Promise<void>
  setRecordAside(name: AnyRecordName): Promise<boolean>
}

export interface Collection {
  /** Blocks as the store has them or is writing them just now; asking is not noted. @throws {StorageError} ERR_CORRUPT */
  getMany(cids: readonly CID[]): Promise<(Uint8Array | undefined)[]>
  /** As that of the store. */
  pause(): Promise<void> | undefined
  /** The CIDs of all blocks in the order of their bytes. */
  blocks(options?: { signal?: AbortSignal }): AsyncIterable<CID>
  /** What others asked for, and the records that they put, since this was last called. */
  takeNoted(): { asked: CID[]; records: AnyRecordPut[] }
  /** Whether the block was put since the collection began. */
  isKept(cid: CID): boolean
  /** Bytes of the blocks that there are; those that are gone are left out. */
  measure(cids: readonly CID[]): Promise<MeasuredBlock[]>
  /**
   * Deletes blocks, without waiting for the disk. Those put since the collection began are left. Undefined, and nothing
   * deleted, when there is something noted to look at first.
   */
  delete(blocks: readonly MeasuredBlock[]): Promise<Deleted> | undefined
  /** Gives the room of what was deleted back to the disk. */
  compact(): Promise<void>
  /** Bytes of memory that the notes take. */
  readonly bytes: number
  /** Nothing is noted any more. Safe to call twice. */
  end(): void
}

export interface MeasuredBlock {
  cid: CID
  bytes: number
}

export interface Deleted {
  blocks: number
  bytes: number
}

export interface StoreCopy {
  /** All entries as they were when the copy was begun. @throws {StorageError} ERR_CORRUPT */
  entries(): AsyncGenerator<Entry>
  close(): Promise<void>
}
