/**
 * Whose words are shown with a mark: those of people whom the owner of this home blocked. Recall leaves them out; who names a
 * memory or a change sees them, with this said. The one place that tells, so that no answer says it of less than another.
 */
import type { CID } from 'multiformats/cid'
import { formatDid } from '../core/identity/index.ts'
import type { CubeRecord } from './cube-record.ts'
import type { Hears, Reads, Trust } from './needs.ts'
import { isTold, signerOf, type Spoken } from './voices.ts'

/** Whether one whose word a memory is was blocked here. */
export type IsBlocked = (spoken: Spoken) => Promise<boolean>

/** Whether one of several people was blocked here. */
export async function isOneBlocked({ authors }: Trust, dids: Iterable<string>): Promise<boolean> {
  const known = await Promise.all(Array.from(new Set(dids), (did) => authors.get(did)))
  return known.some((one) => one?.blocked === true)
}

/**
 * Tells it of memories in a state of a cube. Where nobody is blocked no history is read for it.
 * @param record undefined for a commit whose cube is not here: who signed the commit speaks for its state
 */
export function createBlockedWords(
  node: Reads & Trust & Hears,
): (record: CubeRecord | undefined, commit: CID) => Promise<IsBlocked> {
  let isAnybody: Promise<boolean> | undefined
  return async (record, commit) => {
    isAnybody ??= node.authors.list().then((all) => all.some(({ blocked }) => blocked))
    if (!(await isAnybody)) return async () => false
    if (record === undefined || !isTold(record)) {
      const signer = record?.author ?? formatDid((await node.cubes.commit(commit)).author)
      const isBlocked = await isOneBlocked(node, [signer])
      return async () => isBlocked
    }
    const told = node.voices.at(record, commit)
    return async (spoken) => {
      const [voice = signerOf(record)] = await told([spoken])
      return isOneBlocked(node, [record.author, ...voice.map(({ author }) => author)])
    }
  }
}
