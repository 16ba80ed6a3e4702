import type { CID } from 'multiformats/cid'
import { RESERVED_PREFIX, type Memory, isOpaque, readMemory } from '../../core/cube/index.ts'
import { walk } from '../../core/tree/index.ts'
import { NodeError, type Stored } from '../../home/index.ts'
import type { Forgets, Reads } from '../../cubes/index.ts'

const batchMemories = 256

/** The memories of a commit in the order of their keys. */
export async function* memoriesAt(
  node: Reads & Forgets,
  commit: CID,
): AsyncGenerator<{ key: string; cid: CID; memory: Memory }> {
  const tree = await node.cubes.state(commit)
  const { cube } = await node.cubes.commit(commit)
  let batch: [string, CID][] = []
  for await (const entry of walk(node.store, tree)) {
    if (entry[0].startsWith(RESERVED_PREFIX)) continue
    if (node.forgotten.in(cube.toString(), entry[1]) !== undefined) continue
    batch.push([entry[0], entry[1]])
    if (batch.length < batchMemories) continue
    yield* await load(node, batch)
    batch = []
  }
  yield* await load(node, batch)
}

async function load(
  node: Stored,
  batch: readonly [string, CID][],
): Promise<{ key: string; cid: CID; memory: Memory }[]> {
  const blocks = await node.store.getMany(batch.map(([, cid]) => cid))
  return batch.map(([key, cid], index) => {
    const bytes = blocks[index]
    if (bytes === undefined)
      throw new NodeError('ERR_CORRUPT', `the memory "${key}" (${cid}) is missing`, {
        hint: 'run `memcube fsck`, then pull the cube again',
      })
    const memory = readMemory(bytes)
    if (isOpaque(memory))
      throw new NodeError(
        'ERR_INCOMPATIBLE',
        `the memory "${key}" is of version ${memory.version} and cannot be read by this memcube`,
        { hint: 'export the cube as car, which keeps every block as it is; or upgrade memcube' },
      )
    return { key, cid, memory }
  })
}
