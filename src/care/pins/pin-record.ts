/** What of a cube is pinned where. Local records; nothing of them is signed or shared. */
import type { Stored } from '../../home/index.ts'
import type { RecordName, RecordPut } from '../../storage/index.ts'

export interface PinRecord {
  cube: string
  /** `text` of the place. */
  place: string
  /** The name of our pins there. Others' pins have other names, and are not taken away. */
  label: string
  sinceMs: number
  /** The commit that the place said it has pinned with all it links to; absent before the first. */
  pinned?: string
  pinnedMs?: number
  /**
   * Other commits that may be pinned there: written down before the place is asked for a pin, and until it has taken
   * that back. So what a crash leaves there is known.
   */
  other: string[]
}

const prefix = 'pins/'

export function pinName({ cube, place }: Pick<PinRecord, 'cube' | 'place'>): RecordName {
  return { space: 'meta', key: `${prefix}${cube}/${place}` }
}

export function pinEntry(record: PinRecord): RecordPut {
  return { ...pinName(record), value: record }
}

/** By cube, then by place. */
export async function listPins({ store }: Stored): Promise<PinRecord[]> {
  const found: PinRecord[] = []
  for await (const [, record] of store.records<PinRecord>('meta').list(prefix)) found.push(record)
  return found
}
