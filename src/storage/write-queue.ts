/**
 * The one way to write. Writes go to the database one at a time; those that wait meanwhile go together as the next one, so
 * that many small synced writes share a sync. After a write that the disk refused, the store is read-only until a later
 * attempt finds that the disk takes writes again.
 */
import type { AuditEvent } from '../core/audit/index.ts'
import type { AuditLog } from './audit-log.ts'
import type { WriteOperation } from './database.ts'
import { probeKey } from './key-space.ts'
import { diskFull, faultReason, fromLevelError, isWriteFault } from './level-errors.ts'
import type { ReopeningDatabase } from './reopening-database.ts'

/** Operations that are merged into one write at most. Measured: larger batches than 1,024 gain nothing. */
const maxMergedOperations = 1_024

interface Waiting {
  operations: WriteOperation[]
  sync: boolean
  audit: readonly AuditEvent[]
  resolve: () => void
  reject: (error: unknown) => void
}

interface WriteQueueDeps {
  database: ReopeningDatabase
  log: AuditLog
  probe: () => Promise<void>
}

export class WriteQueue {
  readonly #deps: WriteQueueDeps
  #waiting: Waiting[] = []
  #running: Promise<void> | undefined
  #fault: { error: unknown } | undefined
  #recovering: Promise<void> | undefined

  constructor(deps: WriteQueueDeps) {
    this.#deps = deps
  }

  /** @throws {StorageError} ERR_DISK_FULL and nothing of it is written. */
  write(
    operations: WriteOperation[],
    { sync, audit = [] }: { sync: boolean; audit?: readonly AuditEvent[] },
  ): Promise<void> {
    if (operations.length === 0 && !sync) return Promise.resolve()
    return new Promise((resolve, reject) => {
      this.#waiting.push({ operations, sync, audit, resolve, reject })
      this.#running ??= this.#drain()
    })
  }

  get readOnly(): boolean {
    return this.#fault !== undefined
  }

  /** Why it is read-only, as the system said it; undefined while it is not. */
  get reason(): string | undefined {
    return this.#fault && faultReason(this.#fault.error)
  }

  /** Tries to become writable again. @throws {StorageError} ERR_DISK_FULL when the disk still refuses. */
  async recover(): Promise<void> {
    if (this.#fault === undefined) return
    this.#recovering ??= this.#recoverOnce().finally(() => (this.#recovering = undefined))
    await this.#recovering
  }

  /** Runs a task while nothing is written: what comes meanwhile waits for it. */
  async alone<T>(task: () => Promise<T>): Promise<T> {
    while (this.#running !== undefined) await this.#running
    const done = task()
    const goOn = (): void => void (this.#running = this.#waiting.length > 0 ? this.#drain() : undefined)
    this.#running = done.then(goOn, goOn)
    return done
  }

  /** Resolves when nothing is under way any more. */
  async idle(): Promise<void> {
    await this.#running
  }

  async #recoverOnce(): Promise<void> {
    const { database, probe } = this.#deps
    try {
      await probe()
      await database.reopen()
      await database.write([{ type: 'put', key: probeKey, value: new Uint8Array() }], { sync: true })
      this.#fault = undefined
    } catch (error) {
      if (!isWriteFault(error))
        throw fromLevelError(error, 'the store could not be opened again after a full disk')
      // What is wrong now, which may be something else than at first.
      this.#fault = { error }
      throw diskFull(error)
    }
  }

  async #writeOne(operations: WriteOperation[], sync: boolean, events: readonly AuditEvent[]): Promise<void> {
    const { database, log } = this.#deps
    await this.recover()
    try {
      // Here, where writes follow each other: the entries get the places after those that are on the disk.
      const told = events.length === 0 ? undefined : await log.append(events)
      await database.write(told === undefined ? operations : [...operations, ...told.operations], { sync })
      told?.written()
    } catch (error) {
      log.reset()
      if (!isWriteFault(error)) throw fromLevelError(error, 'a write failed')
      this.#fault = { error }
      throw diskFull(error)
    }
  }

  async #drain(): Promise<void> {
    while (this.#waiting.length > 0) {
      const group = nextGroup(this.#waiting)
      this.#waiting = this.#waiting.slice(group.length)
      const [first] = group
      const operations =
        group.length === 1 && first ? first.operations : group.flatMap((one) => one.operations)
      const sync = group.some((one) => one.sync)
      const events = group.flatMap((one) => one.audit)
      await this.#writeOne(operations, sync, events).then(
        () => group.forEach(({ resolve }) => resolve()),
        (error: unknown) => group.forEach(({ reject }) => reject(error)),
      )
    }
    // In the same turn as the check above, so that no write is left waiting for a drain that has ended.
    this.#running = undefined
  }
}

/** The first write and as many after it as fit into one. */
function nextGroup(waiting: readonly Waiting[]): Waiting[] {
  let operations = 0
  const end = waiting.findIndex((one, index) => {
    operations += one.operations.length
    return index > 0 && operations > maxMergedOperations
  })
  return end === -1 ? [...waiting] : waiting.slice(0, end)
}
