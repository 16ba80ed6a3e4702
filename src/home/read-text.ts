import { readFileSync } from 'node:fs'

const utf8 = new TextDecoder('utf-8', { fatal: true })

/** The text of a file, or why it is not text that can be remembered. */
export function readText(path: string): { text: string } | { reason: string } {
  let bytes: Uint8Array
  try {
    bytes = readFileSync(path)
  } catch (error) {
    return { reason: `could not be read: ${(error as NodeJS.ErrnoException).code ?? 'unknown error'}` }
  }
  let text: string
  try {
    text = utf8.decode(bytes)
  } catch {
    return { reason: 'not UTF-8 text: convert it, or add it with --type and --file' }
  }
  if (text.trim() === '') return { reason: 'empty' }
  return { text }
}
