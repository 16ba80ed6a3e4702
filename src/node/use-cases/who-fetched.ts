/** Which nodes fetched a cube from this home: what is forgotten here, they may have. Reads only. */
import { z } from 'zod'
import type { Stored } from '../../home/index.ts'
import { loadPeers, type Peers } from '../../sharing/index.ts'
import * as outputs from './outputs.ts'

type Exchanges = Awaited<ReturnType<typeof loadPeers>>

export const fetcher = z.object({ peerId: outputs.text, lastMs: outputs.timeMs })

/** As far as the exchanges of this home are remembered; with a peer by bitswap there is none. */
export async function whoFetched(
  node: Stored & Peers,
  cubes: ReadonlySet<string>,
): Promise<z.infer<typeof fetcher>[]> {
  await node.network?.flushSyncLog()
  return fetchersOf(await loadPeers(node.store), cubes)
}

/** Who last fetched comes first. Pure. */
export function fetchersOf(exchanges: Exchanges, cubes: ReadonlySet<string>): z.infer<typeof fetcher>[] {
  const found = []
  for (const [peerId, entries] of exchanges) {
    const last = entries.findLast(
      ({ side, what, outcome, cubes: of }) =>
        side === 'served' && what === 'pack' && outcome === 'done' && of.some((cube) => cubes.has(cube)),
    )
    if (last !== undefined) found.push({ peerId, lastMs: last.atMs })
  }
  return found.sort((a, b) => b.lastMs - a.lastMs)
}
