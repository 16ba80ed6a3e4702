/** Files that are there whole or not at all, whenever the power goes. */
import { link, open, rename, rm } from 'node:fs/promises'
import { dirname } from 'node:path'
import { withFiles } from '../file-errors.ts'

/** What file systems without hard links say. */
const noLinks = new Set(['EPERM', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS', 'EMLINK'])

/** Writes or replaces a file, readable by its owner only. @throws {StorageError} ERR_DISK_FULL, ERR_DENIED */
export function replaceFile(path: string, content: string | Uint8Array): Promise<void> {
  return withFiles(`${path} could not be written`, () => replace(path, content))
}

async function replace(path: string, content: string | Uint8Array): Promise<void> {
  const temporary = await writeTemporary(path, content)
  await rename(temporary, path).catch(async (error: unknown) => {
    await rm(temporary, { force: true })
    throw error
  })
  await syncFolder(dirname(path))
}

/** Writes a file unless there is one: false, and nothing changed, when there is. Two at once cannot both succeed. */
export function createFile(path: string, content: string | Uint8Array): Promise<boolean> {
  return withFiles(`${path} could not be written`, () => create(path, content))
}

async function create(path: string, content: string | Uint8Array): Promise<boolean> {
  const temporary = await writeTemporary(path, content)
  try {
    await linkOrRename(temporary, path)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false
    throw error
  } finally {
    await rm(temporary, { force: true })
  }
  await syncFolder(dirname(path))
  return true
}

/** A link never replaces, a rename does; so without links the name is taken first by creating it. */
async function linkOrRename(temporary: string, path: string): Promise<void> {
  try {
    await link(temporary, path)
  } catch (error) {
    if (!noLinks.has((error as NodeJS.ErrnoException).code ?? '')) throw error
    await (await open(path, 'wx', 0o600)).close()
    await rename(temporary, path)
  }
}

async function writeTemporary(path: string, content: string | Uint8Array): Promise<string> {
  const { randomBytes } = await import('node:crypto')
  const temporary = `${path}.${randomBytes(6).toString('hex')}.tmp`
  const file = await open(temporary, 'wx', 0o600)
  try {
    await file.writeFile(content)
    await file.sync()
  } catch (error) {
    await rm(temporary, { force: true })
    throw error
  } finally {
    await file.close()
  }
  return temporary
}

/** Makes the names in a folder durable. Windows has no such call and needs none. */
export async function syncFolder(dir: string): Promise<void> {
  if (process.platform === 'win32') return
  const folder = await open(dir, 'r')
  try {
    await folder.sync()
  } finally {
    await folder.close()
  }
}
