/** What this home remembers of a mirror that it writes: a small record beside the mirror, local and derived. */
import type { CID } from 'multiformats/cid'
import type { RecordPut, Store } from '../../../storage/index.ts'

export interface MirrorState {
  /** Id of the mirror. */
  mirror: string
  /** The epoch in which its names were blinded. */
  epoch: number
  /** The statement that was sealed last: a head, or a withdrawal. */
  statement: Uint8Array
  /** Commits of the plain cube whose states are in it. */
  tips: CID[]
  /** Blocks in it when all of it was sealed anew. */
  whole: number
  /** Blocks sealed since. */
  since: number
  /** The events that began the epochs under which it is sealed, by their number. */
  epochs: Record<string, CID>
}

const keyOf = (cube: string): string => `sealed/${cube}`

/** @param cube id of the plain cube */
export function readMirrorState(store: Store, cube: string): Promise<MirrorState | undefined> {
  return store.records<MirrorState>('membership').get(keyOf(cube))
}

export function mirrorStatePut(cube: string, value: MirrorState): RecordPut {
  return { space: 'membership', key: keyOf(cube), value }
}
