/** What never enters a log: tokens, keys, invitations and the text of memories. Pure. */
import { countOf } from '../../home/count-of.ts'

const secretFields = [
  'authorization',
  'body',
  'data',
  'invite',
  'key.secret',
  'nodeKey',
  'authorKey',
  'query',
  'secret',
  'text',
  'token',
]

/** Fields of a line, and of what is in it, by the names that secrets and texts go under here. */
export const redactedPaths: string[] = secretFields.flatMap((name) => [name, `*.${name}`])

const secretPatterns: readonly (readonly [RegExp, string])[] = [
  // The API token and the seeds of keys, as their files hold them. Digests look the same, and are no loss.
  [/(?<![0-9a-f])[0-9a-f]{64}(?![0-9a-f])/gi, '[redacted]'],
  [/\bbearer\s+[\w.~+/-]+=*/gi, 'Bearer [redacted]'],
  [/\bmemcube-invite:[\w:.~+/=-]+/gi, 'memcube-invite:[redacted]'],
]

/** A line as it may be written: secrets that got into a message, an error or a stack are taken out as well. */
export function redactLine(line: string): string {
  return secretPatterns.reduce((text, [pattern, instead]) => text.replace(pattern, instead), line)
}

/** Bytes may be anything, a seed too: a line tells how many there are. */
export function withoutBytes(fields: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(fields).map(([name, value]) => [
      name,
      ArrayBuffer.isView(value) ? countOf(value.byteLength, 'byte') : value,
    ]),
  )
}
