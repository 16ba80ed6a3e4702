/** A log in a file that cannot fill the disk: at its limit it becomes `FILE.1`, in place of the one before. */
import { closeSync, fstatSync, openSync, renameSync, writeSync } from 'node:fs'
import { MemCubeError } from '../../core/errors.ts'

/** Some 40,000 lines; with the one before, 16 MiB at most. Guess. */
const maxFileBytes = 8 * 1024 * 1024

/** Opens the file to append, readable by its owner alone. @throws ERR_INVALID_INPUT */
export function openLogFile(path: string, maxBytes = maxFileBytes): { write(line: string): void } {
  let file = open(path)
  let size = fstatSync(file).size
  return {
    write(line) {
      const bytes = Buffer.from(line)
      // A log that cannot be written must not end what it tells of: a full disk is said by `status` and `doctor`.
      try {
        if (size > 0 && size + bytes.length > maxBytes) {
          renameSync(path, `${path}.1`)
          closeSync(file)
          file = open(path)
          size = 0
        }
        size += writeSync(file, bytes)
      } catch {
        return
      }
    },
  }
}

function open(path: string): number {
  try {
    return openSync(path, 'a', 0o600)
  } catch (cause) {
    throw new MemCubeError(
      'ERR_INVALID_INPUT',
      `the log cannot be written to ${path}: ${(cause as Error).message}`,
      {
        cause,
        hint: 'give --log-file a path in a folder that exists and that you may write to',
      },
    )
  }
}
