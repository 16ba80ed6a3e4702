/** What a cube's record says about the state that it is at. */
import type { CID } from 'multiformats/cid'
import { parseInfo, RESERVED_PREFIX, type CubeInfo } from '../core/cube/index.ts'
import { getEntry, walk } from '../core/tree/index.ts'
import { MemCubeError } from '../core/errors.ts'
import type { Reads, Shelved } from './needs.ts'
import type { Logs, Stored } from '../home/index.ts'
import { infoKey } from './info-key.ts'
import type { CubeRecord } from './cube-record.ts'

/** Counts the memories of a commit and reads the settings; the state is held here and was verified. */
export async function describeState(
  node: Reads & Logs,
  commit: CID,
): Promise<Pick<CubeRecord, 'memories' | 'info'>> {
  const { tree, count } = await node.cubes.commit(commit)
  return { memories: count - (await reservedCount(node, tree)), info: await readInfo(node, tree) }
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
