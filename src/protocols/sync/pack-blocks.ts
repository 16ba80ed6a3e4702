// What a pack would hold, block by block: for whoever keeps it elsewhere than on the wire.
import type { CID } from 'multiformats/cid'
import { linksOf, type Block } from '../../core/codec/index.ts'
import { idToCid, type TreeReader } from '../../core/tree/index.ts'
import { SYNC_LIMITS } from './limits.ts'
import { memoryKey } from './memory-key.ts'
import { payloadOf } from './payload-of.ts'
import { planPack } from './plan-pack.ts'

/** What to read: a commit of a cube, without what these commits have. */
interface PackWanted {
  cube: CID
  commit: CID
  /** Commits that are held where the blocks go. */
  have: readonly CID[]
}

/**
 * Commits, tree nodes, memories and payloads. A memory that is not held is left out: it was forgotten.
 * @throws {ProtocolError} ERR_NOT_FOUND, ERR_CORRUPT when a commit or a tree node is missing
 */
export async function* packBlocks(
  reader: TreeReader,
  { cube, commit, have }: PackWanted,
): AsyncGenerator<Block> {
  const want = { cube, commit, have: have.slice(0, SYNC_LIMITS.maxHave), skip: [], nodesHeld: false }
  const plan = await planPack(reader, want, () => Promise.resolve([commit, ...want.have]))
  yield* plan.commits
  yield* plan.nodes
  const payloads = new Set<string>()
  for (let from = 0; from < plan.memories.length; from += SYNC_LIMITS.readBatchBlocks) {
    const cids = plan.memories.slice(from, from + SYNC_LIMITS.readBatchBlocks).map(idToCid)
    for (const memory of await held(reader, cids)) {
      yield memory
      const payload = payloadOf(memory)
      if (payload !== undefined) yield* payloadBlocks(reader, payload.link, payloads)
    }
  }
}

/** The DAG under a memory's body, parents before children, each block once. */
async function* payloadBlocks(reader: TreeReader, root: CID, seen: Set<string>): AsyncGenerator<Block> {
  let open = [root]
  while (open.length > 0) {
    const fresh = open.filter((cid) => !seen.has(memoryKey(cid)))
    for (const cid of fresh) seen.add(memoryKey(cid))
    open = []
    for (const block of await held(reader, fresh)) {
      yield block
      open.push(...linksOf(block))
    }
  }
}

async function held(reader: TreeReader, cids: CID[]): Promise<Block[]> {
  const blocks = cids.length === 0 ? [] : await reader.getMany(cids)
  return cids.flatMap((cid, at) => (blocks[at] === undefined ? [] : [{ cid, bytes: blocks[at] }]))
}
