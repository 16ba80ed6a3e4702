/** Where the swarms of a home are: one folder for each, which is a small home of its own with keys of its own. */
import { access, readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { NodeError } from './errors.ts'

export const swarmsFolder = 'swarms'
/** Folder of the mirrors in the space of a swarm. */
export const mirrorsFolder = 'sealed'
/** The seed of the X25519 key that secrets are sealed to; where it is, a folder is the space of a swarm. */
export const kemKeyFile = 'kem.key'

const folderName = /^[a-z2-7]{24}$/

export function isSpaceFolder(name: string): boolean {
  return folderName.test(name)
}

/** The part of a swarm's id that names its folder: 120 bits of the hash. */
export function folderOf(swarm: string): string {
  return swarm.slice(-24)
}

export function spacePath(home: string, swarm: string): string {
  return join(home, swarmsFolder, folderOf(swarm))
}

/** Where somebody who was not let in yet keeps the keys that were shown at the door. */
export function waitingPath(home: string, swarm: string): string {
  return join(home, swarmsFolder, `waiting-${folderOf(swarm)}`)
}

/** Folders of the swarms that this home is in. */
export async function listSpaces(home: string): Promise<string[]> {
  return namesIn(home, folderName)
}

async function namesIn(home: string, pattern: RegExp): Promise<string[]> {
  const dir = join(home, swarmsFolder)
  const names = await readdir(dir).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT' || error.code === 'ENOTDIR') return []
    throw error
  })
  return names
    .filter((name) => pattern.test(name))
    .sort()
    .map((name) => join(dir, name))
}

/** A swarm's folder opened as a home would serve in public what is private. @throws ERR_DENIED */
export async function requireNoSwarmHome(dir: string): Promise<void> {
  const isSpace = await access(join(dir, kemKeyFile)).then(
    () => true,
    () => false,
  )
  if (!isSpace) return
  throw new NodeError('ERR_DENIED', `${dir} is the space of a private swarm, and no home of its own`, {
    hint: 'give --home the home that it lies in, and name the swarm with --swarm',
  })
}
