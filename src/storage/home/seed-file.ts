/** The files that keep a secret key. A key in another form, one under a passphrase say, is read and written here alone. */
import { readFile } from 'node:fs/promises'
import { fromFileError } from '../file-errors.ts'
import { StorageError } from '../storage-error.ts'
import { requirePrivate } from './private-path.ts'
import { createFile } from './whole-file.ts'

const seedBytes = 32

/** The 32-byte seed in a file; undefined when there is no file. @throws {StorageError} ERR_DENIED, ERR_CORRUPT */
export async function loadSeed(path: string): Promise<Uint8Array | undefined> {
  const bytes = await readFile(path).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return undefined
    throw fromFileError(error, `the key in ${path} cannot be read`)
  })
  if (bytes === undefined) return undefined
  await requirePrivate(path, 0o600)
  if (bytes.length === seedBytes) return new Uint8Array(bytes)
  throw new StorageError(
    'ERR_CORRUPT',
    `the key in ${path} has ${bytes.length} bytes; it should have ${seedBytes}`,
    {
      hint: 'put the file back from a backup; it is never made anew, because cubes signed with the old key could not be changed any more',
    },
  )
}

/** The seed that is there, or a fresh one, written before it is used. */
export async function loadOrCreateSeed(
  path: string,
  random: (bytes: number) => Uint8Array,
): Promise<Uint8Array> {
  const found = await loadSeed(path)
  if (found !== undefined) return found
  const seed = random(seedBytes)
  if (await createFile(path, seed)) return seed
  return requireSeed(path)
}

/** @throws {StorageError} ERR_CORRUPT when there is none. */
export async function requireSeed(path: string): Promise<Uint8Array> {
  const found = await loadSeed(path)
  if (found !== undefined) return found
  throw new StorageError('ERR_CORRUPT', `the key ${path} is missing`, {
    hint: 'put the file back from a backup; it is never made anew, because cubes signed with the old key could not be changed any more',
  })
}
