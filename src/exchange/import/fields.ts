/** Reading the fields of other tools' records: what is there and fits, never a guess. Pure. */
import { parseTime } from '../../home/index.ts'

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

/** What tools write for a field that is not set. */
export function isNothing(value: unknown): boolean {
  return (
    value === null ||
    value === undefined ||
    (Array.isArray(value) && value.length === 0) ||
    (isFields(value) && Object.keys(value).length === 0)
  )
}

/** Deeper values become their JSON: a block nests 32 deep at most, and the memory around the value is a part of that. */
const maxStoredDepth = 24

/** Numbers that a block cannot hold exactly become text, and so does what nests too deep. */
export function storable(value: unknown, depth = 0): unknown {
  if (typeof value === 'number')
    return Number.isFinite(value) && (!Number.isInteger(value) || Number.isSafeInteger(value))
      ? value
      : String(value)
  if (typeof value !== 'object' || value === null) return value ?? null
  if (depth >= maxStoredDepth) return JSON.stringify(value)
  if (Array.isArray(value)) return value.map((item) => storable(item, depth + 1))
  return Object.fromEntries(Object.entries(value).map(([name, item]) => [name, storable(item, depth + 1)]))
}

/** A name for what an id means in another tool. An id that is not well-formed text keeps its place as its escapes. */
export function urn(tool: string, id: string): string {
  return `urn:${tool}:${encodeURIComponent(id.isWellFormed() ? id : JSON.stringify(id))}`
}
