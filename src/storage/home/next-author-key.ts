/**
 * A new author key on its way: it lies beside the old one until everything that it has to sign is signed, and then takes its
 * place in one step. Whoever opens the home in between decides by what the store says.
 */
import { rename, rm } from 'node:fs/promises'
import { dirname } from 'node:path'
import { homePaths } from './home-paths.ts'
import { loadSeed } from './seed-file.ts'
import { replaceFile, syncFolder } from './whole-file.ts'

/** Writes the seed of the next key, 32 bytes. */
export async function stageAuthorKey(dir: string, seed: Uint8Array): Promise<void> {
  await replaceFile(homePaths(dir).nextAuthorKey, seed)
}

/** The seed that waits; undefined when none does. @throws {StorageError} ERR_DENIED, ERR_CORRUPT */
export function loadStagedAuthorKey(dir: string): Promise<Uint8Array | undefined> {
  return loadSeed(homePaths(dir).nextAuthorKey)
}

/** The key that waits is the author key from now on; the old one is gone. */
export async function adoptAuthorKey(dir: string): Promise<void> {
  const { nextAuthorKey, authorKey } = homePaths(dir)
  await rename(nextAuthorKey, authorKey)
  await syncFolder(dirname(authorKey))
}

/** Forgets the key that waits: nothing was signed with it. */
export async function dropStagedAuthorKey(dir: string): Promise<void> {
  const { nextAuthorKey } = homePaths(dir)
  await rm(nextAuthorKey, { force: true })
  await syncFolder(dirname(nextAuthorKey))
}
