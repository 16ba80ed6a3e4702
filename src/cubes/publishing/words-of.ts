/** The fields of a value as lines, `password: ...` for a field of that name: what a scan for secrets reads. */
import { CID } from 'multiformats/cid'

export function wordsOf(value: unknown, name = ''): string {
  const lines: string[] = []
  addLines(value, name, lines)
  return lines.join('\n')
}

function addLines(value: unknown, name: string, lines: string[]): void {
  if (typeof value === 'string') lines.push(`${name}: ${value}`)
  else if (value instanceof CID) lines.push(`${name}: ${value}`)
  else if (value instanceof Uint8Array) lines.push(`${name}: ${Buffer.from(value).toString('utf8')}`)
  else if (Array.isArray(value)) for (const one of value) addLines(one, name, lines)
  else if (typeof value === 'object' && value !== null) {
    // A name is told as well, whatever it holds.
    lines.push(name)
    for (const [field, held] of Object.entries(value)) addLines(held, field, lines)
  } else lines.push(`${name}: ${String(value)}`)
}
