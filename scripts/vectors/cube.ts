// Writes protocols/cube/vectors: `node scripts/vectors/cube.ts`. Deterministic; a test compares the files with this.
import { mkdirSync, writeFileSync } from 'node:fs'
import { invalidBytes, validBytes } from './cube/bytes.ts'
import { invalidKeys, invalidRecords, invalidSignatures, invalidTickets } from './cube/invalid.ts'
import { invalidDagPb, validDagPb } from './cube/dag-pb.ts'
import { invalidKinds, validKinds } from './cube/kinds.ts'
import { oddRecords } from './cube/odd.ts'
import { invalidSettings, validSettings } from './cube/settings.ts'
import { invalidPayloads, validPayloads } from './cube/payloads.ts'
import {
  invalidLaterRecords,
  invalidLaterSignatures,
  opaqueMemories,
  validLaterRecords,
  validLaterSignatures,
} from './cube/later.ts'
import {
  validDecisions,
  validKeys,
  validRecords,
  validShards,
  validSignatures,
  validTickets,
  validTids,
  validTopics,
} from './cube/valid.ts'
import { invalidVerdicts, validVerdicts } from './cube/verdicts.ts'

/** Where the vectors live. */
export const CUBE_VECTORS = new URL('../../protocols/cube/vectors/', import.meta.url)

/** The content of every vector file, by its path. */
export function cubeVectors(): Record<string, string> {
  const files = {
    'valid/bytes.json': validBytes(),
    'valid/records.json': validRecords(),
    'valid/odd-records.json': oddRecords(),
    'valid/settings.json': validSettings(),
    'invalid/settings.json': invalidSettings(),
    'valid/signatures.json': validSignatures(),
    'valid/keys.json': validKeys(),
    'valid/topics.json': validTopics(),
    'valid/shards.json': validShards(),
    'valid/tids.json': validTids(),
    'valid/tickets.json': validTickets(),
    'valid/decisions.json': validDecisions(),
    'valid/verdicts.json': validVerdicts(),
    'valid/dag-pb.json': validDagPb(),
    'valid/payloads.json': validPayloads(),
    'version-2/valid/kinds.json': validKinds(),
    'version-2/invalid/kinds.json': invalidKinds(),
    'version-2/valid/records.json': validLaterRecords(),
    'version-2/valid/signatures.json': validLaterSignatures(),
    'version-2/valid/opaque.json': opaqueMemories(),
    'version-2/invalid/records.json': invalidLaterRecords(),
    'version-2/invalid/signatures.json': invalidLaterSignatures(),
    'invalid/bytes.json': invalidBytes(),
    'invalid/records.json': invalidRecords(),
    'invalid/signatures.json': invalidSignatures(),
    'invalid/verdicts.json': invalidVerdicts(),
    'invalid/dag-pb.json': invalidDagPb(),
    'invalid/payloads.json': invalidPayloads(),
    'invalid/keys.json': invalidKeys(),
    'invalid/tickets.json': invalidTickets(),
  }
  return Object.fromEntries(
    Object.entries(files).map(([path, content]) => [path, `${JSON.stringify(content, null, 2)}\n`]),
  )
}

if (import.meta.main) {
  for (const [path, text] of Object.entries(cubeVectors())) {
    const file = new URL(path, CUBE_VECTORS)
    mkdirSync(new URL('.', file), { recursive: true })
    writeFileSync(file, text)
  }
}
