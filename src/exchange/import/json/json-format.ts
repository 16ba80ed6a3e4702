/** A format that is one JSON document: recognised by how it begins, read part by part. */
import { createReadStream } from 'node:fs'
import type { Readable } from 'node:stream'
import type { ImportItem, Importer, LeftOutItem, SkippedItem } from '../importer.ts'
import { holdsText, whyNotMemory, withoutNotMemory, type NotMemory } from '../not-memory.ts'
import { readParts, type JsonPart } from './json-parts.ts'

export interface JsonFormat {
  format: string
  /** Whether a document with these first parts is one. */
  recognises(first: readonly JsonPart[]): boolean
  /** A reader for one document: gives what each part holds; undefined for a part that it has no use for. */
  reader(): (part: JsonPart) => ImportItem[] | undefined
  /** Paths in the document: `[]` is an element of a document that is a list. */
  notMemory: NotMemory
}

/** What reading a document needs to know of its format. */
interface DocumentFormat<T> {
  reader(): (part: JsonPart) => T[] | undefined
  notMemory: NotMemory
}

/** Parts looked at to recognise a document. Guess: the listed formats say what they are within the first ten. */
const sampleParts = 40
/** One large part is enough to recognise a document by; the sample must not cost more than a part does. Guess. */
const sampleBytes = 4 * 1024 * 1024

export function createJsonImporter(format: JsonFormat): Importer {
  return {
    format: format.format,
    async detect(path, isFolder) {
      return !isFolder && beginsLikeJson(path) && format.recognises(await firstParts(createReadStream(path)))
    },
    read: (path) => readDocument(format, createReadStream(path), 'the file'),
    notMemory: format.notMemory,
  }
}

/**
 * The memories of one document. A part that the reader has no use for is named, unless it is no memory.
 * @throws ERR_INVALID_INPUT, ERR_LIMIT
 */
export async function* readDocument<T = ImportItem>(
  format: DocumentFormat<T>,
  source: Readable,
  name: string,
): AsyncGenerator<(T | SkippedItem | LeftOutItem)[]> {
  const read = format.reader()
  for await (const parts of readParts(source, name))
    yield parts.flatMap(
      (part): (T | SkippedItem | LeftOutItem)[] => read(part) ?? unknownPart(part, format.notMemory),
    )
}

/** Each element of a list is a thing of its own, and is counted. A single property, such as a version, is not worth a word. */
function unknownPart(
  { property, index, value }: JsonPart,
  notMemory: NotMemory,
): (SkippedItem | LeftOutItem)[] {
  const path = [...(property === undefined ? [] : [property]), ...(index === undefined ? [] : ['[]'])]
  const item = `${property ?? 'item'}${index === undefined ? '' : ` ${index + 1}`}`
  if (holdsText(withoutNotMemory(value, path, notMemory)))
    return [{ item, reason: 'is no part of this format that is known', of: value }]
  const leftOut = index === undefined || !holdsText(value) ? undefined : whyNotMemory(path, notMemory)
  return leftOut === undefined ? [] : [{ item, leftOut, of: value }]
}

/** How a document begins; nothing for one that is no JSON. */
export async function firstParts(source: Readable): Promise<JsonPart[]> {
  const first: JsonPart[] = []
  let bytes = 0
  try {
    for await (const parts of readParts(source, 'the file', { sliceParts: 1 })) {
      first.push(...parts)
      bytes += parts.reduce((sum, part) => sum + part.bytes, 0)
      if (first.length >= sampleParts || bytes >= sampleBytes) break
    }
  } catch {
    // Not this format, or cut off: whoever reads it says so.
  } finally {
    source.destroy()
  }
  return first
}

/** Names of files that hold JSON; the content decides. */
function beginsLikeJson(path: string): boolean {
  return /\.(json|af|mpf)$/i.test(path)
}

/** The first part of an array or list that is an object: what the items look like. */
export function firstItem(parts: readonly JsonPart[], property?: string): unknown {
  return parts.find((part) => part.index !== undefined && part.property === property)?.value
}
