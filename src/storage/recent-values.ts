/**
 * What was written last, kept in memory: the next write to a cube reads what the one before it wrote. Only writes that the
 * database has taken put something in, so that it is never ahead of the disk nor behind it, and what was written is what was
 * verified: it needs no second hash. After a write that failed, and when the database is opened anew, nothing is kept.
 */
import type { WriteOperation } from './database.ts'
import { kindOfKey } from './key-space.ts'

/** Bytes kept: the commits, nodes and records of some hundred writes. Guess. */
const maxBytes = 512 * 1024
/** Larger values are texts and payloads, which no write reads again. A node has some 3 KiB. Guess. */
const maxValueBytes = 16 * 1024
/** A write of more is an import, a pull or a collection: what is kept would be pushed out. Guess. */
const maxOperations = 256

export class RecentValues {
  readonly #values = new Map<string, Uint8Array>()
  #bytes = 0

  /** The same array each time until it is written anew; nobody writes into it. */
  get(key: Uint8Array): Uint8Array | undefined {
    return this.#values.size === 0 ? undefined : this.#values.get(nameOf(key))
  }

  /** The database has taken these. What was not synced comes in bulk, or from others: of that nothing is kept. */
  note(operations: readonly WriteOperation[], { sync }: { sync: boolean }): void {
    if (operations.length > maxOperations) return this.clear()
    for (const operation of operations) {
      const kind = kindOfKey(operation.key)
      if (kind !== 'block' && kind !== 'record') continue
      const name = nameOf(operation.key)
      this.#drop(name)
      if (sync && operation.type === 'put' && operation.value.length <= maxValueBytes)
        this.#keep(name, operation.value)
    }
  }

  clear(): void {
    this.#values.clear()
    this.#bytes = 0
  }

  #keep(name: string, value: Uint8Array): void {
    // A copy: a few bytes of somebody's message may hold all of it in memory.
    this.#values.set(name, value.slice())
    this.#bytes += value.length
    for (const oldest of this.#values.keys()) {
      if (this.#bytes <= maxBytes) return
      this.#drop(oldest)
    }
  }

  #drop(name: string): void {
    this.#bytes -= this.#values.get(name)?.length ?? 0
    this.#values.delete(name)
  }
}

function nameOf(key: Uint8Array): string {
  return Buffer.from(key.buffer, key.byteOffset, key.byteLength).toString('latin1')
}
