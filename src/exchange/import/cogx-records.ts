/** The records of COGX, one a line, by the file that they stand in. Pure. */
import { isFields, keySegment, textIn, urn, type Fields } from './fields.ts'
import type { ImportedMemory, ImportItem } from './importer.ts'
import { otherVectors, type NotMemory } from './not-memory.ts'
import { RecordReader } from './record-reader.ts'

interface CogxKind {
  /** Where its keys begin. */
  prefix: string
  /** The fields that may have its text; the first that has one counts. */
  texts: readonly string[]
}

export const cogxKinds: Readonly<Record<string, CogxKind>> = {
  'memories.jsonl': { prefix: 'memories', texts: ['content'] },
  'memory_blocks.jsonl': { prefix: 'memory_blocks', texts: ['value', 'content'] },
  'facts.jsonl': { prefix: 'facts', texts: ['fact_text'] },
  'documents.jsonl': { prefix: 'documents', texts: ['content', 'text'] },
  'episodes.jsonl': { prefix: 'episodes', texts: ['content', 'text', 'summary'] },
  'entities.jsonl': { prefix: 'entities', texts: ['description', 'name'] },
  // Nodes of the graph as they are, without a kind of their own.
  'nodes.jsonl': { prefix: 'nodes', texts: ['text', 'description', 'summary', 'content', 'name'] },
}

export const cogxNotMemory: NotMemory = {
  ...otherVectors,
  kind: 'the kind of a record, which its key says',
}

export function cogxRecordOf(value: unknown, item: string, { prefix, texts }: CogxKind): ImportItem[] {
  if (!isFields(value)) return [{ item, reason: 'not an object', of: value }]
  const read = new RecordReader(value)
  const id = read.id('external_id', 'id')
  if (id === undefined) return [{ item, reason: 'has no external_id', of: value }]
  const turns = Array.isArray(read.look('turns')) ? (read.take('turns') as unknown[]) : []
  const body = bodyOf(read, texts, value)
  if (body === undefined && turns.length === 0)
    return [{ item, reason: `has no text in ${texts.join(' or ')}`, of: value }]
  const common = claimsOf(read, `${prefix}/${keySegment(id)}`, id)
  const record = { ...common, item, data: read.rest(cogxNotMemory) }
  return [
    ...(body === undefined ? titleOf(record, value) : [{ ...record, body }]),
    ...turns.flatMap((turn, at) => turnOf(turn, at, record)),
  ]
}

type Claims = Omit<ImportedMemory, 'body' | 'item' | 'data'>

function claimsOf(read: RecordReader, key: string, id: string): Claims {
  const from = read.time('valid_at')
  const until = read.time('invalid_at')
  const scope = read.look('scope')
  return {
    key,
    media: 'text/plain',
    tags: read.tags('categories'),
    created: read.time('created_at'),
    ...((from !== undefined || until !== undefined) && {
      valid: { ...(from !== undefined && { from }), ...(until !== undefined && { until }) },
    }),
    tool: read.word('external_system') ?? 'cognee',
    agent: isFields(scope) ? new RecordReader(scope).word('agent_id') : undefined,
    source: urn('cognee', id),
  }
}

/** Its text; a fact without one is the sentence of its triple, an entity keeps its name beside what describes it. */
function bodyOf(read: RecordReader, texts: readonly string[], value: Fields): string | undefined {
  const text = read.text(...texts)
  if (text !== undefined) return text
  const triple = ['subject_ref', 'predicate', 'object_ref'].map((name) => textIn(value[name]))
  return triple.every((part) => part !== undefined) ? triple.join(' ') : undefined
}

/** An episode is its turns; what it says of itself stands with them, or alone where there is more than a title. */
function titleOf(record: Omit<ImportedMemory, 'body'>, value: Fields): ImportItem[] {
  const title = textIn(value['title'])
  return record.data === undefined && record.tags?.length === 0
    ? []
    : [{ ...record, body: title ?? record.key }]
}

function turnOf(turn: unknown, at: number, record: Omit<ImportedMemory, 'body'>): ImportItem[] {
  const item = `${record.item}, turn ${at + 1}`
  if (!isFields(turn)) return turn === null ? [] : [{ item, reason: 'not an object', of: turn }]
  const read = new RecordReader(turn)
  const body = read.text('content')
  if (body === undefined) return [{ item, reason: 'has no text in content', of: turn }]
  const roles = read.tags('role')
  const role = roles.length > 0 ? undefined : textIn(read.look('role'))
  const tags = role === undefined ? roles : new RecordReader({ role: [role] }).tags('role')
  if (tags.length > 0) read.take('role')
  return [
    {
      ...record,
      item,
      key: `${record.key}/${String(at + 1).padStart(4, '0')}`,
      body,
      tags,
      created: read.time('occurred_at') ?? record.created,
      data: { ...read.rest(cogxNotMemory), session: record.key, order: at + 1 },
    },
  ]
}
