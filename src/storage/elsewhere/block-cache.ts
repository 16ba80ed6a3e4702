/**
 * Blocks that are elsewhere, kept here for reading: two databases, the newer of which takes what comes. When it is full,
 * the older one is deleted as a folder and a fresh one begun, so that nothing has to be counted or moved. Nobody misses
 * anything that is lost here: every failure is a block that is not in the cache.
 */
import { mkdir, readdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import type { Database, Entry, OpenDatabase } from '../database.ts'
import { folderBytes } from '../folder-bytes.ts'

/** Bytes of both databases. Guess: what a year of one person's memories has, and less than the usual cache of cubes of others. */
export const usualCacheBytes = 256 * 1024 * 1024

interface BlockCacheOptions {
  dir: string
  openDatabase: OpenDatabase
  maxBytes?: number
}

interface Generation {
  number: number
  database: Database
  bytes: number
}

export class BlockCache {
  readonly #dir: string
  readonly #open: OpenDatabase
  readonly #halfBytes: number
  /** The newer one first. */
  #generations: Generation[] = []
  #opening: Promise<void> | undefined
  #turn: Promise<unknown> = Promise.resolve()
  /** What an earlier process left may hold what it was about to take out. */
  #holdsDeleted = true
  #epoch = 0
  #isClosed = false

  constructor({ dir, openDatabase, maxBytes = usualCacheBytes }: BlockCacheOptions) {
    this.#dir = dir
    this.#open = openDatabase
    this.#halfBytes = maxBytes / 2
  }

  /** In the order of the keys. */
  async getMany(keys: Uint8Array[]): Promise<(Uint8Array | undefined)[]> {
    await this.#opened()
    const found: (Uint8Array | undefined)[] = keys.map(() => undefined)
    for (const { database } of this.#generations) {
      const absent = keys.flatMap((key, at) => (found[at] === undefined ? [{ key, at }] : []))
      if (absent.length === 0) break
      const values = await database.getMany(absent.map(({ key }) => key)).catch(() => [])
      for (const [n, { at }] of absent.entries()) found[at] = values[n]
    }
    return found
  }

  /** Changes whenever something is deleted: what was read before that is not kept. */
  get epoch(): number {
    return this.#epoch
  }

  /** Never fails. @param epoch that from before the entries were read */
  put(entries: readonly Entry[], epoch = this.#epoch): Promise<void> {
    return this.#inTurn(async () => {
      await this.#opened()
      const [newest] = this.#generations
      if (newest === undefined || entries.length === 0 || epoch !== this.#epoch) return
      await newest.database.write(
        entries.map(([key, value]) => ({ type: 'put', key, value })),
        { sync: false },
      )
      newest.bytes += entries.reduce((sum, [, value]) => sum + value.length, 0)
      if (newest.bytes >= this.#halfBytes) await this.#begin(newest.number + 1)
    }).catch(() => undefined)
  }

  /** Bytes of the files of both. */
  async fileBytes(): Promise<number> {
    const folders = this.#generations.map(({ number }) => join(this.#dir, String(number)))
    const sizes = await Promise.all(folders.map((folder) => folderBytes(folder).catch(() => 0)))
    return sizes.reduce((sum, bytes) => sum + bytes, 0)
  }

  /** These are deleted: `purge` takes what may be left of their bytes. */
  forget(keys: Uint8Array[]): Promise<void> {
    this.#epoch++
    this.#holdsDeleted = true
    return this.#inTurn(async () => {
      await this.#opened()
      const operations = keys.map((key) => ({ type: 'del' as const, key }))
      for (const { database } of this.#generations) await database.write(operations, { sync: false })
    }).catch(() => undefined)
  }

  /** Deletes the whole cache where bytes of deleted blocks may be in its files. @throws when it cannot be deleted */
  async purge(): Promise<void> {
    if (!this.#holdsDeleted) return
    await this.remove()
    this.#holdsDeleted = false
  }

  close(): Promise<void> {
    this.#isClosed = true
    return this.#inTurn(() => this.#close())
  }

  /** Deletes all of it; what is put afterwards begins a new one. */
  remove(): Promise<void> {
    return this.#inTurn(async () => {
      await this.#close()
      await rm(this.#dir, { recursive: true, force: true })
    })
  }

  async #close(): Promise<void> {
    await this.#opening
    const open = this.#generations
    this.#generations = []
    this.#opening = undefined
    await Promise.all(open.map(({ database }) => database.close().catch(() => undefined)))
  }

  #inTurn<T>(task: () => Promise<T>): Promise<T> {
    const done = this.#turn.then(task)
    this.#turn = done.catch(() => undefined)
    return done
  }

  #opened(): Promise<void> {
    // What is read while the store is closed must not open it again.
    if (this.#isClosed) return Promise.resolve()
    return (this.#opening ??= this.#load().catch(() => undefined))
  }

  async #load(): Promise<void> {
    await mkdir(this.#dir, { recursive: true, mode: 0o700 })
    const names = await readdir(this.#dir)
    const numbers = names
      .flatMap((name) => (/^\d{1,9}$/.test(name) ? [Number(name)] : []))
      .sort((a, b) => b - a)
    const [newest = 1, older] = numbers
    for (const number of numbers.slice(2)) await this.#delete(number)
    await this.#begin(newest)
    if (older !== undefined) await this.#begin(older, 'behind')
  }

  async #begin(number: number, where: 'first' | 'behind' = 'first'): Promise<void> {
    const location = join(this.#dir, String(number))
    // A cache whose files are damaged is of no use.
    const database = await this.#open(location).catch(async () => {
      await this.#delete(number)
      return this.#open(location)
    })
    const generation = { number, database, bytes: await folderBytes(location) }
    const all = where === 'first' ? [generation, ...this.#generations] : [...this.#generations, generation]
    this.#generations = all.slice(0, 2)
    for (const old of all.slice(2)) {
      await old.database.close()
      await this.#delete(old.number)
    }
  }

  async #delete(number: number): Promise<void> {
    await rm(join(this.#dir, String(number)), { recursive: true, force: true })
  }
}
