/** A file of JSON values, one a line: read as a stream, each line bounded, what does not fit told with its number. */
import { createReadStream } from 'node:fs'
import { LIMITS } from '../../core/codec/index.ts'
import type { SkippedItem } from './importer.ts'
import { jsonSize } from './json/json-size.ts'

/** Lines handed on at once. */
const sliceLines = 256
/** Bytes of the lines of a slice: their values are in memory together. */
const sliceBytes = 4 * 1024 * 1024
/** A text of the largest size may be escaped to six bytes a byte, with its fields around it. */
const maxLineBytes = LIMITS.maxTextBytes * 6 + LIMITS.maxMemoryRecordBytes
/** A block of a memory holds no more values, and nests no deeper than 32; more is refused before it is parsed. */
const maxLineValues = LIMITS.maxItems
const maxLineDepth = 100
/** A shorter line can hold neither. */
const unmeasuredBytes = 200
const newline = 0x0a
const utf8 = new TextDecoder('utf-8', { fatal: true })

/** @param take gives what a line's value holds, under the name `line 12` */
export async function* readJsonLines<T>(
  source: string | AsyncIterable<Buffer>,
  take: (value: unknown, item: string) => T,
  prefix = '',
): AsyncGenerator<(T | SkippedItem)[]> {
  let slice: (T | SkippedItem)[] = []
  let number = 0
  let size = 0
  for await (const bytes of lines(
    typeof source === 'string' ? (createReadStream(source) as AsyncIterable<Buffer>) : source,
  )) {
    number++
    const item = readLine(bytes, `${prefix}line ${number}`, take)
    if (item !== undefined) slice.push(item)
    size += bytes?.length ?? 0
    if (slice.length < sliceLines && size < sliceBytes) continue
    yield slice
    slice = []
    size = 0
  }
  if (slice.length > 0) yield slice
}

function readLine<T>(
  bytes: Uint8Array | undefined,
  item: string,
  take: (value: unknown, item: string) => T,
): T | SkippedItem | undefined {
  if (bytes === undefined) return { item, reason: `above ${maxLineBytes} bytes; split the memory` }
  const tooMuch = bytes.length > unmeasuredBytes ? whyTooMuch(bytes) : undefined
  if (tooMuch !== undefined) return { item, reason: tooMuch }
  let text: string | undefined
  let value: unknown
  try {
    text = utf8.decode(bytes)
    if (text.trim() === '') return undefined
    value = JSON.parse(text)
  } catch (error) {
    return { item, reason: error instanceof SyntaxError ? 'not JSON' : 'not UTF-8 text', of: text }
  }
  return take(value, item)
}

function whyTooMuch(bytes: Uint8Array): string | undefined {
  const { values, depth } = jsonSize(bytes)
  if (values > maxLineValues) return `holds more than ${maxLineValues} values`
  return depth > maxLineDepth ? `nests deeper than ${maxLineDepth}` : undefined
}

/** The lines of a file as bytes; a line above the limit comes as `undefined`, and its rest is passed over. */
async function* lines(source: AsyncIterable<Buffer>): AsyncGenerator<Uint8Array | undefined> {
  let parts: Uint8Array[] = []
  let size = 0
  const take = (): Uint8Array | undefined => {
    const whole = size > maxLineBytes ? undefined : Buffer.concat(parts)
    parts = []
    size = 0
    return whole
  }
  const keep = (part: Uint8Array): void => {
    size += part.length
    if (size <= maxLineBytes) parts.push(part)
    else parts = []
  }
  for await (const chunk of source) {
    let start = 0
    for (let end = chunk.indexOf(newline); end >= 0; end = chunk.indexOf(newline, start)) {
      keep(chunk.subarray(start, end))
      yield take()
      start = end + 1
    }
    keep(chunk.subarray(start))
  }
  if (size > 0) yield take()
}
