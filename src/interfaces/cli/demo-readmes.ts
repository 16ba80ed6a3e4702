/** Real text for the demo: the READMEs that the packages beside memcube ship. */
import { copyFile, mkdir, readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { MemCubeError } from '../../core/errors.ts'

/** Enough to be real, little enough to be quick. */
const maxFiles = 300

/** Copies them to a folder, named after their packages. @returns how many */
export async function collectReadmes(folder: string): Promise<number> {
  await mkdir(folder, { recursive: true })
  let count = 0
  for (const modules of moduleFolders()) {
    for (const name of await packageNames(modules)) {
      if (count >= maxFiles) return count
      const readme = (await entries(join(modules, name))).find((entry) =>
        /^readme\.(md|markdown)$/i.test(entry),
      )
      if (readme === undefined) continue
      if (await copied(join(modules, name, readme), join(folder, `${name.replace('/', '__')}.md`))) count++
    }
  }
  if (count === 0)
    throw new MemCubeError('ERR_NOT_FOUND', 'no README of a dependency was found', {
      hint: 'install memcube with its dependencies',
    })
  return count
}

/** False for what cannot be copied: a folder of that name, a link to nowhere. There are others. */
async function copied(from: string, to: string): Promise<boolean> {
  try {
    await copyFile(from, to)
    return true
  } catch {
    return false
  }
}

/** The node_modules folders at and above this program: its own when it was installed with one, else those around it. */
function moduleFolders(): string[] {
  const found: string[] = []
  let at = fileURLToPath(new URL('../../..', import.meta.url))
  for (let up = 0; up < 4; up++, at = join(at, '..')) found.push(join(at, 'node_modules'))
  return found
}

async function packageNames(modules: string): Promise<string[]> {
  const names: string[] = []
  for (const name of (await entries(modules)).sort()) {
    if (name.startsWith('.')) continue
    if (!name.startsWith('@')) names.push(name)
    else names.push(...(await entries(join(modules, name))).map((inner) => `${name}/${inner}`))
  }
  return names
}

async function entries(folder: string): Promise<string[]> {
  try {
    return await readdir(folder)
  } catch {
    return []
  }
}
