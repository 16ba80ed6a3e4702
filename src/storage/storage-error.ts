/** Errors of the storage layer. Codes are catalogued in `protocols/errors.md`. */
import type { CID } from 'multiformats/cid'
import { MemCubeError, type ErrorDetails } from '../core/errors.ts'
import { codeOfEnd } from '../core/signals/index.ts'

export class StorageError extends MemCubeError {
  override name = 'StorageError'
  /** The block that the error is about, where it is about one. */
  readonly cid: CID | undefined

  constructor(code: string, message: string, details: ErrorDetails & { cid?: CID } = {}) {
    super(code, message, details)
    this.cid = details.cid
  }
}

/** ERR_CORRUPT for a block whose bytes do not have its hash. */
export function corruptBlock(cid: CID, cause?: unknown): StorageError {
  return new StorageError(
    'ERR_CORRUPT',
    `the stored bytes of block ${cid.toString()} do not have its hash; they were not served`,
    {
      cid,
      cause,
      hint: 'run `memcube fsck --repair`, or pull the cube again: a fresh copy replaces the damaged one',
    },
  )
}

/** @throws {StorageError} ERR_ABORTED; ERR_TIMEOUT where a deadline was the end */
export function throwIfAborted(signal: AbortSignal | undefined): void {
  if (signal?.aborted !== true) return
  const code = codeOfEnd(signal)
  const what = code === 'ERR_TIMEOUT' ? 'took longer than its deadline' : 'was aborted'
  throw new StorageError(code, `the storage operation ${what}`, { cause: signal.reason })
}
