/**
 * A second copy of where the private branches of a cube are. Nothing signed names them, so that a record that is damaged
 * could not be made again with them; written in the same batch as the record.
 */
import type { CID } from 'multiformats/cid'
import type { Store, StoreBatch } from '../storage/index.ts'
import type { CubeRecord } from './cube-record.ts'

const placeOf = (cube: string) => ({ space: 'meta', key: `branches/${cube}` }) as const

export function localCopy({ cube, local }: CubeRecord): Required<Pick<StoreBatch, 'put' | 'del'>> {
  const place = placeOf(cube)
  return local === undefined ? { put: [], del: [place] } : { put: [{ ...place, value: { local } }], del: [] }
}

export async function readLocalCopy(
  store: Pick<Store, 'records'>,
  cube: string,
): Promise<Record<string, CID>> {
  const { space, key } = placeOf(cube)
  return (await store.records<{ local: Record<string, CID> }>(space).get(key))?.local ?? {}
}
