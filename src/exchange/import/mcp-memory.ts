/**
 * The memory of the MCP reference server: entities with observations, and relations between them. It keeps them as lines
 * (`memory.json`, `memory.jsonl`); its `read_graph` answers one document of both lists.
 */
import { closeSync, createReadStream, openSync, readSync } from 'node:fs'
import { isFields, keySegment, textIn, type Fields } from './fields.ts'
import type { ImportItem, Importer, LeftOutItem, SkippedItem } from './importer.ts'
import { firstItem, firstParts, readDocument } from './json/json-format.ts'
import { readJsonLines } from './json-lines.ts'
import { otherVectors, type NotMemory } from './not-memory.ts'
import { RecordReader } from './record-reader.ts'
import { relationOf } from './relation.ts'

/** Enough for the first lines: an entity of hundreds of observations. Guess. */
const sampleBytes = 256 * 1024
/** Lines looked at; the first may be cut off or of another kind. Guess. */
const sampleLines = 5
/** What is held back to put lines of one entity together. Guess: a graph kept by an agent has some megabytes in all. */
const maxHeldChars = 16 * 1024 * 1024

/** Observations kept as a list beside the body: a quarter of what a record holds. */
const maxNotedChars = 16 * 1024

const kind = 'the kind of a record, which its key says'
const notMemory: NotMemory = {
  ...otherVectors,
  type: kind,
  '[].type': kind,
  'entities[].type': kind,
  'relations[].type': kind,
}

export const mcpMemory: Importer = {
  format: 'mcp-memory',
  notMemory,
  async detect(path, isFolder) {
    if (isFolder || !/\.(?:json|jsonl|ndjson)$/i.test(path)) return false
    return firstLines(path).some(isRecord) || (/\.json$/i.test(path) && (await isGraph(path)))
  },
  async *read(path) {
    const twice = new Set<string>()
    const seen = new Set<string>()
    for await (const records of recordsOf(path))
      for (const record of records) {
        const name = nameIn(record)
        if (name === undefined) continue
        if (seen.has(name)) twice.add(name)
        else seen.add(name)
      }
    yield* readRecords(path, twice)
  },
}

interface Found {
  item: string
  value: unknown
}

/** An entity that comes twice is one memory, given at the end, with all that was observed. */
async function* readRecords(path: string, twice: ReadonlySet<string>): AsyncGenerator<ImportItem[]> {
  const held = new Map<string, Found[]>()
  let heldChars = 0
  for await (const records of recordsOf(path)) {
    const slice: ImportItem[] = []
    for (const record of records) {
      const name = nameIn(record)
      if (name === undefined || !twice.has(name) || heldChars > maxHeldChars || !('value' in record)) {
        slice.push('value' in record ? memoryOf(record.value, record.item) : record)
        continue
      }
      heldChars += JSON.stringify(record.value).length
      held.set(name, [...(held.get(name) ?? []), record])
    }
    yield slice
  }
  yield [...held.values()].map((records) =>
    entityOf(together(records.map(({ value }) => value as Fields)), records[0]!.item),
  )
}

async function* recordsOf(path: string): AsyncGenerator<(Found | SkippedItem | LeftOutItem)[]> {
  if (firstLines(path).some(isRecord)) {
    yield* readJsonLines(path, (value, item) => ({ value, item }))
    return
  }
  yield* readDocument<Found>(graph, createReadStream(path), 'the file')
}

const graph = {
  notMemory,
  reader:
    () =>
    ({
      property,
      index,
      value,
    }: {
      property: string | undefined
      index: number | undefined
      value: unknown
    }) => {
      if (index === undefined) return undefined
      const item = `${property ?? 'item'} ${index + 1}`
      if (property === 'entities') return [{ item, value: typed(value, 'entity') }]
      if (property === 'relations') return [{ item, value: typed(value, 'relation') }]
      return property === undefined ? [{ item, value }] : undefined
    },
}

function typed(value: unknown, type: string): unknown {
  return isFields(value) && value['type'] === undefined ? { ...value, type } : value
}

function nameIn(record: Found | SkippedItem | LeftOutItem): string | undefined {
  if (!('value' in record) || !isFields(record.value) || record.value['type'] !== 'entity') return undefined
  return textIn(record.value['name'])
}

function memoryOf(value: unknown, item: string): ImportItem {
  if (!isFields(value)) return { item, reason: 'not an object', of: value }
  if (value['type'] === 'entity') return entityOf(value, item)
  if (value['type'] === 'relation') {
    const { type: _, ...relation } = value
    return relationOf(relation, item, {
      tool: 'mcp-memory',
      prefix: 'relations',
      from: ['from'],
      relation: ['relationType'],
      to: ['to'],
    })
  }
  return { item, reason: 'neither an entity nor a relation', of: value }
}

/** Several lines of one entity as one: lists are joined, and what they say differently is listed. */
function together(entities: readonly Fields[]): Fields {
  const names = new Set(entities.flatMap((entity) => Object.keys(entity)))
  return Object.fromEntries(
    [...names].map((name) => {
      const values = entities.filter((entity) => name in entity).map((entity) => entity[name])
      const all = values.flatMap((value) => (Array.isArray(value) ? (value as unknown[]) : [value]))
      const different = [...new Map(all.map((value) => [JSON.stringify(value), value])).values()]
      return [name, different.length === 1 && !values.some(Array.isArray) ? different[0] : different]
    }),
  )
}

function entityOf(value: Fields, item: string): ImportItem {
  const read = new RecordReader(value)
  read.take('type')
  const name = read.text('name')
  if (name === undefined) return { item, reason: 'an entity without a name', of: value }
  const entityType = read.take('entityType')
  const observations = read.take('observations')
  const kinds = new RecordReader({ kinds: [entityType].flat() }).tags('kinds')
  const seen = [observations].flat().flatMap((text) => textIn(text) ?? [])
  return {
    item,
    key: `entities/${keySegment(name)}`,
    body: [
      `${name}${kinds.length === 0 ? '' : ` (${kinds.join(', ')})`}`,
      ...seen.map((text) => `- ${text}`),
    ].join('\n'),
    media: 'text/markdown',
    tags: kinds,
    tool: 'mcp-memory',
    data: new RecordReader({
      ...read.rest(otherVectors),
      name,
      entityType,
      observations: isInBody(observations) ? undefined : observations,
    }).rest(otherVectors),
  }
}

/** Many texts stand in the body alone: a record holds 64 KiB beside its body. */
function isInBody(observations: unknown): boolean {
  return (
    Array.isArray(observations) &&
    observations.every((text) => textIn(text) !== undefined) &&
    observations.join('').length > maxNotedChars
  )
}

/** The values of the first lines that are JSON. */
function firstLines(path: string): unknown[] {
  return beginningOf(path)
    .split('\n', sampleLines)
    .flatMap((line) => {
      try {
        return [JSON.parse(line) as unknown]
      } catch {
        return []
      }
    })
}

function isRecord(value: unknown): boolean {
  if (!isFields(value)) return false
  return (
    (value['type'] === 'entity' && ('name' in value || 'observations' in value)) ||
    (value['type'] === 'relation' && 'relationType' in value)
  )
}

async function isGraph(path: string): Promise<boolean> {
  const first = await firstParts(createReadStream(path))
  const entity = firstItem(first, 'entities')
  const relation = firstItem(first, 'relations')
  return (
    isRecord(firstItem(first)) ||
    (isFields(entity) && 'name' in entity && ('observations' in entity || 'entityType' in entity)) ||
    (isFields(relation) && 'from' in relation && 'to' in relation && 'relationType' in relation)
  )
}

function beginningOf(path: string): string {
  const file = openSync(path, 'r')
  try {
    const bytes = Buffer.alloc(sampleBytes)
    return bytes
      .subarray(0, readSync(file, bytes))
      .toString()
      .replace(/^\uFEFF/, '')
  } finally {
    closeSync(file)
  }
}
