/** MPF: records become memories with all their fields kept; the other tables of the envelope are kept row by row. */
import { createReadStream } from 'node:fs'
import { invalidInput, NodeError } from '../../../home/index.ts'
import { textFields, verifyAttestations, type Envelope } from '../../formats/mpf.ts'
import { readOwnFields } from '../../formats/own-fields.ts'
import { isFields, keySegment, storable, textIn, textsIn, timeIn, urn, type Fields } from '../fields.ts'
import type { ImportedMemory, ImportItem, Importer } from '../importer.ts'
import { otherVectors, type NotMemory } from '../not-memory.ts'
import { createJsonImporter, readDocument, type JsonFormat } from './json-format.ts'
import { isOurs } from './is-our-mpf.ts'
import { readParts, type JsonPart } from './json-parts.ts'

/** The envelope is read whole to check who vouches for it. Guess. */
const maxAttestedBytes = 256 * 1024 * 1024
/** Versions of the envelope that are known; a later one fails loudly, as its specification asks. */
const known = /^0\.[12](?:\.\d+)?$/
/** Said of the export, not of what it holds: made anew when it is written again. */
const about = new Set(['mpf_version', 'exported_at', 'record_count', 'source_system', 'source_version'])

const said = 'how the file was exported'
const mpfNotMemory: NotMemory = {
  ...otherVectors,
  ...Object.fromEntries([...about].map((name) => [name, said])),
  attestations: 'signatures, which are checked',
  // Kept with any record that has something of somebody else.
  'records[].payload.owner_id': 'who exported a record of ours',
  'records[].payload.namespace': 'the cube that a record of ours was exported from',
  'records[].payload.metadata.memcube.memory': 'the hash of a memory of ours, which it has again',
  'records[].provenance.wasAttributedTo': 'who exported a record of ours, or its agent',
  'records[].provenance.wasGeneratedBy': 'how a record of ours came to be, before the import',
}

const format: JsonFormat = {
  format: 'mpf',
  notMemory: mpfNotMemory,
  recognises: (first) => first.some(({ property }) => property === 'mpf_version'),
  reader: () => (part) => itemsOf(part),
}

export const mpf: Importer = {
  ...createJsonImporter(format),
  async *read(path) {
    let isAttested = false
    const reader = format.reader()
    const watching = {
      notMemory: format.notMemory,
      reader: () => (part: JsonPart) => {
        if (part.property === 'attestations') isAttested = true
        return reader(part)
      },
    }
    yield* readDocument(watching, createReadStream(path), 'the file')
    // Nothing is written before all items are read, so that a file which does not hold changes nothing.
    if (isAttested) verifyAttestations(await readWhole(path))
  },
}

function itemsOf({ property, index, value }: JsonPart): ImportItem[] | undefined {
  if (property === 'mpf_version') requireVersion(value)
  if (property === undefined || about.has(property) || property === 'attestations') return undefined
  if (property !== 'records') return [rowOf(property, index, value)]
  return [recordOf(value, `record ${(index ?? 0) + 1}`)]
}

function requireVersion(value: unknown): void {
  if (typeof value === 'string' && known.test(value)) return
  throw invalidInput(
    `the file is MPF ${JSON.stringify(value)?.slice(0, 50)}; 0.1 and 0.2 are read`,
    'export it as MPF 0.2',
  )
}

function recordOf(record: unknown, item: string): ImportItem {
  if (!isFields(record)) return { item, reason: 'not an object', of: record }
  const { id, kind, payload } = record
  const name = textIn(id)
  if (name === undefined || !isFields(payload)) return { item, reason: 'has no id or no payload', of: record }
  const field = typeof kind === 'string' && Object.hasOwn(textFields, kind) ? textFields[kind] : undefined
  if (field === undefined)
    return {
      item,
      reason: `is of the kind ${JSON.stringify(kind)?.slice(0, 50)}, which holds no memory`,
      of: record,
    }
  const text = payload[field]
  // Our own export has memories whose text is empty.
  const body = ownOf(payload)['memory'] !== undefined && typeof text === 'string' ? text : textIn(text)
  if (body === undefined) return { item, reason: `has no text in payload.${field}`, of: record }
  return {
    ...claimsOf(record, payload),
    ...ownFields(record, payload),
    item,
    body,
    ...keyOf(payload, name),
    data: keptOf(record, payload, field),
  }
}

/** All of the record but its text. Of what we wrote ourselves the id is enough: the rest is in the memory again. */
function keptOf(record: Fields, payload: Fields, field: string): Fields {
  const own = ownOf(payload)
  const ownData = own['memory'] !== undefined && isFields(own['data']) ? own['data'] : {}
  if (own['memory'] !== undefined && isOurs(record, field)) return { ...ownData, mpf: { id: record['id'] } }
  const { [field]: _text, ...rest } = payload
  return { ...ownData, mpf: storable({ ...record, payload: rest }) }
}

/** What our own export says about itself is taken up again. */
function ownFields(
  record: Fields,
  payload: Fields,
): Partial<ImportedMemory> & Pick<ImportedMemory, 'media' | 'tags'> {
  const own = ownOf(payload)
  const governance = isFields(own['governance']) ? readOwnFields(own['governance']).own : {}
  return {
    ...governance,
    // Of what we wrote ourselves, no tool and no source are none.
    ...(own['memory'] !== undefined && { tool: textIn(own['tool']), source: citedIn(record) }),
    media: textIn(own['media']) ?? 'text/plain',
    tags:
      own['tags'] === undefined
        ? [payload['category'], payload['subcategory']].flatMap((tag) => textIn(tag) ?? [])
        : textsIn(own['tags']),
  }
}

function keyOf(payload: Fields, id: string): { key: string } {
  return { key: textIn(ownOf(payload)['key']) ?? `mpf/${keySegment(id)}` }
}

function ownOf(payload: Fields): Fields {
  const metadata = isFields(payload['metadata']) ? payload['metadata'] : {}
  return isFields(metadata['memcube']) ? metadata['memcube'] : {}
}

/** The address that a record says it comes from. */
function citedIn(record: Fields): string | undefined {
  const provenance = isFields(record['provenance']) ? record['provenance'] : {}
  const influences = Array.isArray(provenance['wasInfluencedBy']) ? provenance['wasInfluencedBy'] : []
  return influences.flatMap((one) => (isFields(one) ? (textIn(one['uri']) ?? []) : []))[0]
}

function claimsOf(record: Fields, payload: Fields): Partial<ImportedMemory> {
  const provenance = isFields(record['provenance']) ? record['provenance'] : {}
  const by = isFields(provenance['wasAttributedTo']) ? provenance['wasAttributedTo'] : {}
  const from = timeIn(record['valid_time_start'])
  const until = timeIn(record['valid_time_end'])
  return {
    created:
      timeIn(payload['created']) ?? timeIn(payload['occurred_at']) ?? timeIn(provenance['generatedAtTime']),
    tool: 'mpf',
    agent: by['type'] === 'agent' ? textIn(by['id']) : undefined,
    model: textIn(payload['source_model']),
    source: citedIn(record) ?? urn('mpf', String(record['id'])),
    ...((from !== undefined || until !== undefined) && {
      valid: { ...(from !== undefined && { from }), ...(until !== undefined && { until }) },
    }),
  }
}

/** A row of another table, kept as it came, so that it can be written again. */
function rowOf(property: string, index: number | undefined, value: unknown): ImportItem {
  const place = index === undefined ? '' : `/${String(index).padStart(6, '0')}`
  return {
    item: `${property}${place}`,
    key: `mpf-envelope/${keySegment(property)}${place}`,
    body: JSON.stringify(value),
    media: 'application/json',
    tool: 'mpf',
    data: { mpfTable: { property, ...(index !== undefined && { index }) } },
  }
}

async function readWhole(path: string): Promise<Envelope> {
  const envelope: Fields = { records: [] }
  let bytes = 0
  const source = createReadStream(path)
  source.on('data', (chunk) => {
    bytes += chunk.length
    if (bytes > maxAttestedBytes)
      source.destroy(
        new NodeError('ERR_LIMIT', `a signed file above ${maxAttestedBytes} bytes cannot be checked`, {
          hint: 'export it in parts',
        }),
      )
  })
  for await (const parts of readParts(source, 'the file')) {
    for (const { property = '', index, value } of parts) {
      if (index === undefined) envelope[property] = value
      else ((envelope[property] ??= []) as unknown[]).push(value)
    }
  }
  return envelope as Envelope
}
