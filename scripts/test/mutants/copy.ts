/** A copy of the work tree, with what is not committed: mutants are planted there and never in place. */
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, join, resolve } from 'node:path'
import type { Mutant } from './mutant.ts'

export interface Copy extends Disposable {
  folder: string
  plant(mutant: Mutant): void
  mend(mutant: Mutant): void
}

/** Too large to copy, or of no use to tests. */
const LEFT_OUT: ReadonlySet<string> = new Set(['node_modules', 'dist', '.git'])

export function copyWorkTree(): Copy {
  const folder = mkdtempSync(join(tmpdir(), 'memcube-mutants-'))
  cpSync('.', folder, { recursive: true, filter: (source) => !LEFT_OUT.has(basename(source)) })
  symlinkSync(resolve('node_modules'), join(folder, 'node_modules'))
  const remove = (): void => rmSync(folder, { recursive: true, force: true })
  process.once('exit', remove)
  return {
    folder,
    plant({ file, text, replacement }) {
      const whole = readFileSync(file, 'utf8')
      // A function: in a plain text `$` would stand for something else.
      writeFileSync(
        join(folder, file),
        whole.replace(text, () => replacement),
      )
    },
    mend: ({ file }) => cpSync(file, join(folder, file)),
    [Symbol.dispose]: remove,
  }
}
