/** The program that tests start, bundled as it is shipped: from today's sources, once for all runs of the same sources. */
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  renameSync,
  rmSync,
  statSync,
  utimesSync,
} from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { buildProgram } from '../build-program.ts'
import { hashOfSources } from '../build-stamp.ts'

const root = join(fileURLToPath(import.meta.url), '..', '..', '..')
/** What nobody has started from for so long is in no run that goes on. */
const keptMs = 24 * 3_600_000

/** @returns the path of what `memcube` starts */
export async function builtProgram(): Promise<string> {
  const programs = join(root, '.cache', 'programs')
  mkdirSync(programs, { recursive: true })
  const folder = join(programs, hashOfSources(root).slice(0, 16))
  if (!existsSync(folder)) {
    removeOld(programs)
    const aside = mkdtempSync(join(programs, 'new-'))
    await buildProgram(aside)
    placeAt(aside, folder)
  }
  // It counts from the last run that started from it.
  utimesSync(folder, new Date(), new Date())
  return join(folder, 'interfaces', 'cli', 'bin.js')
}

/** Another run may have been quicker with the same sources. */
function placeAt(aside: string, folder: string): void {
  try {
    renameSync(aside, folder)
  } catch (error) {
    if (!existsSync(folder)) throw error
    rmSync(aside, { recursive: true, force: true })
  }
}

function removeOld(programs: string): void {
  for (const name of readdirSync(programs)) {
    const path = join(programs, name)
    // Another run may have removed it just now.
    const { mtimeMs = Date.now() } = statSync(path, { throwIfNoEntry: false }) ?? {}
    if (Date.now() - mtimeMs > keptMs) rmSync(path, { recursive: true, force: true })
  }
}
