/** A folder for all tests of a file. */
import { mkdtempSync } from 'node:fs'
import { readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

export interface Folder {
  path: string
  /** Names of the files under a folder in it; none where there is no such folder. */
  files(folder: string): Promise<string[]>
  remove(): Promise<void>
}

export function makeFolder(): Folder {
  const path = mkdtempSync(join(tmpdir(), 'memcube-'))
  return {
    path,
    async files(folder) {
      const found = await readdir(join(path, folder), { recursive: true, withFileTypes: true }).catch(
        () => [],
      )
      return found.filter((entry) => entry.isFile()).map(({ name }) => name)
    },
    remove: () => rm(path, { recursive: true, force: true }),
  }
}
