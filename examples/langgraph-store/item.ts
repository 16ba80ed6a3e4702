/**
 * How an item of a store is a memory of a cube.
 *
 * The key is the namespace and the key of the item, each part percent-encoded, joined with `/`. The text is what recall
 * searches. The value is that text, or, where other text is to be searched, JSON beside it: either way it comes back exactly.
 */
import { createHash } from 'node:crypto'
import { getTextAtPath, type Item, type PutOperation } from '@langchain/langgraph-checkpoint'

/** The part of the answer of `get` that an item is made of. */
export interface StoredMemory {
  body: string
  tags: string[]
  /** Milliseconds since the Unix epoch. */
  created: number
  data: Record<string, unknown> | null
}

/** What `add` takes. */
export interface NewMemory {
  key: string
  text: string
  media: string
  tags: string[]
  data: Record<string, unknown>
}

/** Tells items of a store from other memories of the cube. */
const itemTag = 'langgraph'
/** Items that recall shall not answer with. */
const unindexedTag = 'langgraph-unindexed'

export function memoryKey(namespace: readonly string[], key: string): string {
  return [...namespace, key].map(encodePart).join('/')
}

/** The keys below a namespace start with this. */
export function keyPrefix(namespace: readonly string[]): string {
  return namespace.map((part) => `${encodePart(part)}/`).join('')
}

/** Undefined for a key that no store would write. */
export function placeOf(memory: string): { namespace: string[]; key: string } | undefined {
  try {
    const parts = memory.split('/').map(decodePart)
    const place = { namespace: parts.slice(0, -1), key: parts.at(-1) ?? '' }
    return memoryKey(place.namespace, place.key) === memory ? place : undefined
  } catch {
    return undefined
  }
}

/** A tag that all items in and below a namespace have. */
export function namespaceTag(namespace: readonly string[]): string {
  if (namespace.length === 0) return itemTag
  const digest = createHash('sha256').update(keyPrefix(namespace)).digest('base64url')
  return `${itemTag}:${digest.slice(0, 22)}`
}

export function toMemory(operation: PutOperation, createdAtMs: number, updatedAtMs: number): NewMemory {
  const { namespace, key, value, index } = operation
  const json = JSON.stringify(value)
  const searched = searchedText(value, index)
  const whole = index === undefined
  return {
    key: memoryKey(namespace, key),
    text: whole ? json : (searched ?? 'not searched'),
    media: whole ? 'application/json' : 'text/plain',
    tags: [
      ...[...namespace.keys(), namespace.length].map((depth) => namespaceTag(namespace.slice(0, depth))),
      ...(!whole && searched === undefined ? [unindexedTag] : []),
    ],
    data: { createdAtMs, updatedAtMs, ...(!whole && { value: json }) },
  }
}

export function isSearched({ tags }: Pick<StoredMemory, 'tags'>): boolean {
  return tags.includes(itemTag) && !tags.includes(unindexedTag)
}

/** Undefined for a memory that no store wrote. */
export function toItem(memory: string, { body, tags, data }: StoredMemory): Item | undefined {
  const place = placeOf(memory)
  if (place === undefined || !tags.includes(itemTag) || data === null) return undefined
  const { createdAtMs, updatedAtMs, value = body } = data
  return {
    ...place,
    value: JSON.parse(value as string) as Item['value'],
    createdAt: new Date(createdAtMs as number),
    updatedAt: new Date(updatedAtMs as number),
  }
}

/** The text at the fields that the caller wants searched; undefined where there is none. */
function searchedText(value: PutOperation['value'], index: PutOperation['index']): string | undefined {
  if (index === undefined || index === false) return undefined
  const text = index.flatMap((path) => getTextAtPath(value, path)).join('\n')
  return text.trim() === '' ? undefined : text
}

/** An empty part would not be seen, and one that begins with a dot may mean something else in a path. */
function encodePart(part: string): string {
  return part === '' ? '%' : encodeURIComponent(part).replace(/^\./, '%2E')
}

function decodePart(part: string): string {
  return part === '%' ? '' : decodeURIComponent(part)
}
