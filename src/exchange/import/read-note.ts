/** A file of text as the memories that it becomes: one, or the parts of a long one. */
import { readFileSync } from 'node:fs'
import { LIMITS } from '../../core/codec/index.ts'
import { pathOfSource, type FileForm } from '../formats/file-form.ts'
import { splitFrontMatter } from './front-matter.ts'
import type { ImportItem } from './importer.ts'
import { noteFields, withForm } from './note-fields.ts'
import { splitAnywhere } from './split-text.ts'

/** Larger files are not notes; they are skipped with a word instead of being read whole into memory. Guess. */
const maxFileBytes = 16 * 1024 * 1024

export interface NoteFile {
  /** Absolute. */
  path: string
  /** Relative to what is imported, as messages have it. */
  item: string
  /** The same with slashes. */
  slashed: string
  bytes: number
  modifiedMs: number
}

/** @param chooseKey a key for a path, that no other file of this import has */
export function readNote(file: NoteFile, chooseKey: (path: string) => string): ImportItem[] {
  const { item, slashed } = file
  if (file.bytes > maxFileBytes)
    return [{ item, reason: `${file.bytes} bytes; a text file may have at most ${maxFileBytes}` }]
  const read = readMarkedText(file.path)
  if ('reason' in read) return [{ item, reason: read.reason }]
  const { matter, head, body } = splitFrontMatter(read.text)
  const key = matter.own?.key ?? chooseKey(slashed)
  const fields = noteFields(slashed, matter)
  const form: FileForm = { ...(read.marks > 0 && { marks: read.marks }), ...(head !== '' && { head }) }
  const parts = splitAnywhere(body, LIMITS.maxTextBytes)
  const said = { item, createdGuess: file.modifiedMs }
  if (parts.length <= 1) {
    const whole = { ...pathIn(key), ...form }
    return [{ ...said, ...withForm(fields, whole), key, body }]
  }
  return parts.map((text, index) => {
    const own = `${key}/${String(index + 1).padStart(4, '0')}`
    const place = { ...fields, data: { ...fields.data, session: key, order: index + 1 } }
    const part = { ...pathIn(own, index + 1), ...(index === 0 && form), part: index + 1 }
    return { ...said, ...withForm(place, part), key: own, body: text }
  })

  function pathIn(ofKey: string, part?: number): FileForm {
    return pathOfSource(fields.source, ofKey.normalize('NFC'), part) === slashed || !slashed.isWellFormed()
      ? {}
      : { path: slashed }
  }
}

const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })

/** The text of a file without the byte order marks before it, or why it is none. */
function readMarkedText(path: string): { text: string; marks: number } | { reason: string } {
  let text: string
  try {
    text = utf8.decode(readFileSync(path))
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    return {
      reason:
        code?.startsWith('ERR_ENCODING') === true ? notText : `could not be read: ${code ?? 'unknown error'}`,
    }
  }
  // UTF-16 without a mark is sound UTF-8, full of zeros.
  if (text.includes('\0'))
    return {
      reason: 'not a text: it holds zero bytes; convert it to UTF-8, or add it with --type and --file',
    }
  const marks = /^\uFEFF*/.exec(text)?.[0].length ?? 0
  return { text: text.slice(marks), marks }
}

const notText = 'not UTF-8 text: convert it, or add it with --type and --file'
