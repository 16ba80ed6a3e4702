/**
 * What the store needs of a key-value database, and no more: small enough that a test can stand a database that fails,
 * tears or forgets writes in its place.
 */
export type Entry = [key: Uint8Array, value: Uint8Array]

export type WriteOperation =
  | { type: 'put'; key: Uint8Array; value: Uint8Array }
  | { type: 'del'; key: Uint8Array }

/** A range of keys in byte order, from `gte` up to, not including, `lt`. */
export interface KeyRange {
  gte: Uint8Array
  lt: Uint8Array
}

export interface Database {
  /** Values in the order of the keys; undefined where there is none. */
  getMany(keys: Uint8Array[]): Promise<(Uint8Array | undefined)[]>
  hasMany(keys: Uint8Array[]): Promise<boolean[]>
  /** Bytes of the values, where that is known without reading them. */
  sizes?(keys: Uint8Array[]): Promise<(number | undefined)[]>
  /**
   * Applies all operations or none. With `sync` they, and every write that returned before, survive power loss once the
   * promise resolves; without, only a crash of the process.
   */
  write(operations: WriteOperation[], options: { sync: boolean }): Promise<void>
  /** The first keys of a range, at most `limit`, fewer when they are large; none left when empty. */
  keys(range: KeyRange, limit: number): Promise<Uint8Array[]>
  /** Like `keys`, with values. */
  entries(range: KeyRange, limit: number): Promise<Entry[]>
  /** All as it is now, whatever is written afterwards. Close it: what it shows stays on the disk until then. */
  snapshot(): Promise<DatabaseSnapshot>
  /** Rewrites a range without what was deleted in it, so that the disk has the room again. Reads and writes go on. */
  compact(range: KeyRange): Promise<void>
  close(): Promise<void>
}

export interface DatabaseSnapshot extends Pick<Database, 'getMany' | 'entries' | 'keys'> {
  close(): Promise<void>
}

/** Opens the database in a folder, creating it when there is none. */
export type OpenDatabase = (location: string) => Promise<Database>
