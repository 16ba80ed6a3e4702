/** What a memory says of itself, of the path of its file and the front matter in it. Import and export ask the same. Pure. */
import { extname } from 'node:path'
import { fileField, sourceOfFile, withFileForm, type FileForm } from '../formats/file-form.ts'
import type { FrontMatter } from './front-matter.ts'
import type { ImportedMemory } from './importer.ts'
import { mediaTypes } from './list-folder.ts'

/** protocols/cube/spec.md, "Memory": a source has at most so many bytes. */
const maxSourceBytes = 2_048

export type NoteFields = Omit<ImportedMemory, 'item' | 'key' | 'body' | 'createdGuess'>

/** @param path relative, with slashes */
export function noteFields(path: string, { own = {}, ...said }: FrontMatter): NoteFields {
  const { key: _key, ...fields } = own
  return {
    media: mediaTypes[extname(path).toLowerCase()] ?? 'text/plain',
    source: pathSource(path),
    ...said,
    ...fields,
  }
}

/** The address of a file in its folder, where a memory can hold it. */
export function pathSource(path: string): string | undefined {
  const uri = sourceOfFile(path)
  return uri !== undefined && uri.length <= maxSourceBytes ? uri : undefined
}

/** The fields, with what is to be known of the file. What a file says of another file is that of the memory it was once. */
export function withForm({ data, ...fields }: NoteFields, form: FileForm): NoteFields {
  const { [fileField]: _earlier, ...rest } = data ?? {}
  const now = withFileForm(data === undefined ? undefined : rest, form)
  return { ...fields, ...(now !== undefined && Object.keys(now).length > 0 && { data: now }) }
}
