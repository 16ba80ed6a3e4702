import type { CID } from 'multiformats/cid'
import { MemCubeError } from '../../core/errors.ts'
import type { Store } from '../../storage/index.ts'
import { missing, problemOf, type ProblemPlace, type Problem } from './problem.ts'

type BlockRead = { bytes: Uint8Array; problem?: undefined } | { bytes?: undefined; problem: Problem }

/** One block, or what is wrong with it. */
export async function readBlock(
  store: Store,
  cid: CID,
  place: ProblemPlace,
  what?: string,
): Promise<BlockRead> {
  try {
    const bytes = await store.get(cid)
    return bytes === undefined ? { problem: missing(cid, place, what) } : { bytes }
  } catch (error) {
    return { problem: problemOf(cid, error, place) }
  }
}

/** Blocks in one read; when one of them is damaged, one by one, so that each problem is named. */
export async function readEach(
  store: Store,
  wanted: readonly { cid: CID; place: ProblemPlace; what?: string }[],
): Promise<BlockRead[]> {
  try {
    const blocks = await store.getMany(wanted.map(({ cid }) => cid))
    return wanted.map(({ cid, place, what }, index) => {
      const bytes = blocks[index]
      return bytes === undefined ? { problem: missing(cid, place, what) } : { bytes }
    })
  } catch (error) {
    if (!(error instanceof MemCubeError)) throw error
    return Promise.all(wanted.map(({ cid, place, what }) => readBlock(store, cid, place, what)))
  }
}
