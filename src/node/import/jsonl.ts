import { createReadStream } from 'node:fs'
import { extname } from 'node:path'
import { z } from 'zod'
import { LIMITS } from '../../core/codec/index.ts'
import { parseTime } from './front-matter.ts'
import type { ImportItem, Importer } from './importer.ts'

/** Lines handed on at once. */
const sliceLines = 256
/** A text of the largest size may be escaped to six bytes a byte, with its fields around it. */
const maxLineBytes = LIMITS.maxTextBytes * 6 + LIMITS.maxMemoryRecordBytes
const newline = 0x0a

const time = z.union([z.number(), z.string()]).transform((value, context) => {
  const ms = parseTime(value)
  if (ms !== undefined) return ms
  context.addIssue({ code: 'custom', message: 'expected milliseconds since 1970 or an ISO 8601 date' })
  return z.NEVER
})

const line = z.looseObject({
  key: z.string(),
  body: z.string().min(1),
  type: z.literal('plaintext').optional(),
  tags: z.array(z.string()).optional(),
  created: time.optional(),
  valid: z.object({ from: time.optional(), until: time.optional() }).optional(),
  source: z.string().optional(),
  session: z.string().optional(),
  order: z.number().int().optional(),
  data: z.record(z.string(), z.unknown()).optional(),
})

/** One JSON object a line: `{key, body}` and the optional fields of the command line's documentation. */
export const jsonl: Importer = {
  format: 'jsonl',
  detect: (path, isFolder) => !isFolder && ['.jsonl', '.ndjson'].includes(extname(path).toLowerCase()),
  async *read(path) {
    let slice: ImportItem[] = []
    let number = 0
    for await (const bytes of lines(path)) {
      number++
      const item = readLine(bytes, `line ${number}`)
      if (item !== undefined) slice.push(item)
      if (slice.length < sliceLines) continue
      yield slice
      slice = []
    }
    if (slice.length > 0) yield slice
  },
}

/** The lines of a file as bytes; a line above the limit comes as `undefined`, and its rest is passed over. */
async function* lines(path: string): AsyncGenerator<Uint8Array | undefined> {
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
  for await (const chunk of createReadStream(path) as AsyncIterable<Buffer>) {
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

const utf8 = new TextDecoder('utf-8', { fatal: true })

function readLine(bytes: Uint8Array | undefined, item: string): ImportItem | undefined {
  if (bytes === undefined) return { item, reason: `above ${maxLineBytes} bytes; split the memory` }
  let value: unknown
  try {
    const text = utf8.decode(bytes)
    if (text.trim() === '') return undefined
    value = JSON.parse(text)
  } catch (error) {
    return { item, reason: error instanceof SyntaxError ? 'not JSON' : 'not UTF-8 text' }
  }
  const read = line.safeParse(value)
  if (!read.success) {
    const issue = read.error.issues[0]
    return { item, reason: `${issue?.path.join('.') || 'the line'}: ${issue?.message ?? 'does not fit'}` }
  }
  const { key, body, type, tags, created, source, session, order, data, valid, ...unknown } = read.data
  const more = {
    ...unknown,
    ...data,
    ...(session !== undefined && { session }),
    ...(order !== undefined && { order }),
  }
  return {
    item,
    media: 'text/plain',
    key,
    body,
    type,
    tags,
    created,
    source,
    ...(valid !== undefined && {
      valid: {
        ...(valid.from !== undefined && { from: valid.from }),
        ...(valid.until !== undefined && { until: valid.until }),
      },
    }),
    ...(Object.keys(more).length > 0 && { data: more }),
  }
}
