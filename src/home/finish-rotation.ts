/** Which of two author keys is in force, after a rotation that may have been interrupted: what the store says decides. */
import { formatDid, keyPairFromSecret } from '../core/identity/index.ts'
import {
  adoptAuthorKey,
  dropStagedAuthorKey,
  loadStagedAuthorKey,
  type RecordPut,
  type Store,
} from '../storage/index.ts'

/** Kept in the batch in which every cube goes over to the new key. */
interface Rotation {
  old: string
  new: string
  /** Milliseconds since the Unix epoch. */
  time: number
}

const place = { space: 'meta', key: 'rotation/last' } as const

export function rotationEntry(rotation: Rotation): RecordPut {
  return { ...place, value: rotation }
}

/** The newest change of the author key of this home, if it was ever changed. */
export function lastRotation(store: Store): Promise<Rotation | undefined> {
  return store.records<Rotation>(place.space).get(place.key)
}

/** The seed of the author key of a home that is being opened; a new one that waits is taken or dropped. */
export async function finishRotation(dir: string, store: Store, present: Uint8Array): Promise<Uint8Array> {
  const staged = await loadStagedAuthorKey(dir)
  if (staged === undefined) return present
  const last = await lastRotation(store)
  if (last?.new === formatDid(keyPairFromSecret(staged).publicKey)) {
    await adoptAuthorKey(dir)
    return staged
  }
  await dropStagedAuthorKey(dir)
  return present
}
