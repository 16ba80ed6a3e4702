/** Blocks by their CIDs from whoever has them, for a home that lost some: the peers that are connected and those that the DHT names. */
import type { CID } from 'multiformats/cid'
import { anySignal } from '../core/signals/index.ts'
import { verifyBlock, type Block } from '../core/codec/index.ts'
import type { BlockSession } from '../network/index.ts'
import { dialProviders } from './candidates.ts'
import type { NetworkServices } from './services.ts'
import type { FetchedBlocks } from './interface.ts'

/** Blocks asked for at once; as many as one bitswap session keeps busy. Guess. */
const atOnce = 32
/** A peer that has a block sends it within milliseconds; one that is silent is not waited for longer. Guess. */
const blockMs = 6_000
/** So many batches in a row without a block: they have none of the others either, or do not answer. Guess. */
const maxEmpty = 4

/** Never throws for a block that nobody sent; it is left out. @throws when the caller's signal aborts */
export async function fetchBlocks(
  services: NetworkServices,
  cube: CID,
  cids: readonly CID[],
  signal: AbortSignal,
): Promise<FetchedBlocks> {
  await dialProviders(services, cube, signal).catch(() => signal.throwIfAborted())
  const peers = services.host.peers()
  const providers = peers.flatMap(({ addresses }) => addresses.slice(0, 1))
  if (providers.length === 0) return { blocks: [], peers: 0 }
  const session = services.host.blocks.session(cube, providers)
  const blocks: Block[] = []
  let empty = 0
  try {
    for (let start = 0; start < cids.length; start += atOnce) {
      const batch = cids.slice(start, start + atOnce)
      const got = await Promise.all(batch.map((cid) => fetchOne(session, cid, signal)))
      blocks.push(...got.filter((block) => block !== undefined))
      empty = got.some((block) => block !== undefined) ? 0 : empty + 1
      if (empty >= maxEmpty) break
    }
  } finally {
    session.close()
  }
  return { blocks, peers: providers.length }
}

async function fetchOne(session: BlockSession, cid: CID, signal: AbortSignal): Promise<Block | undefined> {
  try {
    const bytes = await session.get(cid, { signal: anySignal([signal, AbortSignal.timeout(blockMs)]) })
    verifyBlock(cid, bytes)
    return { cid, bytes }
  } catch {
    signal.throwIfAborted()
    return undefined
  }
}
