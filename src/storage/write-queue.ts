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

export interface WriteQueue {
  /** @throws {StorageError} ERR_DISK_FULL and nothing of it is written. */
  write(
    operations: WriteOperation[],
    options: { sync: boolean; audit?: readonly AuditEvent[] },
  ): Promise<void>
  readonly readOnly: boolean
  /** Why it is read-only, as the system said it; undefined while it is not. */
  readonly reason: string | undefined
  /** Tries to become writable again. @throws {StorageError} ERR_DISK_FULL when the disk still refuses. */
  recover(): Promise<void>
  /** Resolves when nothing is under way any more. */
  idle(): Promise<void>
}

interface Waiting {
  operations: WriteOperation[]
  sync: boolean
  audit: readonly AuditEvent[]
  resolve: () => void
  reject: (error: unknown) => void
}

export function createWriteQueue(deps: {
  database: ReopeningDatabase
  log: AuditLog
  probe: () => Promise<void>
}): WriteQueue {
  const { database, log, probe } = deps
  let waiting: Waiting[] = []
  let running: Promise<void> | undefined
  let fault: { error: unknown } | undefined
  let recovering: Promise<void> | undefined

  const recoverOnce = async (): Promise<void> => {
    try {
      await probe()
      await database.reopen()
      await database.write([{ type: 'put', key: probeKey, value: new Uint8Array() }], { sync: true })
      fault = undefined
    } catch (error) {
      if (!isWriteFault(error))
        throw fromLevelError(error, 'the store could not be opened again after a full disk')
      // What is wrong now, which may be something else than at first.
      fault = { error }
      throw diskFull(error)
    }
  }
  const recover = async (): Promise<void> => {
    if (fault === undefined) return
    recovering ??= recoverOnce().finally(() => (recovering = undefined))
    await recovering
  }
  const writeOne = async (
    operations: WriteOperation[],
    sync: boolean,
    events: readonly AuditEvent[],
  ): Promise<void> => {
    await recover()
    try {
      // Here, where writes follow each other: the entries get the places after those that are on the disk.
      const told = events.length === 0 ? undefined : await log.append(events)
      await database.write(told === undefined ? operations : [...operations, ...told.operations], { sync })
      told?.settle()
    } catch (error) {
      log.reset()
      if (!isWriteFault(error)) throw fromLevelError(error, 'a write failed')
      fault = { error }
      throw diskFull(error)
    }
  }
  const drain = async (): Promise<void> => {
    while (waiting.length > 0) {
      const group = nextGroup(waiting)
      waiting = waiting.slice(group.length)
      const [first] = group
      const operations =
        group.length === 1 && first ? first.operations : group.flatMap((one) => one.operations)
      const sync = group.some((one) => one.sync)
      const events = group.flatMap((one) => one.audit)
      await writeOne(operations, sync, events).then(
        () => group.forEach(({ resolve }) => resolve()),
        (error: unknown) => group.forEach(({ reject }) => reject(error)),
      )
    }
    // In the same turn as the check above, so that no write is left waiting for a drain that has ended.
    running = undefined
  }

  return {
    write(operations, { sync, audit = [] }) {
      if (operations.length === 0 && !sync) return Promise.resolve()
      return new Promise((resolve, reject) => {
        waiting.push({ operations, sync, audit, resolve, reject })
        running ??= drain()
      })
    },
    get readOnly() {
      return fault !== undefined
    },
    get reason() {
      return fault && faultReason(fault.error)
    },
    recover,
    idle: async () => running,
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
