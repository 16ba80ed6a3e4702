import { parse } from 'yaml'
import { parseTime } from './parse-time.ts'

/** What a markdown file says about itself before its text. Keys that memcube does not know are kept in `data`. */
export interface FrontMatter {
  tags?: string[]
  created?: number
  source?: string
  licence?: string
  valid?: { from?: number; until?: number }
  data?: Record<string, unknown>
}

const fence = /^---[ \t]*\r?\n(?:([\s\S]*?)\r?\n)?---[ \t]*(?:\r?\n|$)/

/**
 * Splits a text into its front matter and the rest. A block that is not a YAML mapping is left in the text,
 * because a line of dashes is also a thematic break.
 */
export function splitFrontMatter(file: string): { matter: FrontMatter; body: string } {
  const match = file.startsWith('---') ? fence.exec(file) : null
  if (match === null) return { matter: {}, body: file }
  const fields = parseMapping(match[1] ?? '')
  return fields === undefined
    ? { matter: {}, body: file }
    : { matter: readFields(fields), body: file.slice(match[0].length) }
}

function parseMapping(yaml: string): Record<string, unknown> | undefined {
  try {
    // No aliases: they can grow a small text into a huge value.
    const value: unknown = parse(yaml, { maxAliasCount: 0, schema: 'core', logLevel: 'silent' })
    return typeof value === 'object' && value !== null && !Array.isArray(value)
      ? (value as Record<string, unknown>)
      : undefined
  } catch {
    return undefined
  }
}

function readFields(fields: Record<string, unknown>): FrontMatter {
  const { tags, categories, created, date, source, url, licence, license, valid_from, valid_until, ...rest } =
    fields
  const from = parseTime(valid_from)
  const until = parseTime(valid_until)
  const when = parseTime(created) ?? parseTime(date)
  const uri = text(source) ?? text(url)
  const terms = text(licence) ?? text(license)
  const labels = [...words(tags), ...words(categories)]
  return {
    ...(labels.length > 0 && { tags: labels }),
    ...(when !== undefined && { created: when }),
    ...(uri !== undefined && { source: uri }),
    ...(terms !== undefined && { licence: terms }),
    ...((from !== undefined || until !== undefined) && {
      valid: { ...(from !== undefined && { from }), ...(until !== undefined && { until }) },
    }),
    ...(Object.keys(rest).length > 0 && { data: plain(rest) as Record<string, unknown> }),
  }
}

function text(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined
}

function words(value: unknown): string[] {
  const list =
    typeof value === 'string' ? value.split(/[,\s]+/) : Array.isArray(value) ? value.map(String) : []
  return list.map((word) => word.trim().replace(/^#/, '')).filter((word) => word !== '')
}

/** The value with nothing that a signed block cannot hold: numbers that are not finite and unsafe integers become text. */
function plain(value: unknown): unknown {
  if (typeof value === 'number')
    return Number.isInteger(value) && !Number.isSafeInteger(value)
      ? String(value)
      : Number.isFinite(value)
        ? value
        : String(value)
  if (typeof value === 'bigint') return String(value)
  if (Array.isArray(value)) return value.map(plain)
  if (value instanceof Date) return value.toISOString()
  if (typeof value === 'object' && value !== null)
    return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, plain(item)]))
  return value ?? null
}
