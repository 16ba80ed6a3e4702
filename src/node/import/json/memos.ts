/** MemOS `textual_memory.json`, in both shapes: a list of points with payloads, or a graph of nodes. */
import { isFields, keySegment, restOf, textIn, textsIn, timeIn, type Fields } from '../fields.ts'
import type { ImportedMemory, ImportItem } from '../importer.ts'
import { firstItem, type JsonFormat } from './json-format.ts'

export const memos: JsonFormat = {
  format: 'memos',
  notMemory: {},
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
      const item = `item ${(index ?? 0) + 1}`
      if (index === undefined || (property !== undefined && property !== 'nodes')) return []
      if (!isFields(value)) return [{ item, reason: 'not an object' }]
      return [memoryOf(isFields(value['payload']) ? { id: value['id'], ...value['payload'] } : value, item)]
    },
}

function memoryOf(record: Record<string, unknown>, item: string): ImportItem {
  const { id, memory, metadata } = record
  const body = textIn(memory)
  if (body === undefined) return { item, reason: 'has no text in memory' }
  const name = textIn(id)
  if (name === undefined) return { item, reason: 'has no id' }
  const {
    tags,
    created_at: created,
    updated_at: updated,
    sources,
    memcube,
    ...rest
  } = isFields(metadata) ? metadata : {}
  const theirs: ImportedMemory = {
    item,
    key: `memos/${keySegment(name)}`,
    body,
    media: 'text/plain',
    tags: textsIn(tags),
    created: timeIn(created) ?? timeIn(updated),
    tool: 'memos',
    source: `urn:memos:${encodeURIComponent(name)}`,
    data: restOf({
      ...rest,
      ...(updated !== undefined && { updated_at: updated }),
      sources: sourcesIn(sources),
    }),
  }
  return isFields(memcube) ? withOwn(theirs, memcube) : theirs
}

/** What `export --format memos-cube` wrote beside the fields of MemOS: the memory as it was in a cube. */
function withOwn(theirs: ImportedMemory, own: Fields): ImportedMemory {
  const { key, media, created, valid, expires, data } = own
  return {
    ...theirs,
    key: textIn(key) ?? theirs.key,
    media: textIn(media) ?? theirs.media,
    created: timeInMs(created) ?? theirs.created,
    source: textIn(own['source']),
    agent: textIn(own['agent']),
    model: textIn(own['model']),
    tool: textIn(own['tool']),
    licence: textIn(own['licence']),
    expires: timeInMs(expires),
    ...(isFields(valid) && { valid: span(timeInMs(valid['from']), timeInMs(valid['until'])) }),
    ...('data' in own && { data: isFields(data) ? data : undefined }),
  }
}

function timeInMs(value: unknown): number | undefined {
  return typeof value === 'number' && Number.isSafeInteger(value) ? value : undefined
}

function span(from: number | undefined, until: number | undefined): { from?: number; until?: number } {
  return { ...(from !== undefined && { from }), ...(until !== undefined && { until }) }
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
