/** `memory.json` of the MCP reference server: lines of entities with observations, and of relations between them. */
import { openSync, readSync, closeSync } from 'node:fs'
import { isFields, keySegment, restOf, textIn, textsIn } from './fields.ts'
import type { ImportItem, Importer } from './importer.ts'
import { readJsonLines } from './json-lines.ts'

/** Enough for the first line's first fields. */
const sampleBytes = 4_096

export const mcpMemory: Importer = {
  format: 'mcp-memory',
  notMemory: {},
  detect: (path, isFolder) =>
    !isFolder &&
    /\.jsonl?$/i.test(path) &&
    /^\s*\{\s*"type"\s*:\s*"(?:entity|relation)"\s*,/.test(beginningOf(path)),
  read: (path) => readJsonLines(path, memoryOf),
}

function memoryOf(value: unknown, item: string): ImportItem {
  if (!isFields(value)) return { item, reason: 'not an object' }
  if (value['type'] === 'entity') return entityOf(value, item)
  if (value['type'] === 'relation') return relationOf(value, item)
  return { item, reason: 'neither an entity nor a relation' }
}

function entityOf(value: Record<string, unknown>, item: string): ImportItem {
  const { name: called, entityType, observations, type: _, ...rest } = value
  const name = textIn(called)
  if (name === undefined) return { item, reason: 'an entity without a name' }
  const kind = textIn(entityType)
  const seen = textsIn(observations)
  return {
    item,
    key: `entities/${keySegment(name)}`,
    body: [`${name}${kind === undefined ? '' : ` (${kind})`}`, ...seen.map((text) => `- ${text}`)].join('\n'),
    media: 'text/markdown',
    tags: kind === undefined ? [] : [kind],
    tool: 'mcp-memory',
    data: restOf({ ...rest, name, entityType, observations: seen }),
  }
}

function relationOf(value: Record<string, unknown>, item: string): ImportItem {
  const [from, to, relation] = [value['from'], value['to'], value['relationType']].map(textIn)
  if (from === undefined || to === undefined || relation === undefined)
    return { item, reason: 'a relation without from, to or relationType' }
  return {
    item,
    key: `relations/${[from, relation, to].map(keySegment).join('/')}`,
    body: `${from} ${relation} ${to}`,
    media: 'text/plain',
    tags: ['relation'],
    tool: 'mcp-memory',
    data: { from, to, relationType: relation },
  }
}

function beginningOf(path: string): string {
  const file = openSync(path, 'r')
  try {
    const bytes = Buffer.alloc(sampleBytes)
    return bytes.subarray(0, readSync(file, bytes)).toString()
  } finally {
    closeSync(file)
  }
}
