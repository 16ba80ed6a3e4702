/** Folders as they are at a bad moment, and what tells whether anybody has touched them. */
import { mkdir, readdir, readFile, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'

/**
 * A store that is being made: LevelDB has written its manifest and its log, and not yet the file that names them. Beside it
 * lie what a mend that was cut off leaves, and notes of damage.
 */
export async function halfMadeStore(dir: string): Promise<void> {
  for (const name of ['level', 'level.mended', 'level.mending'])
    await mkdir(join(dir, name), { recursive: true, mode: 0o700 })
  await writeFile(join(dir, 'level', 'MANIFEST-000001'), 'not whole yet')
  await writeFile(join(dir, 'level', '000003.log'), 'acknowledged')
  await writeFile(join(dir, 'level.mended', '000005.ldb'), 'what another process mends')
  await writeFile(join(dir, 'level.mending', '000007.ldb'), 'what another process copies')
  await writeFile(join(dir, 'marks'), 'half a li')
  await writeFile(join(dir, 'damage.json'), '[')
}

/** Every path below a folder with its inode and its bytes: a file that was moved, mended or written anew differs. */
export async function traceOf(dir: string): Promise<string[]> {
  const entries = await readdir(dir, { recursive: true, withFileTypes: true })
  const lines = entries.map(async (entry) => {
    const path = join(entry.parentPath, entry.name)
    const { ino } = await stat(path)
    const bytes = entry.isFile() ? (await readFile(path)).toString('base64') : 'folder'
    return `${path} ${ino} ${bytes}`
  })
  return (await Promise.all(lines)).sort()
}
