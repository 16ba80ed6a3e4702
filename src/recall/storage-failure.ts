import { MemCubeError } from '../core/errors.ts'
import { RecallError } from './errors.ts'

/** SQLITE_CORRUPT, SQLITE_NOTADB. */
const DAMAGED = [11, 26]
const FULL = 13

/** What SQLite threw, in our words. */
export function storageFailure(error: unknown): unknown {
  if (error instanceof MemCubeError) return error
  const code = Number((error as { errcode?: unknown } | null)?.errcode) & 0xff
  if (code === FULL) {
    return new RecallError('ERR_DISK_FULL', 'the disk is full: the recall index was not changed', {
      hint: 'Free some space; the memories themselves are in the store, not in this index.',
      cause: error,
    })
  }
  if (DAMAGED.includes(code)) {
    return new RecallError('ERR_CORRUPT', 'the recall index is damaged', {
      hint: 'Restart memcube: the index is built again from the store.',
      cause: error,
    })
  }
  return error
}
