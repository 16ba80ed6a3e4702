/** `place.json`: where the blocks of a store are when they are not beside it. Without it they are. */
import { readFile, rm } from 'node:fs/promises'
import { dirname } from 'node:path'
import { fromFileError } from '../file-errors.ts'
import { replaceFile, syncFolder } from '../home/whole-file.ts'
import { StorageError } from '../storage-error.ts'
import type { Place } from './interface.ts'

/** @throws {StorageError} ERR_CORRUPT: a store whose place is not known has lost its blocks for all that anybody can tell */
export async function loadPlace(path: string): Promise<Place | undefined> {
  const text = await readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return undefined
    throw fromFileError(error, `${path} cannot be read`)
  })
  if (text === undefined) return undefined
  const place = parsePlace(text)
  if (place !== undefined) return place
  throw new StorageError('ERR_CORRUPT', `${path} does not say where the blocks of this store are`, {
    hint: 'put the file back from a backup, or write it by hand: {"target":"s3://...","home":"...","direction":"out","whole":false}',
  })
}

export function savePlace(path: string, place: Place): Promise<void> {
  return replaceFile(path, `${JSON.stringify(place, undefined, 2)}\n`)
}

export async function removePlace(path: string): Promise<void> {
  await rm(path, { force: true })
  await syncFolder(dirname(path))
}

function parsePlace(text: string): Place | undefined {
  try {
    const { target, home, direction, whole } = JSON.parse(text) as Record<string, unknown>
    if (typeof target !== 'string' || typeof home !== 'string' || typeof whole !== 'boolean') return undefined
    return direction === 'out' || direction === 'back' ? { target, home, direction, whole } : undefined
  } catch {
    return undefined
  }
}
