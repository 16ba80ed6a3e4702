/** Who else needs what is to be erased: cubes whose current states have a memory, memories that share a payload. */
import type { CID } from 'multiformats/cid'
import { linksOf, RAW } from '../../core/codec/index.ts'
import { payloadOf, readMemory } from '../../core/cube/index.ts'
import { walk, type KeyFilter } from '../../core/tree/index.ts'
import type { Forgets, Reads } from '../needs.ts'
import type { Stored } from '../../home/index.ts'
import { branchesOf, hasState } from '../branches.ts'
import type { CubeRecord } from '../cube-record.ts'
import { keysHeld } from '../part.ts'

/** Memories read at once. */
const batchMemories = 256

/** The trees of all branches of a cube that are held, by the branch's name. */
export async function heldTrees(node: Reads, record: CubeRecord): Promise<Map<string, CID>> {
  const trees = new Map<string, CID>()
  for (const [name, commit] of Object.entries({ ...branchesOf(record), [record.branch]: record.commit }))
    if (await hasState(node, commit)) trees.set(name, (await node.cubes.commit(commit)).tree)
  return trees
}

/** The keys of a cube that hold one of these memories, on each branch. */
export async function keysHolding(
  node: Reads,
  record: CubeRecord,
  memories: ReadonlySet<string>,
): Promise<{ branch: string; key: string; cid: CID }[]> {
  const found: { branch: string; key: string; cid: CID }[] = []
  for (const [branch, tree] of await heldTrees(node, record))
    for await (const [key, cid] of walk(node.store, tree, { within: keysHeld(record) }))
      if (memories.has(cid.toString())) found.push({ branch, key, cid })
  return found
}

/** Other cubes of this home that have one of these memories now and were not told to forget it. */
export async function cubesHolding(
  node: Reads & Forgets,
  except: ReadonlySet<string>,
  memories: ReadonlySet<string>,
): Promise<CubeRecord[]> {
  const found: CubeRecord[] = []
  for (const record of await node.cubes.list()) {
    if (except.has(record.cube)) continue
    const held = await keysHolding(node, record, memories)
    if (held.some(({ cid }) => node.forgotten.in(record.cube, cid) === undefined)) found.push(record)
  }
  return found
}

/** The blocks of a payload that are here, its root with them. */
export async function payloadBlocks(node: Stored, root: CID): Promise<CID[]> {
  const blocks: CID[] = []
  const open = [root]
  for (let cid = open.pop(); cid !== undefined; cid = open.pop()) {
    const bytes = await node.store.get(cid)
    if (bytes === undefined) continue
    blocks.push(cid)
    if (cid.code !== RAW) open.push(...linksOf({ cid, bytes }))
  }
  return blocks
}

/** Of these payload blocks, those that a memory of a current state needs that is not one of `gone`. */
export async function sharedPayload(
  node: Reads,
  blocks: readonly CID[],
  gone: ReadonlySet<string>,
): Promise<Set<string>> {
  const wanted = new Set(blocks.map(String))
  const shared = new Set<string>()
  if (wanted.size === 0) return shared
  for (const record of await node.cubes.list())
    for (const tree of (await heldTrees(node, record)).values())
      for await (const root of payloadRoots(node, tree, keysHeld(record), gone))
        for (const part of await payloadBlocks(node, root))
          if (wanted.has(part.toString())) shared.add(part.toString())
  return shared
}

async function* payloadRoots(
  node: Stored,
  tree: CID,
  within: KeyFilter,
  gone: ReadonlySet<string>,
): AsyncGenerator<CID> {
  let batch: CID[] = []
  const read = async (): Promise<CID[]> => {
    const blocks = await node.store.getMany(batch)
    batch = []
    return blocks.flatMap((bytes) => {
      const payload = bytes === undefined ? undefined : payloadOf(readMemory(bytes))
      return payload === undefined ? [] : [payload.link]
    })
  }
  for await (const [, cid] of walk(node.store, tree, { within })) {
    if (gone.has(cid.toString())) continue
    if (batch.push(cid) >= batchMemories) yield* await read()
  }
  yield* await read()
}
