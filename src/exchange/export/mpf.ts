/** MPF 0.2 with an attestation by the author of this home. What was imported from MPF comes back with every field. */
import { writeFile } from 'node:fs/promises'
import type { CID } from 'multiformats/cid'
import type { Memory } from '../../core/cube/index.ts'
import { formatDid } from '../../core/identity/index.ts'
import { type Signer, type CubeRecord, readText } from '../../cubes/index.ts'
import { type Clock, dateText, invalidInput, version } from '../../home/index.ts'
import { canonicalJson } from '../formats/canonical-json.ts'
import { attest, mpfVersion, payloadVersion, textFields, type Envelope } from '../formats/mpf.ts'
import type { Exporter } from './exporter.ts'
import { memoriesAt } from './memories.ts'
import { writeWhole } from './output.ts'

type Fields = Record<string, unknown>

export const mpf: Exporter = {
  format: 'mpf',
  write: (node, record, commit, out, { signal, progress }) =>
    writeWhole(out, async (path) => {
      const records: Fields[] = []
      const tables: Record<string, unknown> = {}
      const author = formatDid((await node.cubes.commit(commit)).author)
      for await (const { key, cid, memory } of memoriesAt(node, commit)) {
        signal.throwIfAborted()
        const text = await readText(node.store, memory)
        if (text === undefined) throw unfit(key, memory)
        const row = memory.data?.['mpfTable'] as { property: string; index?: number } | undefined
        if (row === undefined) records.push(recordOf({ record, key, cid, memory, text, author }))
        else keepRow(tables, row, text)
        progress({ phase: 'write', done: records.length, unit: 'memories' })
      }
      await writeFile(path, formatEnvelope(node, records, tables), { flag: 'wx' })
      return { written: records.length, files: 1 }
    }),
}

function formatEnvelope(node: Signer & Clock, records: Fields[], tables: Record<string, unknown>): string {
  const nowMs = node.nowMs()
  const envelope = {
    ...tables,
    mpf_version: mpfVersion,
    source_system: 'memcube',
    source_version: version,
    exported_at: new Date(nowMs).toISOString(),
    record_count: records.length,
    records: records.sort((a, b) => ((a['id'] as string) < (b['id'] as string) ? -1 : 1)),
  } as unknown as Envelope
  return `${canonicalJson({ ...envelope, attestations: [attest(envelope, node.author, nowMs)] })}\n`
}

function keepRow(
  tables: Record<string, unknown>,
  { property, index }: { property: string; index?: number },
  text: string,
): void {
  if (index === undefined) tables[property] = JSON.parse(text)
  else ((tables[property] ??= []) as unknown[]).push(JSON.parse(text))
}

interface Exported {
  record: CubeRecord
  key: string
  cid: CID
  memory: Memory
  text: string
  author: string
}

function recordOf(exported: Exported): Fields {
  const { memory, text } = exported
  const kept = memory.data?.['mpf'] as { id: string; kind?: string; payload?: Fields } | undefined
  if (kept?.payload === undefined)
    return { ...nativeRecord(exported), ...(kept !== undefined && { id: kept.id }) }
  return { ...kept, payload: { ...kept.payload, [textFields[kept.kind ?? ''] ?? 'content']: text } }
}

function nativeRecord({ record, key, cid, memory, text, author }: Exported): Fields {
  const { created, valid, tags, media, provenance, governance, data } = memory
  const { agent, activity } = provenance
  const time = (ms: number | undefined): string | undefined =>
    ms === undefined ? undefined : String(dateText(ms))
  return {
    id: `${record.cube}/${key}`,
    kind: 'memory',
    payload_version: payloadVersion,
    transaction_time: time(created),
    valid_time_start: time(valid?.from),
    valid_time_end: time(valid?.until),
    provenance: {
      wasAttributedTo: agent === undefined ? { type: 'user', id: author } : { type: 'agent', id: agent },
      wasGeneratedBy: { type: 'activity', id: activity },
      wasInfluencedBy: influencesOf(memory),
      generatedAtTime: time(created),
    },
    payload: {
      content: text,
      category: tags[0] ?? 'memory',
      created: time(created),
      updated: time(created),
      owner_id: author,
      namespace: record.name,
      permission_mode: 600,
      source_model: provenance.model,
      metadata: {
        memcube: {
          key,
          memory: cid.toString(),
          media,
          tags,
          ...(provenance.tool !== undefined && { tool: provenance.tool }),
          ...(Object.keys(governance).length > 0 && { governance }),
          ...ownData(data),
        },
      },
    },
  }
}

/** What is not said elsewhere in the record. */
function ownData(data: Memory['data']): Fields {
  const { mpf: _record, ...own } = data ?? {}
  return Object.keys(own).length > 0 ? { data: own } : {}
}

function influencesOf({ provenance: { source, derived = [] } }: Memory): Fields[] {
  return [
    ...(source === undefined ? [] : [{ type: 'external_uri', uri: source.uri, relationship: 'cites' }]),
    ...derived.map(({ memory, relation }) => ({
      type: 'memory',
      id: memory.toString(),
      relationship: relation,
    })),
  ]
}

function unfit(key: string, { type }: Memory): Error {
  return invalidInput(
    `the memory "${key}" is of type ${type} and does not fit MPF`,
    'export it with --format car or markdown',
  )
}
