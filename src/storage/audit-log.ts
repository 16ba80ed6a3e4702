/**
 * The audit log on disk. Entries get their place when they are written, in the very batch of the action that they tell of:
 * the write queue asks for the operations right before each write and says afterwards whether it happened. What has to be
 * kept to append, the compact range and the hash of the last entry, is one record of the same batch.
 */
import { appendLeaf, emptyRange, encodeEntry, leafHash, noEntry } from '../core/audit/index.ts'
import type { AuditEvent, CompactRange } from '../core/audit/index.ts'
import type { Database, WriteOperation } from './database.ts'
import type { AuditReader } from './interface.ts'
import { auditIndexOfKey, auditKey, auditRange } from './key-space.ts'
import { pages } from './pages.ts'
import { createRecordReader, putRecord } from './records.ts'
import { StorageError } from './storage-error.ts'

const stateKey = 'audit/state'
/** Entries read at once: some 50 KiB. Guess. */
const pageEntries = 256

interface AuditState extends CompactRange {
  /** Leaf hash of the newest entry. */
  last: Uint8Array
}

export interface AuditLog extends AuditReader {
  /** What to write so that these events are the next entries; call `written` when it is on the disk. */
  append(events: readonly AuditEvent[]): Promise<{ operations: WriteOperation[]; written(): void }>
  /** A write failed: what is on the disk has to be read again. */
  reset(): void
}

export function createAuditLog(database: Database): AuditLog {
  const states = createRecordReader<AuditState>(database, 'meta')
  let known: AuditState | undefined

  async function* entries(from = 0): AsyncGenerator<[index: number, leaf: Uint8Array]> {
    const read = (
      range: Parameters<Database['entries']>[0],
      limit: number,
    ): ReturnType<Database['entries']> => database.entries(range, limit)
    for await (const page of pages(read, ([key]) => key, auditRange(from), pageEntries))
      for (const [key, leaf] of page) yield [auditIndexOfKey(key), leaf]
  }

  /** The state as stored; undefined where there is none, or none that can be believed. */
  const stored = async (): Promise<AuditState | undefined> => {
    try {
      return await states.get(stateKey)
    } catch (error) {
      if (error instanceof StorageError && error.code === 'ERR_CORRUPT') return undefined
      throw error
    }
  }

  /** From the entries themselves. A home goes on writing whatever befell its log; `audit verify` tells what did. */
  const rebuilt = async (): Promise<AuditState> => {
    let state: AuditState = { ...emptyRange, last: noEntry }
    for await (const [index, leaf] of entries()) {
      while (state.size < index) state = next(state, noEntry)
      state = next(state, leafHash(leaf))
    }
    return state
  }

  return {
    entries,
    state: stored,
    async append(events) {
      let state = (known ??= (await stored()) ?? (await rebuilt()))
      const operations: WriteOperation[] = []
      for (const event of events) {
        const leaf = encodeEntry(event, state.size, state.last)
        operations.push({ type: 'put', key: auditKey(state.size), value: leaf })
        state = next(state, leafHash(leaf))
      }
      const { size, hashes, last } = state
      operations.push(putRecord({ space: 'meta', key: stateKey, value: { size, hashes, last } }))
      return { operations, written: () => void (known = state) }
    },
    reset: () => void (known = undefined),
  }
}

function next(state: AuditState, hash: Uint8Array): AuditState {
  return { ...appendLeaf(state, hash), last: hash }
}
