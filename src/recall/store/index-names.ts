/** The files of an index, and how a small one is written beside it: all of it or nothing. */
import { closeSync, fsyncSync, openSync, renameSync, writeSync } from 'node:fs'

export const DATABASE = 'index.sqlite'
export const DIGEST = 'index.sqlite.sha256'

export function writeWhole(path: string, text: string): void {
  const file = openSync(`${path}.tmp`, 'w')
  try {
    writeSync(file, text)
    fsyncSync(file)
  } finally {
    closeSync(file)
  }
  renameSync(`${path}.tmp`, path)
}
