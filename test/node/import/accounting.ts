/** Which texts of an input no importer answered for: not in a memory, not named, not in the list of what is no memory. */
import {
  isLeftOut,
  isSkipped,
  type ImportedMemory,
  type ImportItem,
} from '../../../src/exchange/import/index.ts'
import { isNotMemory, type NotMemory, type Path } from '../../../src/exchange/import/not-memory.ts'
import { timeIn } from '../../../src/exchange/import/fields.ts'

export interface Lost {
  path: string
  text: string
}

/**
 * @param input the document as `JSON.parse` gives it; of lines, each line; of an archive, each file with `name:` as path
 * @param items all that the importer gave, with `of` of what it skipped
 */
export function lostTexts(
  input: unknown,
  items: readonly ImportItem[],
  notMemory: NotMemory,
  path: Path = [],
): Lost[] {
  const kept = items.flatMap((item) =>
    isMemory(item) ? textsOfMemory(item) : [item.item, ...('of' in item ? texts(item.of) : [])],
  )
  const times = new Set(items.flatMap((item) => (isMemory(item) ? timesOf(item) : [])))
  const all = kept.join('\n')
  const exact = new Set(kept)
  return leaves(input, path)
    .filter(({ steps, text }) => {
      if (text.trim() === '' || exact.has(text) || isNotMemory(steps, notMemory)) return false
      const ms = timeIn(text)
      return !(ms !== undefined && times.has(ms)) && !isKept(text, all)
    })
    .map(({ steps, text }) => ({ path: steps.join('.'), text }))
}

/** In one of the kept texts, as it is or as the parts of it that are JSON. */
function isKept(text: string, all: string): boolean {
  return (
    all.includes(text) ||
    all.includes(text.normalize('NFC')) ||
    isEscaped(text, all) ||
    isInnerJson(text, all)
  )
}

/** An id that is no well-formed text stands in a source by its escapes. */
function isEscaped(text: string, all: string): boolean {
  return !text.isWellFormed() && all.includes(JSON.stringify(text))
}

/** A text that holds JSON counts as kept when all texts in it are. */
function isInnerJson(text: string, all: string): boolean {
  if (!/^["[{]/.test(text)) return false
  try {
    return texts(JSON.parse(text) as unknown).every((inner) => inner === text || isKept(inner, all))
  } catch {
    return false
  }
}

export interface Leaf {
  steps: Path
  text: string
}

export function leaves(value: unknown, steps: Path): Leaf[] {
  if (typeof value === 'string') return [{ steps, text: value }]
  if (Array.isArray(value)) return value.flatMap((item) => leaves(item, [...steps, '[]']))
  if (typeof value !== 'object' || value === null) return []
  return Object.entries(value).flatMap(([name, item]) => leaves(item, [...steps, name]))
}

function texts(value: unknown): string[] {
  return leaves(value, []).map(({ text }) => text)
}

function isMemory(item: ImportItem): item is ImportedMemory {
  return !isSkipped(item) && !isLeftOut(item)
}

function textsOfMemory(item: ImportedMemory): string[] {
  const { source, ...rest } = item
  const inner = item.media === 'application/json' ? texts(JSON.parse(item.body)) : []
  return [...texts(rest), ...inner, ...(source === undefined ? [] : [source, decoded(source)])]
}

function decoded(uri: string): string {
  try {
    return decodeURIComponent(uri)
  } catch {
    return uri
  }
}

function timesOf({ created, expires, valid }: ImportedMemory): number[] {
  return [created, expires, valid?.from, valid?.until].filter((ms) => ms !== undefined)
}

export async function readAll(slices: AsyncIterable<ImportItem[]>): Promise<ImportItem[]> {
  const all: ImportItem[] = []
  for await (const slice of slices) all.push(...slice)
  return all
}
