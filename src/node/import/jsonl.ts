import { extname } from 'node:path'
import { z } from 'zod'
import { parseTime } from './parse-time.ts'
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
  notMemory: {},
  detect: (path, isFolder) => !isFolder && ['.jsonl', '.ndjson'].includes(extname(path).toLowerCase()),
  read: (path) => readJsonLines(path, readLine),
}

function readLine(value: unknown, item: string): ImportItem {
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
    ...(Object.keys(more).length > 0 && { data: more }),
  }
}
