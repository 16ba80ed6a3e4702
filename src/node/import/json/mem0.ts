/** Mem0: a list of memories, bare or under `results`, `memories` or `items`. */
import { hash } from 'node:crypto'
import { isFields, keySegment, restOf, textIn, textsIn, timeIn, type Fields } from '../fields.ts'
import type { ImportItem } from '../importer.ts'
import { firstItem, type JsonFormat } from './json-format.ts'

const lists = [undefined, 'results', 'memories', 'items']
/** At least one of these beside a text tells a memory of mem0 from any other list of texts. */
const marks = ['user_id', 'agent_id', 'run_id', 'app_id', 'hash', 'categories', 'metadata']

export const mem0: JsonFormat = {
  format: 'mem0',
  recognises: (first) =>
    lists.some((list) => {
      const item = firstItem(first, list)
      return isFields(item) && bodyOf(item) !== undefined && marks.some((mark) => mark in item)
    }),
  reader: () => (part) =>
    part.index !== undefined && lists.includes(part.property)
      ? [memoryOf(part.value, `item ${part.index + 1}`)]
      : [],
}

function bodyOf({ memory, text, data, content }: Fields): string | undefined {
  return textIn(memory) ?? textIn(text) ?? textIn(data) ?? textIn(content)
}

function memoryOf(value: unknown, item: string): ImportItem {
  if (!isFields(value)) return { item, reason: 'not an object' }
  const body = bodyOf(value)
  if (body === undefined) return { item, reason: 'has no text in memory, text, data or content' }
  const { id, categories, created_at: created, agent_id: agent, expiration_date: expires, ...rest } = value
  for (const name of ['memory', 'text', 'data', 'content']) if (rest[name] === body) delete rest[name]
  // Mem0's own id; a list without ids is named by its texts, so that importing it again changes nothing.
  const name = textIn(id) ?? hash('sha256', body).slice(0, 24)
  return {
    item,
    key: `mem0/${keySegment(name)}`,
    body,
    media: 'text/plain',
    tags: textsIn(categories),
    created: timeIn(created),
    expires: timeIn(expires),
    tool: 'mem0',
    agent: textIn(agent),
    source: `urn:mem0:${encodeURIComponent(name)}`,
    data: restOf(rest),
  }
}
