import { extname } from 'node:path'
import { z } from 'zod'
import { parseTime } from '../../home/index.ts'
import { readOwnFields } from '../formats/own-fields.ts'
import { storable, type Fields } from './fields.ts'
import type { ImportItem, Importer } from './importer.ts'
import { readJsonLines } from './json-lines.ts'

const time = z.union([z.number(), z.string()]).transform((value, context) => {
  const ms = parseTime(value)
  if (ms !== undefined) return ms
  context.addIssue({ code: 'custom', message: 'expected milliseconds since 1970 or an ISO 8601 date' })
  return z.NEVER
})

const line = z.looseObject({
  key: z.string(),
  body: z.string(),
  type: z.literal('plaintext').optional(),
  tags: z.array(z.string()).optional(),
  created: time.optional(),
  valid: z.strictObject({ from: time.optional(), until: time.optional() }).optional(),
  source: z.string().optional(),
  session: z.string().optional(),
  order: z.number().int().optional(),
  data: z.record(z.string(), z.unknown()).optional(),
})

/** One JSON object a line: `{key, body}` and the optional fields of the command line's documentation. */
export const jsonl: Importer = {
  format: 'jsonl',
  notMemory: { type: 'plaintext is the only type of a line' },
  detect: (path, isFolder) => !isFolder && ['.jsonl', '.ndjson'].includes(extname(path).toLowerCase()),
  read: (path) => readJsonLines(path, readLine),
}

function readLine(value: unknown, item: string): ImportItem {
  const read = line.safeParse(value)
  if (!read.success) {
    const issue = read.error.issues[0]
    const place = issue?.path.join('.') || 'the line'
    return { item, reason: `${place}: ${issue?.message ?? 'does not fit'}`, of: value }
  }
  const { key, body, type, tags, created, source, session, order, data, valid, ...more } = read.data
  // What our own export says of a memory; a field of another type stays with the data.
  const { own, rest: unknown } = readOwnFields(more)
  // Our own export has empty memories, and a date in each line.
  if (body.trim() === '' && !('created' in read.data)) return { item, reason: 'body: is empty', of: value }
  const kept = dataOf(unknown, data, {
    ...(session !== undefined && { session }),
    ...(order !== undefined && { order }),
  })
  return {
    item,
    media: 'text/plain',
    ...own,
    key,
    isKeyGiven: true,
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
    ...(kept !== undefined && { data: kept }),
  }
}

/** Fields of the line and of its `data` together. What both name differently stays apart, under `line`. */
function dataOf(unknown: Fields, data: Fields = {}, place: Fields): Fields | undefined {
  const all = { ...unknown, ...data, ...place }
  const lost = Object.entries({ ...unknown, ...data }).filter(
    ([name, value]) => JSON.stringify(all[name]) !== JSON.stringify(value),
  )
  const twice = Object.entries(unknown).filter(
    ([name, value]) => name in data && JSON.stringify(data[name]) !== JSON.stringify(value),
  )
  const apart = Object.fromEntries([...lost, ...twice])
  const kept = { ...all, ...(Object.keys(apart).length > 0 && { line: apart }) }
  return Object.keys(kept).length > 0 ? (storable(kept) as Fields) : undefined
}
