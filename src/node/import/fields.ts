/** Reading the fields of other tools' records: what is there and fits, never a guess. Pure. */
import { parseTime } from './front-matter.ts'

export type Fields = Record<string, unknown>

export function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** A text that is not empty. */
export function textIn(value: unknown): string | undefined {
  return typeof value === 'string' && value.trim() !== '' ? value : undefined
}

export function textsIn(value: unknown): string[] {
  return Array.isArray(value) ? value.filter((item) => textIn(item) !== undefined) : []
}

/** Milliseconds since the Unix epoch, from ISO 8601 or from seconds as these tools write them. */
export function timeIn(value: unknown): number | undefined {
  // Seconds of this age have ten digits, milliseconds thirteen.
  if (typeof value === 'number')
    return value > 0 && value < 1e11 ? Math.round(value * 1000) : parseTime(Math.round(value))
  return parseTime(typeof value === 'string' ? value.replace(/(\.\d{3})\d+/, '$1') : undefined)
}

/** A text as one segment of a key. */
export function keySegment(value: string): string {
  const plain = value
    .normalize('NFC')
    .replace(/[\p{C}/\\]+/gu, '-')
    .trim()
  const short =
    Buffer.byteLength(plain) <= 200
      ? plain
      : Buffer.from(plain)
          .subarray(0, 180)
          .toString()
          .replace(/\uFFFD+$/, '')
  return short === '' || short === '.' || short === '..' ? '-' : short
}

/** Fields that hold vectors of the other tool's model: large, and of no use to ours. */
const vectors = new Set(['embedding', 'embeddings', 'vector', 'vectors'])

/** What a signed block can hold of the fields that nothing else took; undefined when there is nothing. */
export function restOf(fields: Fields): Fields | undefined {
  const rest = Object.entries(fields).filter(
    ([name, value]) => !vectors.has(name) && value !== null && value !== undefined && !isEmpty(value),
  )
  return rest.length === 0
    ? undefined
    : Object.fromEntries(rest.map(([name, value]) => [name, storable(value)]))
}

/** Numbers that a block cannot hold exactly become text; vectors inside are left out. */
export function storable(value: unknown): unknown {
  if (typeof value === 'number')
    return Number.isFinite(value) && (!Number.isInteger(value) || Number.isSafeInteger(value))
      ? value
      : String(value)
  if (Array.isArray(value)) return value.map(storable)
  if (!isFields(value)) return value ?? null
  return Object.fromEntries(
    Object.entries(value)
      .filter(([name]) => !vectors.has(name))
      .map(([name, item]) => [name, storable(item)]),
  )
}

function isEmpty(value: unknown): boolean {
  return Array.isArray(value) ? value.length === 0 : isFields(value) && Object.keys(value).length === 0
}
