/**
 * The authors of a cube, from the rosters in a state of it: where its record is lost, and where a head came without them.
 * Without them, whoever was taken off would be back.
 */
import type { CID } from 'multiformats/cid'
import { parseCid } from '../core/codec/index.ts'
import { parseMemory, type Genesis } from '../core/cube/index.ts'
import {
  authorsKey,
  earlierAuthorsKey,
  encodeRoster,
  rosterIn,
  verifyAuthors,
  type Authors,
  type Roster,
} from '../core/policy/index.ts'
import { getEntry, type TreeReader } from '../core/tree/index.ts'
import type { Reads } from './needs.ts'
import { rosterAt } from './cube-authors.ts'

/** Verified from the genesis on. @throws when the state, or a roster of the chain, cannot be read or does not hold */
export async function findAuthors(
  node: Reads,
  cube: string,
  genesis: Genesis,
  commit: CID,
): Promise<Authors> {
  const { tree } = await node.cubes.commit(commit)
  const newest = await rosterAt(node, cube, tree)
  const rosters: Roster[] = []
  for (let n = 1; n < (newest?.n ?? 0); n++) {
    const cid = await getEntry(node.store, tree, earlierAuthorsKey(n))
    if (cid !== undefined) rosters.push(rosterIn(await node.cubes.memory(cid)))
  }
  if (newest !== undefined) rosters.push(newest)
  return verifyAuthors(parseCid(cube), genesis, rosters.map(encodeRoster))
}

/** Reads all that `findAuthors` reads of a state, through a reader that fetches what is not here. */
export async function fetchRosters(reader: TreeReader, tree: CID): Promise<void> {
  const newest = await getEntry(reader, tree, authorsKey)
  if (newest === undefined) return
  const [bytes] = await reader.getMany([newest])
  const { n } = rosterIn(parseMemory(bytes ?? new Uint8Array()))
  for (let earlier = 1; earlier < n; earlier++) {
    const cid = await getEntry(reader, tree, earlierAuthorsKey(earlier))
    if (cid !== undefined) await reader.getMany([cid])
  }
}
