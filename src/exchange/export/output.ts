/** Where an export goes: a new file or folder beside its final place, moved there when it is whole. */
import { existsSync, lstatSync, readdirSync } from 'node:fs'
import { mkdtemp, rename, rm, rmdir } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { invalidInput } from '../../home/index.ts'

/**
 * Runs `write` with a fresh path next to `out` and moves the result to `out` in one step.
 * @throws ERR_INVALID_INPUT when something is at `out` already.
 */
export async function writeWhole<T>(out: string, write: (path: string) => Promise<T>): Promise<T> {
  requireFree(out)
  const parent = dirname(out)
  if (!existsSync(parent))
    throw invalidInput(`the folder ${parent} does not exist`, 'make it first, or name another path')
  const work = await mkdtemp(join(parent, `.${basename(out)}-`))
  try {
    const result = await write(join(work, 'out'))
    if (existsSync(out)) await rmdir(out)
    await rename(join(work, 'out'), out)
    return result
  } finally {
    await rm(work, { recursive: true, force: true })
  }
}

function requireFree(out: string): void {
  const stat = lstatSync(out, { throwIfNoEntry: false })
  if (stat === undefined) return
  if (stat.isDirectory() && readdirSync(out).length === 0) return
  throw invalidInput(
    `${out} is there already`,
    'name a path that does not exist yet; export never overwrites',
  )
}
