/** What a home holds and may not be what its owner takes it for: a full cache, old heads, peers that refuse. */
import { countOf } from '../../home/index.ts'
import {
  type Caching,
  type CubeRecord,
  type Shelved,
  freshnessOf,
  isFresh,
  isOneVoice,
} from '../../cubes/index.ts'
import type { Clock, Stored } from '../../home/index.ts'
import { type Peers, loadPeers } from '../../sharing/index.ts'
import { fine, wrong, type DoctorCheck } from './check.ts'

/** From here on the next pull may push others out. Guess. */
const nearlyFull = 0.9
/** So many exchanges in a row, all refused, are no accident. Guess. */
const refusedInARow = 3

export async function checkCache({ cache }: Caching): Promise<DoctorCheck> {
  const { usedBytes, maxBytes } = await cache.usage()
  if (maxBytes === null)
    return fine('cache', `${countOf(usedBytes, 'byte')} of cubes of others, without a limit`)
  if (usedBytes < maxBytes * nearlyFull) return fine('cache', `${usedBytes} of ${maxBytes} bytes used`)
  return wrong(
    'cache',
    `cubes of others take ${usedBytes} of the ${maxBytes} bytes that they may`,
    'raise it with `memcube config set cache.maxBytes`, or unfollow and unpin what you need no more: what was used least recently gives way to the next pull, and one that does not fit is refused',
  )
}

export async function checkFreshness(node: Shelved & Clock & Stored): Promise<DoctorCheck> {
  const followed = (await node.cubes.list()).filter((record) => record.followed)
  const stale = followed.filter((record) => !isFresh(record, node.nowMs()))
  if (stale.length === 0)
    return fine(
      'fresh',
      `${countOf(followed.length, 'followed cube')}, all known to be current${await restsOn(node, followed)}`,
    )
  return wrong(
    'fresh',
    `these may be out of date, since nobody confirmed them lately: ${stale.map(({ name }) => name).join(', ')}`,
    'run a daemon that reaches their authors, or `memcube pull` each; if it stays so, the author is away, or your clock is wrong',
  )
}

/** How old the oldest head is, and how many rest on the word of one node: who is behind looks like the newest. */
async function restsOn({ store }: Stored, followed: readonly CubeRecord[]): Promise<string> {
  if (followed.length === 0) return ''
  const known = await Promise.all(followed.map((record) => freshnessOf(store, record)))
  const oldest = Math.min(...known.map(({ headTime }) => headTime))
  const alone = known.filter(isOneVoice).length
  return `; the oldest head is of ${new Date(oldest).toISOString()}; for ${alone} no more than one node was asked and answered`
}

/** Peers that are connected and with whom nothing can be exchanged, of another version of the protocols for instance. */
export function checkAgreements({ network }: Peers): Promise<DoctorCheck> {
  const peers = network?.peers() ?? []
  const refused = peers.flatMap(({ peerId, refusal }) =>
    refusal?.code === 'ERR_INCOMPATIBLE' ? [`${peerId} (${refusal.message})`] : [],
  )
  if (refused.length === 0) return Promise.resolve(fine('handshake', 'no connected peer was refused'))
  return Promise.resolve(
    wrong(
      'handshake',
      `nothing is exchanged with ${refused.length} of ${countOf(peers.length, 'connected peer')}: ${refused.join('; ')}`,
      'do what is said of each; `memcube peers` shows it again',
    ),
  )
}

/** Peers whose last exchanges were all refused, by either side. */
export async function checkPeersTalk(node: Stored & Peers): Promise<DoctorCheck> {
  await node.network?.flushSyncLog()
  const refusing: string[] = []
  const kept = await loadPeers(node.store)
  for (const [peerId, entries] of kept) {
    const last = entries.slice(-refusedInARow)
    if (last.length < refusedInARow || last.some(({ outcome }) => outcome !== 'refused')) continue
    refusing.push(`${peerId} (${last.at(-1)?.reason?.message ?? 'no reason'})`)
  }
  if (refusing.length === 0)
    return fine('sync', `${countOf(kept.size, 'peer')} with whom something was exchanged`)
  return wrong(
    'sync',
    `what is exchanged with these is refused again and again: ${refusing.join('; ')}`,
    'see `memcube sync-log PEER` for what was asked and why it was refused',
  )
}
