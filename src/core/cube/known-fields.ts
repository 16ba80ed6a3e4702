/**
 * What a new memory takes over from an old one: the fields that this program knows, in the memory and in the maps within it.
 * Nobody can tell whether the others are still true. Pure. Spec: protocols/cube/spec.md, "Versions".
 */
import { isMap } from './shape.ts'

const names = {
  memory: ['v', 'type', 'media', 'body', 'tags', 'created', 'valid', 'provenance', 'governance', 'data'],
  body: ['link', 'bytes'],
  valid: ['from', 'until'],
  provenance: ['agent', 'model', 'tool', 'source', 'derived', 'activity'],
  source: ['uri', 'digest'],
  derived: ['memory', 'cube', 'relation'],
  governance: ['licence', 'sensitivity', 'expires', 'priority'],
} as const

/** What is of another form than it has to be stays, for whoever judges it. */
export function knownFields<T extends object>(input: T): T {
  const known = picked(input, 'memory')
  for (const part of ['body', 'valid', 'provenance', 'governance'] as const) within(known, part, part)
  const { provenance } = known
  if (!isMap(provenance)) return known as T
  within(provenance, 'source', 'source')
  const { derived } = provenance
  if (Array.isArray(derived)) provenance['derived'] = derived.map((one) => picked(one, 'derived'))
  return known as T
}

function within(map: Record<string, unknown>, field: string, kind: keyof typeof names): void {
  if (isMap(map[field])) map[field] = picked(map[field], kind)
}

function picked(value: unknown, kind: keyof typeof names): Record<string, unknown> {
  if (!isMap(value)) return value as Record<string, unknown>
  const known: readonly string[] = names[kind]
  return Object.fromEntries(Object.entries(value).filter(([name]) => known.includes(name)))
}
