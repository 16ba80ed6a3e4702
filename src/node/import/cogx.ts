/** COGX, the archive of cognee (`*.cogx.tar.gz`): its memories, facts, documents and episodes. Nothing is unpacked to disk. */
import { createReadStream } from 'node:fs'
import { basename } from 'node:path'
import { pipeline } from 'node:stream'
import { createGunzip } from 'node:zlib'
import { extract, type Header } from 'tar-stream'
import { invalidInput, NodeError } from '../errors.ts'
import { isFields, keySegment, restOf, textIn, textsIn, timeIn } from './fields.ts'
import type { ImportItem, Importer } from './importer.ts'
import { readJsonLines } from './json-lines.ts'

/** All that is unpacked of one archive. Guess: text of this size takes an hour to index. */
const maxBytes = 4 * 1024 ** 3

/** The files that hold something to remember, and where each keeps its text. */
const texts: Readonly<Record<string, readonly string[]>> = {
  'memories.jsonl': ['content'],
  'memory_blocks.jsonl': ['value', 'content'],
  'facts.jsonl': ['fact_text'],
  'documents.jsonl': ['content', 'text'],
  'episodes.jsonl': ['content', 'text', 'summary'],
  'entities.jsonl': ['description', 'name'],
}

export const cogx: Importer = {
  format: 'cogx',
  notMemory: {},
  detect: (path, isFolder) => !isFolder && /\.cogx\.(?:tar\.gz|tgz)$/i.test(path),
  async *read(path) {
    let known = false
    try {
      for await (const entry of entriesOf(path)) {
        const name = basename(entry.header.name)
        const fields = Object.hasOwn(texts, name) ? texts[name] : undefined
        if (name === 'manifest.json') known = true
        if (entry.header.type === 'file' && fields !== undefined)
          yield* readJsonLines(entry, (value, item) => memoryOf(value, item, name, fields), `${name} `)
        else entry.resume()
      }
    } catch (cause) {
      throw cause instanceof NodeError ? cause : damaged(cause)
    }
    if (!known) throw invalidInput('the archive has no manifest.json', 'expected an export of cognee')
  },
}

type Entry = AsyncIterable<Buffer> & { header: Header; resume(): unknown }

async function* entriesOf(path: string): AsyncGenerator<Entry> {
  const unpacked = extract()
  let bytes = 0
  const counted = async function* (chunks: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
    for await (const chunk of chunks) {
      bytes += chunk.length
      if (bytes > maxBytes)
        throw new NodeError('ERR_LIMIT', `the archive unpacks to more than ${maxBytes} bytes`)
      yield chunk
    }
  }
  // An error of any of them ends the last one, which is the one that is read.
  pipeline(createReadStream(path), createGunzip(), counted, unpacked, () => {})
  yield* unpacked as AsyncIterable<unknown> as AsyncIterable<Entry>
}

function memoryOf(value: unknown, item: string, file: string, fields: readonly string[]): ImportItem {
  if (!isFields(value)) return { item, reason: 'not an object' }
  const field = fields.find((name) => textIn(value[name]) !== undefined)
  if (field === undefined) return { item, reason: `has no text in ${fields.join(' or ')}` }
  const id = textIn(value['external_id']) ?? textIn(value['id'])
  if (id === undefined) return { item, reason: 'has no external_id' }
  const {
    created_at: created,
    valid_at: from,
    invalid_at: until,
    categories,
    scope,
    external_id: _,
    ...rest
  } = value
  delete rest[field]
  const agent = isFields(scope) ? textIn(scope['agent_id']) : undefined
  return {
    item,
    key: `${file.replace(/\.jsonl$/, '')}/${keySegment(id)}`,
    body: value[field] as string,
    media: 'text/plain',
    tags: textsIn(categories),
    created: timeIn(created),
    valid: validOf(timeIn(from), timeIn(until)),
    tool: textIn(value['external_system']) ?? 'cognee',
    agent,
    source: `urn:cognee:${encodeURIComponent(id)}`,
    data: restOf({ ...rest, ...(scope !== undefined && { scope }) }),
  }
}

function validOf(
  from: number | undefined,
  until: number | undefined,
): { from?: number; until?: number } | undefined {
  if (from === undefined && until === undefined) return undefined
  return { ...(from !== undefined && { from }), ...(until !== undefined && { until }) }
}

function damaged(cause: unknown): NodeError {
  return new NodeError(
    'ERR_INVALID_INPUT',
    `the archive cannot be read: ${(cause as Error).message.slice(0, 200)}`,
    {
      cause,
      hint: 'it may have been cut off: export or download it again; nothing was imported',
    },
  )
}
