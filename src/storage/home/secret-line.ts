/** A secret of one line, in a file that its owner alone can read. */
import { readFile } from 'node:fs/promises'
import { fromFileError } from '../file-errors.ts'
import { StorageError } from '../storage-error.ts'
import { requirePrivate } from './private-path.ts'

const maxChars = 1_000

/** Undefined where there is no file. @throws {StorageError} ERR_DENIED, ERR_INVALID_INPUT */
export async function loadSecretLine(path: string): Promise<string | undefined> {
  const text = await readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return undefined
    throw fromFileError(error, `the secret in ${path} cannot be read`)
  })
  if (text === undefined) return undefined
  await requirePrivate(path, 0o600)
  const line = text.replace(/\r?\n$/, '')
  if (line !== '' && line.length <= maxChars && !/\p{Cc}/u.test(line)) return line
  throw new StorageError('ERR_INVALID_INPUT', `${path} does not hold a secret of one line`, {
    hint: `it holds the password alone, at most ${maxChars} characters`,
  })
}
