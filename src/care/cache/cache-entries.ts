/**
 * How large each cube of others is and when it was last recalled or read. Local, and never in a signed block. Kept in
 * memory and written now and then, so that a recall costs no write: what a crash loses is the order of the last minutes.
 */
import type { RecordName, RecordPut, Store } from '../../storage/index.ts'

interface CacheEntry {
  /** Bytes of its blocks, those that it shares with other cubes too; absent until they were counted. */
  bytes?: number
  /** Milliseconds since the Unix epoch; 0 for never. */
  usedMs: number
  /** Blocks came since the bytes were counted, so states that were left behind are counted with them. */
  grown?: boolean
}

const prefix = 'cache/'

/** A use is written when it is so much later than what is written. Guess. */
const worthWritingMs = 10 * 60_000

export function cacheName(cube: string): RecordName {
  return { space: 'meta', key: prefix + cube }
}

export class CacheEntries {
  readonly #store: Store
  /** As on the disk, read at the first need. */
  #stored: Map<string, CacheEntry> | undefined
  /** What has changed since. */
  readonly #fresh = new Map<string, CacheEntry>()
  readonly #used = new Map<string, number>()

  constructor(store: Store) {
    this.#store = store
  }

  async get(cube: string): Promise<CacheEntry> {
    const entry = this.#fresh.get(cube) ?? (await this.#load()).get(cube) ?? { usedMs: 0 }
    return { ...entry, usedMs: Math.max(entry.usedMs, this.#used.get(cube) ?? 0) }
  }

  set(cube: string, entry: CacheEntry): void {
    this.#fresh.set(cube, entry)
  }

  used(cube: string, nowMs: number): void {
    this.#used.set(cube, nowMs)
  }

  /** Blocks of a cube have come. */
  async grow(cube: string, bytes: number): Promise<void> {
    const entry = await this.get(cube)
    if (entry.bytes !== undefined) this.set(cube, { ...entry, bytes: entry.bytes + bytes, grown: true })
  }

  async forget(cube: string): Promise<void> {
    const stored = await this.#load()
    for (const map of [stored, this.#fresh, this.#used]) map.delete(cube)
  }

  /** Writes what is worth a write. */
  async flush(): Promise<void> {
    if (this.#fresh.size + this.#used.size === 0) return
    const stored = await this.#load()
    const put: RecordPut[] = []
    for (const cube of new Set([...this.#fresh.keys(), ...this.#used.keys()])) {
      const value = await this.get(cube)
      const isNews = this.#fresh.has(cube) || value.usedMs - (stored.get(cube)?.usedMs ?? 0) >= worthWritingMs
      if (!isNews) continue
      put.push({ ...cacheName(cube), value })
      stored.set(cube, value)
    }
    this.#fresh.clear()
    if (put.length > 0) await this.#store.commit({ put })
  }

  async #load(): Promise<Map<string, CacheEntry>> {
    if (this.#stored !== undefined) return this.#stored
    const found = new Map<string, CacheEntry>()
    for await (const [key, entry] of this.#store.records<CacheEntry>('meta').list(prefix))
      found.set(key.slice(prefix.length), entry)
    return (this.#stored ??= found)
  }
}
