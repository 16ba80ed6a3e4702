// Writes the vectors of handshake, sync and announce: `node scripts/vectors/protocols.ts`. Deterministic; a test compares the files with this.
import { mkdirSync, writeFileSync } from 'node:fs'
import { invalidAnnouncements, validAnnouncements, validShardTopics } from './protocols/announce.ts'
import { invalidHellos, validAgreements, validHellos, validRefusals } from './protocols/handshake.ts'
import { invalidMessages, validMessages } from './protocols/messages.ts'
import { invalidPacks, validPacks } from './protocols/packs.ts'
import { invalidLaterPacks, validLaterPacks } from './protocols/later-packs.ts'
import { invalidComparisons, validComparisons } from './protocols/comparisons.ts'
import { validReads } from './protocols/reads.ts'

/** Where the vectors live: each path below begins with the protocol's folder. */
export const PROTOCOL_FOLDERS = new URL('../../protocols/', import.meta.url)

/** The content of every vector file, by its path. */
export async function protocolVectors(): Promise<Record<string, string>> {
  const files = {
    'handshake/vectors/valid/hellos.json': validHellos(),
    'handshake/vectors/valid/agreements.json': validAgreements(),
    'handshake/vectors/valid/refusals.json': validRefusals(),
    'handshake/vectors/invalid/hellos.json': invalidHellos(),
    'sync/vectors/valid/messages.json': validMessages(),
    'sync/vectors/valid/packs.json': await validPacks(),
    'sync/vectors/valid/reads.json': await validReads(),
    'sync/vectors/valid/comparisons.json': validComparisons(),
    'sync/vectors/invalid/comparisons.json': invalidComparisons(),
    'sync/vectors/invalid/messages.json': invalidMessages(),
    'sync/vectors/invalid/packs.json': await invalidPacks(),
    'sync/vectors/version-2/valid/packs.json': await validLaterPacks(),
    'sync/vectors/version-2/invalid/packs.json': await invalidLaterPacks(),
    'announce/vectors/valid/topics.json': validShardTopics(),
    'announce/vectors/valid/announcements.json': validAnnouncements(),
    'announce/vectors/invalid/announcements.json': invalidAnnouncements(),
  }
  return Object.fromEntries(
    Object.entries(files).map(([path, content]) => [path, `${JSON.stringify(content, null, 2)}\n`]),
  )
}

if (import.meta.main) {
  for (const [path, text] of Object.entries(await protocolVectors())) {
    const file = new URL(path, PROTOCOL_FOLDERS)
    mkdirSync(new URL('.', file), { recursive: true })
    writeFileSync(file, text)
  }
}
