/** A text in the editor of the person. */
import { spawn } from 'node:child_process'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { MemCubeError } from '../../core/errors.ts'

interface Edited {
  /** Undefined where nothing was changed. */
  text: string | undefined
  /** Where the text is until it is forgotten. */
  path: string
  forget(): Promise<void>
}

/**
 * The text as it was saved. Its file, in a folder of its own that others cannot read, stays until the caller forgets it.
 * @throws ERR_ABORTED where the editor says that it failed; a text that was changed is kept then
 */
export async function editText(
  before: string,
  { key, editor }: { key: string; editor: string },
): Promise<Edited> {
  const folder = await mkdtemp(join(tmpdir(), 'memcube-edit-'))
  const path = join(folder, `${nameFor(key)}.md`)
  const forget = (): Promise<void> => rm(folder, { recursive: true, force: true })
  let code: number
  try {
    await writeFile(path, before, { mode: 0o600 })
    code = await runEditor(editor, path)
  } catch (error) {
    await forget()
    throw error
  }
  const saved = await readFile(path, 'utf8').catch(() => undefined)
  const text = saved === undefined ? undefined : asBefore(saved, before)
  if (text === undefined || text === before) await forget()
  if (code !== 0)
    throw new MemCubeError('ERR_ABORTED', `${failure(editor, code)}; nothing was changed`, {
      hint:
        text === undefined || text === before
          ? 'EDITOR and VISUAL name the editor, such as `export EDITOR=nano`'
          : `what was saved is in ${path}`,
    })
  return { text: text === before ? undefined : text, path, forget }
}

/** @param code 127 is what a shell says of a program that it does not find */
function failure(editor: string, code: number): string {
  return code === 127 ? `the editor "${editor}" was not found` : `the editor failed with exit code ${code}`
}

/** Editors end a file with a line feed, which the text did not have. */
function asBefore(saved: string, before: string): string {
  return !before.endsWith('\n') && saved.endsWith('\n') ? saved.slice(0, -1) : saved
}

/** What a person knows the file by. */
function nameFor(key: string): string {
  return (
    key
      .split('/')
      .at(-1)
      ?.replaceAll(/[^\w-]+/g, '-')
      .slice(0, 40) || 'memory'
  )
}

/** As git runs it: a command with words of its own, such as `code --wait`. */
function runEditor(editor: string, path: string): Promise<number> {
  return new Promise((resolve) => {
    const child = spawn('/bin/sh', ['-c', `${editor} "$1"`, editor, path], { stdio: 'inherit' })
    child.once('error', () => resolve(127))
    child.once('close', (code) => resolve(code ?? 1))
  })
}
