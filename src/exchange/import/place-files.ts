/** Files that were sent, put where importers read: a private folder that is gone afterwards. */
import { mkdir, mkdtemp, rm, utimes, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { invalidInput } from '../../home/index.ts'

export interface SentFile {
  /** Its path in the folder that was chosen, with slashes. */
  name: string
  base64: string
  /** When it was changed last, where that is known. */
  modifiedMs?: number | undefined
}

interface Placed extends AsyncDisposable {
  /** Of one file the file, of several the folder. */
  path: string
}

/** A name of a file system has at most so many bytes. */
const longestPart = 255
/** Folders in each other. Guess: more than anybody keeps. */
const mostParts = 64

/** @throws ERR_INVALID_INPUT for names that lead elsewhere, or twice to one file */
export async function placeFiles(files: readonly SentFile[]): Promise<Placed> {
  const paths = files.map(({ name }) => partsOf(name))
  requireDifferent(files.map(({ name }) => name))
  const folder = await mkdtemp(join(tmpdir(), 'memcube-import-'))
  const placed = {
    path: paths.length === 1 && paths[0]?.length === 1 ? join(folder, ...paths[0]) : folder,
    [Symbol.asyncDispose]: () => rm(folder, { recursive: true, force: true }),
  }
  try {
    for (const [order, { base64, modifiedMs }] of files.entries()) {
      const path = join(folder, ...(paths[order] ?? []))
      await mkdir(dirname(path), { recursive: true, mode: 0o700 })
      await writeFile(path, Buffer.from(base64, 'base64'), { mode: 0o600, flag: 'wx' })
      if (modifiedMs !== undefined) await utimes(path, modifiedMs / 1000, modifiedMs / 1000)
    }
    return placed
  } catch (error) {
    await placed[Symbol.asyncDispose]()
    throw error
  }
}

/** The steps of a name. @throws ERR_INVALID_INPUT for one that is no plain path below a folder */
export function partsOf(name: string): string[] {
  const parts = name.split('/')
  const isPlain = parts.every(
    (part) =>
      part !== '' &&
      part !== '.' &&
      part !== '..' &&
      !/[\0\\:]/.test(part) &&
      part.isWellFormed() &&
      Buffer.byteLength(part) <= longestPart,
  )
  if (isPlain && parts.length <= mostParts) return parts
  throw invalidInput(
    `expected the name of a file below the folder, such as notes/a.md, got ${JSON.stringify(name)}`,
    'send files with their plain names',
  )
}

function requireDifferent(names: readonly string[]): void {
  const seen = new Set<string>()
  for (const name of names) {
    if (seen.has(name)) throw invalidInput(`two files are named ${JSON.stringify(name)}`, 'send each once')
    seen.add(name)
  }
}
