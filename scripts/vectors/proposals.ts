// Writes protocols/proposals/vectors: `node scripts/vectors/proposals.ts`. Deterministic; a test compares the files with this.
import { mkdirSync, writeFileSync } from 'node:fs'
import { approvalMemories } from './proposals/memories.ts'
import { invalidMessages, validMessages } from './proposals/messages.ts'
import { validOffers } from './proposals/offers.ts'
import { invalidLaterRecords, validLaterRecords } from './proposals/later.ts'
import { invalidRecords, validRecords } from './proposals/records.ts'

/** Where the vectors live. */
export const PROPOSAL_VECTORS = new URL('../../protocols/proposals/vectors/', import.meta.url)

/** The content of every vector file, by its path. */
export function proposalVectors(): Record<string, string> {
  const files = {
    'valid/records.json': validRecords(),
    'valid/messages.json': validMessages(),
    'valid/memories.json': approvalMemories(),
    'valid/offers.json': validOffers(),
    'invalid/records.json': invalidRecords(),
    'invalid/messages.json': invalidMessages(),
    'version-2/valid/records.json': validLaterRecords(),
    'version-2/invalid/records.json': invalidLaterRecords(),
  }
  return Object.fromEntries(
    Object.entries(files).map(([path, content]) => [path, `${JSON.stringify(content, null, 2)}\n`]),
  )
}

if (import.meta.main) {
  for (const [path, text] of Object.entries(proposalVectors())) {
    const file = new URL(path, PROPOSAL_VECTORS)
    mkdirSync(new URL('.', file), { recursive: true })
    writeFileSync(file, text)
  }
}
