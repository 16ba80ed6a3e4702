/** Rosters that wait for signatures, kept so that whoever began one can see its word again. */
import { encodeRoster, parseRoster, rosterId, type Roster, type Standing } from '../core/policy/index.ts'
import type { RecordName, RecordPut, Store } from '../storage/index.ts'

const folder = (cube: string): string => `roster/${cube}/`

/** Those that can still come into force: the others were overtaken. */
export async function listPending(store: Store, cube: string, standing: Standing): Promise<Roster[]> {
  const found: Roster[] = []
  for await (const [, bytes] of store.records<Uint8Array>('meta').list(folder(cube))) {
    const roster = parseRoster(bytes)
    if (roster.previous.equals(standing.id)) found.push(roster)
  }
  return found
}

export function pendingEntry(cube: string, roster: Roster): RecordPut {
  return { space: 'meta', key: `${folder(cube)}${rosterId(roster)}`, value: encodeRoster(roster) }
}

/** The names of all that wait: none of them can follow the roster that comes into force now. */
export async function pendingNames(store: Store, cube: string): Promise<RecordName[]> {
  const names: RecordName[] = []
  for await (const [key] of store.records('meta').list(folder(cube))) names.push({ space: 'meta', key })
  return names
}
