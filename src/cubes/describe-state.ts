/** What a cube's record says about the state that it is at. */
import type { CID } from 'multiformats/cid'
import { parseInfo, RESERVED_PREFIX, type CubeInfo } from '../core/cube/index.ts'
import { getEntry, keysUnder, walk } from '../core/tree/index.ts'
import { MemCubeError } from '../core/errors.ts'
import type { Reads, Shelved } from './needs.ts'
import type { Logs, Stored } from '../home/index.ts'
import { infoKey } from './info-key.ts'
import type { CubeRecord } from './cube-record.ts'

/**
 * Counts the memories of a commit and reads the settings; the state is held here and was verified.
 * @param filter prefixes of the part that is held; undefined for the whole
 */
export async function describeState(
  node: Reads & Logs,
  commit: CID,
  filter?: readonly string[],
): Promise<Pick<CubeRecord, 'memories' | 'info' | 'part'>> {
  const { tree, count } = await node.cubes.commit(commit)
  const info = await readInfo(node, tree)
  const all = count - (await reservedCount(node, tree))
  if (filter === undefined) return { memories: all, info }
  const memories = await countUnder(node, tree, filter)
  // What an author says of the whole is not proven by a part.
  return { memories, info, part: { filter: [...filter], of: Math.max(memories, all) } }
}

async function countUnder(node: Stored, tree: CID, filter: readonly string[]): Promise<number> {
  let count = 0
  for await (const [key] of walk(node.store, tree, { within: keysUnder(filter) }))
    if (!key.startsWith(RESERVED_PREFIX)) count++
  return count
}

async function reservedCount(node: Stored, tree: CID): Promise<number> {
  let count = 0
  for await (const _ of walk(node.store, tree, { prefix: RESERVED_PREFIX })) count++
  return count
}

/** What the cube says about itself; a cube that says nothing, or nothing readable, is about nothing. */
async function readInfo(node: Reads & Logs, tree: CID): Promise<CubeInfo> {
  const cid = await getEntry(node.store, tree, infoKey)
  return cid === undefined ? { topics: [] } : infoIn(node, cid)
}

/** Settings that cannot be read, those of a later version too, are no reason to refuse the cube. */
export async function infoIn(node: Shelved & Partial<Logs>, cid: CID): Promise<CubeInfo> {
  try {
    return parseInfo(await node.cubes.memory(cid))
  } catch (error) {
    if (!(error instanceof MemCubeError)) throw error
    node.log?.warn({ error, cid: cid.toString() }, 'the settings of a cube cannot be read')
    return { topics: [] }
  }
}
