/** MemOS `textual_memory.json`, in both shapes: a list of points with payloads, or a graph of nodes and edges. */
import { memosDefaults } from '../../formats/memos.ts'
import { readOwnFields } from '../../formats/own-fields.ts'
import { isFields, keySegment, urn, type Fields } from '../fields.ts'
import type { ImportedMemory, ImportItem } from '../importer.ts'
import { otherVectors, type NotMemory } from '../not-memory.ts'
import { RecordReader } from '../record-reader.ts'
import { relationOf } from '../relation.ts'
import { firstItem, type JsonFormat } from './json-format.ts'

const id = 'an id, which the source says, or the key where our own export wrote it'
const notMemory: NotMemory = {
  ...otherVectors,
  'nodes[].id': id,
  '[].id': id,
  '[].payload.id': id,
}

export const memos: JsonFormat = {
  format: 'memos',
  notMemory,
  recognises(first) {
    const point = firstItem(first)
    const node = firstItem(first, 'nodes')
    return (
      (isFields(point) && isFields(point['payload']) && 'memory' in point['payload']) ||
      (isFields(node) && 'memory' in node && 'metadata' in node)
    )
  },
  reader:
    () =>
    ({ property, index, value }) => {
      if (index === undefined) return undefined
      if (property === 'edges') return [edgeOf(value, `edge ${index + 1}`)]
      const item = `item ${index + 1}`
      if (property !== undefined && property !== 'nodes') return undefined
      if (!isFields(value)) return [{ item, reason: 'not an object', of: value }]
      return [memoryOf(value, item)]
    },
}

function edgeOf(value: unknown, item: string): ImportItem {
  return relationOf(value, item, {
    tool: 'memos',
    prefix: 'memos/edges',
    from: ['source', 'from'],
    relation: ['type', 'relation'],
    to: ['target', 'to'],
  })
}

/** A point has its memory in the payload. */
function memoryOf(record: Fields, item: string): ImportItem {
  const { payload, ...point } = record
  const outer = new RecordReader(isFields(payload) ? point : {})
  const read = new RecordReader(isFields(payload) ? payload : record)
  const body = read.text('memory') ?? emptyOfOurs(read)
  if (body === undefined) return { item, reason: 'has no text in memory', of: record }
  const name = read.id('id') ?? outer.id('id')
  if (name === undefined) return { item, reason: 'has no id', of: record }
  if (outer.look('id') === name) outer.take('id')
  const metadata = read.inner('metadata')
  const updated = metadata.look('updated_at')
  const created = metadata.time('created_at')
  const memcube = isFields(metadata.look('memcube')) ? (metadata.take('memcube') as Fields) : undefined
  const around = outer.rest(notMemory)
  const beside = { ...read.rest(notMemory), ...(around !== undefined && { point: around }) }
  const theirs: ImportedMemory = {
    item,
    key: `memos/${keySegment(name)}`,
    body,
    media: 'text/plain',
    tags: metadata.tags('tags'),
    created: created ?? new RecordReader({ updated }).time('updated'),
    tool: 'memos',
    source: urn('memos', name),
    data: dataOf(metadata, beside),
  }
  return memcube === undefined ? theirs : withOwn(theirs, memcube)
}

/** Our own export has memories whose text is empty. */
function emptyOfOurs(read: RecordReader): string | undefined {
  const metadata = read.look('metadata')
  const memory = read.look('memory')
  if (typeof memory !== 'string' || !isFields(metadata) || !isFields(metadata['memcube'])) return undefined
  return read.take('memory') as string
}

function dataOf(metadata: RecordReader, beside: Fields): Fields | undefined {
  const sources = sourcesIn(metadata.look('sources'))
  if (sources !== undefined) metadata.take('sources')
  const data = {
    ...new RecordReader({ ...metadata.rest(notMemory), ...(sources !== undefined && { sources }) }).rest(
      notMemory,
    ),
    ...(Object.keys(beside).length > 0 && { record: beside }),
  }
  return Object.keys(data).length > 0 ? data : undefined
}

/** What `export --format memos-cube` wrote beside the fields of MemOS: the memory as it was in a cube. */
function withOwn(theirs: ImportedMemory, memcube: Fields): ImportedMemory {
  const { own, rest } = readOwnFields(memcube)
  const { data, ...unknown } = rest
  const isOurs = isFields(data) || data === null
  const kept = 'data' in rest && isOurs ? (data ?? undefined) : theirs.data
  const left = 'data' in rest && !isOurs ? rest : unknown
  const { item, body, tags } = theirs
  const beside = kept === theirs.data ? [] : Object.entries(theirs.data ?? {}).filter(isNoDefault)
  const unkept = {
    ...(Object.keys(left).length > 0 && { memcube: left }),
    ...(beside.length > 0 && { memos: Object.fromEntries(beside) }),
  }
  return {
    item,
    body,
    tags,
    key: theirs.key,
    media: theirs.media,
    created: theirs.created,
    ...own,
    ...(own.key === undefined && {
      source: own.source ?? theirs.source,
      tool: own.tool ?? theirs.tool,
    }),
    data: Object.keys(unkept).length > 0 ? { ...kept, ...unkept } : kept,
  }
}

function isNoDefault([name, value]: [string, unknown]): boolean {
  return memosDefaults[name] !== value
}

/** A list of texts that are themselves JSON, now and then twice. */
function sourcesIn(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sourcesIn)
  if (typeof value !== 'string' || !/^["[{]/.test(value)) return value
  try {
    return sourcesIn(JSON.parse(value) as unknown)
  } catch {
    return value
  }
}
