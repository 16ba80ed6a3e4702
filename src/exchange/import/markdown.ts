import { statSync } from 'node:fs'
import { basename, extname, join, sep } from 'node:path'
import { setImmediate } from 'node:timers/promises'
import { keysOfPath, pathOfSource } from '../formats/file-form.ts'
import { mediaOfFile } from '../../cubes/index.ts'
import type { ImportItem, Importer } from './importer.ts'
import { isNote, listFolder, mediaTypes } from './list-folder.ts'
import { pathSource, withForm } from './note-fields.ts'
import { readNote, type NoteFile } from './read-note.ts'

/** Files read between two turns of the event loop; 64 small files take about 3 ms. Measured. */
const sliceFiles = 64
/** Characters of the files of a slice, which are in memory together; as the readers of JSON lines. */
const sliceLength = 4 * 1024 * 1024
/** Larger files are films rather than what a note shows; they take minutes and much of a disk. Guess. */
const maxKeptBytes = 256 * 1024 * 1024

/**
 * A folder of notes: one memory per file. The key of a text is the relative path without the ending, that of any other file
 * the whole path. What is not read is said: links by name, other files by kind, hidden ones once.
 */
export const markdown: Importer = {
  format: 'markdown',
  notMemory: {},
  detect: (path, isFolder) => isFolder || extname(path).toLowerCase() in mediaTypes,
  async *read(path) {
    const isFile = statSync(path).isFile()
    const root = isFile ? join(path, '..') : path
    const { files, others } = isFile ? { files: [basename(path)], others: [] } : listFolder(root)
    if (others.length > 0) yield others
    const chooseKey = keyChooser()
    let slice: ImportItem[] = []
    let read = 0
    let size = 0
    for (const file of files) {
      const items = isFile ? namedAlone(readFile(root, file, chooseKey)) : readFile(root, file, chooseKey)
      slice.push(...items)
      size += items.reduce((sum, item) => sum + ('body' in item ? item.body.length : 0), 0)
      if (++read < sliceFiles && size < sliceLength) continue
      yield slice
      slice = []
      read = 0
      size = 0
      await setImmediate()
    }
    if (slice.length > 0) yield slice
  },
}

function readFile(
  root: string,
  item: string,
  chooseKey: (path: string, isKept?: boolean) => string,
): ImportItem[] {
  const path = join(root, item)
  const stat = statSync(path, { throwIfNoEntry: false })
  const file: NoteFile = {
    path,
    item,
    slashed: sep === '/' ? item : item.split(sep).join('/'),
    bytes: stat?.size ?? 0,
    modifiedMs: Math.max(0, Math.floor(stat?.mtimeMs ?? 0)),
  }
  return isNote(basename(item)) ? readNote(file, chooseKey) : [keptFile(file, chooseKey)]
}

/** A file that is no note: its bytes. */
function keptFile(
  { path, item, slashed, bytes, modifiedMs }: NoteFile,
  chooseKey: (path: string, isKept?: boolean) => string,
): ImportItem {
  if (bytes > maxKeptBytes)
    return {
      item,
      reason: `${bytes} bytes; a file beside notes may have at most ${maxKeptBytes}; add it with --file`,
    }
  const key = chooseKey(slashed, true)
  const source = pathSource(slashed)
  const isPlaceSaid = pathOfSource(source, key.normalize('NFC')) === slashed
  const fields = withForm({ media: mediaOfFile(slashed), source }, isPlaceSaid ? {} : { path: slashed })
  return { item, key, ...fields, file: path, bytes, createdGuess: modifiedMs }
}

/** A text that was named by itself and holds nothing was named in vain. */
function namedAlone(items: ImportItem[]): ImportItem[] {
  return items.map((item) =>
    'body' in item && item.body.trim() === '' && item.data === undefined && item.tags === undefined
      ? { item: item.item, reason: 'empty', loss: false as const }
      : item,
  )
}

/** `notes/a.md` gives `notes/a`; a second file that would take the same key keeps its ending, a third gets a number. */
function keyChooser(): (path: string, isKept?: boolean) => string {
  const taken = new Set<string>()
  return (path, isKept = false) => {
    const [short, whole] = keysOfPath(path)
    let key = isKept || taken.has(short) ? whole : short
    for (let number = 2; taken.has(key); number++) key = `${whole}-${number}`
    taken.add(key)
    return key
  }
}
