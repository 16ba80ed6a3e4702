/** High-water marks: the highest head ever accepted per cube and author. The node decides; here they are only kept. */
import type { RecordPut, Store } from './interface.ts'

export interface HighWaterMark {
  /** Sequence number of the head. */
  seq: number
  /** The signed bytes of the head. */
  head: Uint8Array
  /** Signed heads with the same sequence number and other refs, kept as evidence. */
  forked?: Uint8Array[]
}

/** The mark of an author (`did:key`) on a cube (CID text). @throws {StorageError} ERR_CORRUPT */
export function highWater(store: Store, cube: string, author: string): Promise<HighWaterMark | undefined> {
  return store.records<HighWaterMark>('heads').get(markName(cube, author))
}

/** The marks of all authors of a cube. */
export async function* listHighWater(
  store: Store,
  cube: string,
): AsyncGenerator<[author: string, mark: HighWaterMark]> {
  for await (const [key, mark] of store.records<HighWaterMark>('heads').list(markName(cube, '')))
    yield [key.slice(cube.length + 1), mark]
}

/** The entry for a batch that raises a mark. It goes into the batch that makes the head visible. */
export function headEntry(cube: string, author: string, mark: HighWaterMark): RecordPut {
  return { space: 'heads', key: markName(cube, author), value: mark }
}

function markName(cube: string, author: string): string {
  return `${cube}/${author}`
}
