/** The keys for S3: those of the home, in a file that its owner alone can read, or those that were given. */
import { readFile } from 'node:fs/promises'
import { fromFileError } from '../file-errors.ts'
import { requirePrivate } from '../home/private-path.ts'
import { StorageError } from '../storage-error.ts'
import type { S3Keys } from './interface.ts'

/** @param given what the surroundings of the program have; the file of the home wins. @throws {StorageError} ERR_DENIED, ERR_INVALID_INPUT */
export async function loadS3Keys(path: string, given: S3Keys | undefined): Promise<S3Keys> {
  const text = await readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return undefined
    throw fromFileError(error, `the keys in ${path} cannot be read`)
  })
  if (text === undefined && given !== undefined) return given
  if (text === undefined)
    throw new StorageError('ERR_DENIED', 'there are no keys for S3', {
      hint: `write {"accessKeyId":"...","secretAccessKey":"..."} to ${path} with mode 600, or set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY`,
    })
  await requirePrivate(path, 0o600)
  const keys = parseKeys(text)
  if (keys !== undefined) return keys
  throw new StorageError('ERR_INVALID_INPUT', `${path} does not hold keys for S3`, {
    hint: 'it holds {"accessKeyId":"...","secretAccessKey":"..."}, and "sessionToken" where there is one',
  })
}

function parseKeys(text: string): S3Keys | undefined {
  try {
    const { accessKeyId, secretAccessKey, sessionToken } = JSON.parse(text) as Record<string, unknown>
    if (typeof accessKeyId !== 'string' || typeof secretAccessKey !== 'string') return undefined
    return { accessKeyId, secretAccessKey, ...(typeof sessionToken === 'string' && { sessionToken }) }
  } catch {
    return undefined
  }
}
