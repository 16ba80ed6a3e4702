import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { onTestFinished } from 'vitest'

/** Keeps what has to be done at the end: of the test, or of what several tests share. */
export type AtEnd = (close: () => void | Promise<void>) => void

/** A folder that is gone when the test is over. */
export async function temporaryFolder(atEnd: AtEnd = onTestFinished): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'memcube-test-'))
  atEnd(() => rm(folder, { recursive: true, force: true }))
  return folder
}
