/**
 * Mem0: a list of memories, bare or under `results`, `memories` or `items`, and the relations of its graph. These are
 * what `get_all`, `search` and `add` answer, what its platform exports, and the points of its vector store.
 */
import { hash } from 'node:crypto'
import { isFields, keySegment, textIn, urn, type Fields } from '../fields.ts'
import type { ImportItem } from '../importer.ts'
import { otherVectors, type NotMemory } from '../not-memory.ts'
import { RecordReader } from '../record-reader.ts'
import { relationOf } from '../relation.ts'
import { firstItem, type JsonFormat } from './json-format.ts'

const lists = [undefined, 'results', 'memories', 'items']
/** At least one of these beside a text tells a memory of mem0 from any other list of texts. */
const marks = ['user_id', 'agent_id', 'run_id', 'app_id', 'hash', 'categories', 'metadata', 'event']
const bodies = ['memory', 'text', 'data', 'content']

/** protocols/cube/spec.md, "Memory": tags of a memory, and bytes of one with its kind before it. */
const maxTags = 256
const maxOwnerBytes = 240

const notMemory: NotMemory = {
  ...otherVectors,
  next: 'the address of the next page',
  previous: 'the address of the page before',
}

export const mem0: JsonFormat = {
  format: 'mem0',
  notMemory,
  recognises: (first) =>
    lists.some((list) => {
      const item = firstItem(first, list)
      if (!isFields(item)) return false
      const fields = pointOf(item)
      return bodyIn(fields) !== undefined && marks.some((mark) => mark in fields)
    }),
  reader: () => (part) => {
    const { property, index, value } = part
    if (property === 'relations')
      return relationsIn(value, index === undefined ? property : `relation ${index + 1}`)
    if (index !== undefined && lists.includes(property)) return [memoryOf(value, `item ${index + 1}`)]
    return undefined
  },
}

/** A point of a vector store has the memory in its payload. What both say of one name stays apart. */
function pointOf(item: Fields): Fields {
  const { payload, ...outer } = item
  if (!isFields(payload)) return item
  const inner = Object.entries(payload)
  const twice = inner.filter(([name]) => Object.hasOwn(outer, name))
  const once = inner.filter(([name]) => !Object.hasOwn(outer, name))
  return {
    ...outer,
    ...Object.fromEntries(once),
    ...(twice.length > 0 && { payload: Object.fromEntries(twice) }),
  }
}

function bodyIn(fields: Fields): string | undefined {
  return bodies.map((name) => textIn(fields[name])).find((text) => text !== undefined)
}

function memoryOf(value: unknown, item: string): ImportItem {
  if (!isFields(value)) return { item, reason: 'not an object', of: value }
  const fields = pointOf(value)
  if (textIn(fields['event']) === 'DELETE' || textIn(fields['state']) === 'deleted')
    return { item, leftOut: 'memories that were deleted in mem0', of: value }
  const read = new RecordReader(fields)
  const body = read.text(...bodies)
  if (body === undefined) return { item, reason: 'has no text in memory, text, data or content', of: value }
  for (const name of bodies) if (read.look(name) === body) read.take(name)
  // Mem0's own id; a list without ids is named by its texts, so that importing it again changes nothing.
  const name = read.id('id') ?? hash('sha256', body).slice(0, 24)
  return {
    item,
    key: `mem0/${keySegment(name)}`,
    body,
    media: 'text/plain',
    tags: withOwners(read.tags('categories'), fields),
    created: read.time('created_at'),
    expires: read.time('expiration_date'),
    tool: 'mem0',
    agent: read.word('agent_id'),
    source: urn('mem0', name),
    data: read.rest(notMemory),
  }
}

/** With whose it is, as the calls of Mem0 look for it; without, where there is no room for that. */
function withOwners(categories: readonly string[], fields: Fields): string[] {
  const owners = ['user', 'agent', 'app', 'run'].flatMap((kind) => {
    const id = textIn(fields[`${kind}_id`])?.normalize('NFC')
    return id === undefined || Buffer.byteLength(id) > maxOwnerBytes ? [] : [`${kind}:${id}`]
  })
  return categories.length + owners.length <= maxTags ? [...categories, ...owners] : [...categories]
}

/** A list of relations, or what `add` answers: lists of lists under `added_entities` and `deleted_entities`. */
function relationsIn(value: unknown, item: string): ImportItem[] {
  if (Array.isArray(value)) return value.flatMap((one: unknown, at) => relationsIn(one, `${item}, ${at + 1}`))
  if (isFields(value) && !('source' in value) && Object.values(value).some(Array.isArray))
    return Object.entries(value).flatMap(([name, list]) => relationsIn(list, `${name} of ${item}`))
  return [
    relationOf(value, item, {
      tool: 'mem0',
      prefix: 'mem0/relations',
      from: ['source'],
      relation: ['relationship', 'relation'],
      to: ['target', 'destination'],
    }),
  ]
}
