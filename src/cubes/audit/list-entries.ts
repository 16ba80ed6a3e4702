/** The newest entries of the audit log that fit a question, in the order in which they were written. */
import { parseEntry, type AuditEntry } from '../../core/audit/index.ts'
import type { Store } from '../../storage/index.ts'

/** Entries read at once, going back. Guess: one page of the store. */
const windowEntries = 256

interface EntryQuery {
  /** Milliseconds since the Unix epoch. */
  sinceMs?: number | undefined
  kind?: string | undefined
  /** Only entries before this index: the next page. */
  before?: number | undefined
  limit: number
}

/** @returns the entries, and where an earlier page ends, if there is more */
export async function listEntries(
  { audit }: Pick<Store, 'audit'>,
  { sinceMs, kind, before, limit }: EntryQuery,
): Promise<{ entries: AuditEntry[]; size: number; before: number | null }> {
  const size = (await audit.state())?.size ?? 0
  const found: AuditEntry[] = []
  for (let end = Math.min(before ?? size, size); end > 0; end -= windowEntries) {
    const window = await readWindow(audit, Math.max(0, end - windowEntries), end)
    for (const entry of window.reverse()) {
      if ((kind !== undefined && entry.kind !== kind) || (sinceMs !== undefined && entry.time < sinceMs))
        continue
      if (found.length === limit) return { entries: found.reverse(), size, before: entry.seq + 1 }
      found.push(entry)
    }
  }
  return { entries: found.reverse(), size, before: null }
}

/** What cannot be read is left out here; `audit verify` names it. */
async function readWindow(audit: Store['audit'], from: number, end: number): Promise<AuditEntry[]> {
  const entries: AuditEntry[] = []
  for await (const [index, leaf] of audit.entries(from)) {
    if (index >= end) break
    try {
      entries.push(parseEntry(leaf))
    } catch {
      continue
    }
  }
  return entries
}
