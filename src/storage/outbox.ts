/**
 * The outbox: what the network has yet to be told. An entry is written in the batch of what it tells about, so an
 * announcement survives a crash between the two.
 */
import { randomBytes } from 'node:crypto'
import type { RecordName, RecordPut, Store } from './interface.ts'

/** `cube` is CID text. The bytes of a head are in the cube's record; a signed withdrawal is kept here alone. */
type OutboxEntry = { kind: 'head'; cube: string } | { kind: 'withdrawal'; cube: string; bytes: Uint8Array }

/**
 * The entry for a batch. Each has a name of its own, so that removing what was sent cannot remove what was added
 * meanwhile; names of one cube sort by the time they were made.
 */
export function outboxEntry(entry: OutboxEntry): RecordPut {
  const made = Date.now().toString(16).padStart(12, '0')
  return { space: 'outbox', key: `${entry.cube}/${made}${randomBytes(6).toString('hex')}`, value: entry }
}

/** Entries that newer ones replaced are deleted once there are so many: it is listed with each change. Guess. */
const maxReplaced = 64

/** What waits, the newest entry of each cube: it takes the place of those before it. @throws {StorageError} ERR_CORRUPT */
export async function listOutbox(store: Store): Promise<(OutboxEntry & { id: string })[]> {
  const newest = new Map<string, OutboxEntry & { id: string }>()
  const replaced: RecordName[] = []
  for await (const [id, entry] of store.records<OutboxEntry>('outbox').list()) {
    const before = newest.get(entry.cube)
    if (before !== undefined) replaced.push({ space: 'outbox', key: before.id })
    newest.set(entry.cube, { ...entry, id })
  }
  if (replaced.length > maxReplaced) await store.commit({ del: replaced })
  return [...newest.values()]
}

/** Takes an entry that was sent, and those of its cube that it replaced, out of the outbox. */
export async function removeOutbox(store: Store, id: string): Promise<void> {
  const del = []
  for await (const [key] of store.records<OutboxEntry>('outbox').list(id.slice(0, id.indexOf('/') + 1))) {
    if (key <= id) del.push({ space: 'outbox' as const, key })
  }
  if (del.length > 0) await store.commit({ del })
}
