/** `place.json`: where the blocks of a store are when they are not beside it. Without it they are. */
import { readFile, rm } from 'node:fs/promises'
import { dirname, join } from 'node:path'
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

const claimFile = 'claim.json'

/**
 * The name by which a store is about to claim a place, kept from before it does: who is killed in between is known there
 * when he comes again.
 */
export async function claimingName(dir: string, newName: () => string): Promise<string> {
  const path = join(dir, claimFile)
  const known = await readFile(path, 'utf8').then(parseName, () => undefined)
  if (known !== undefined) return known
  const home = newName()
  await replaceFile(path, `${JSON.stringify({ home })}\n`)
  return home
}

/** The place has the name from now on. */
export async function forgetClaiming(dir: string): Promise<void> {
  await rm(join(dir, claimFile), { force: true })
}

function parseName(text: string): string | undefined {
  try {
    const { home } = JSON.parse(text) as Record<string, unknown>
    return typeof home === 'string' && /^[0-9a-f]{24}$/.test(home) ? home : undefined
  } catch {
    return undefined
  }
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
