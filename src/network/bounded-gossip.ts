/**
 * gossipsub that forgets peers that are gone.
 *
 * For the maintainers of @libp2p/gossipsub (17.0, read):
 * - `PeerScore.removePeer` computes the score, which puts it into `scoreCache`, and for a good one deletes the peer from `peerStats`
 *   alone: its line in `scoreCache` stays for ever. For a bad one it stays as long as `peerStats`.
 * - A score that is not above 0, which is that of most who were here for a moment, is kept for `retainScore`, one hour, of any number of
 *   peers. `addPeer` begins anew with a peer that returns, so that nobody looks at what was kept.
 * - An RPC that is handled after its peer was removed puts the peer into `topics`, `peerTopicBytes`, `acceptFromWhitelist` and
 *   `idontwants` again, where it stays.
 */
import type { GossipSub } from '@libp2p/gossipsub'
import { NetworkError } from './network-error.ts'

/** Peers that are gone and whose score is kept. Guess: 1 MB. */
export const MAX_REMEMBERED = 2_048

interface Scores {
  readonly peerStats: Map<string, { connected: boolean; knownIPs: Set<string> }>
  readonly scoreCache: Map<string, unknown>
  addPeer(id: string): void
  removePeer(id: string): void
  removeIPsForPeer(id: string, ips: Set<string>): void
}

/** The parts of gossipsub that remember peers; private in its types. */
interface Remembers {
  peers: Map<string, unknown>
  score?: Partial<Scores>
  handleReceivedRpc(from: { toString(): string }, rpc: unknown): Promise<void>
}

/** @throws {NetworkError} ERR_INTERNAL for a version of gossipsub that remembers peers elsewhere: an unbounded one is not run */
export function boundGossip<T extends GossipSub>(pubsub: T): T {
  const target = pubsub as unknown as Remembers
  boundScores(scoresOf(target))
  const take = target.handleReceivedRpc.bind(pubsub)
  target.handleReceivedRpc = async (from, rpc) => {
    if (target.peers.has(from.toString())) await take(from, rpc)
  }
  return pubsub
}

function scoresOf({ score }: Remembers): Scores {
  const { peerStats, scoreCache, addPeer, removePeer, removeIPsForPeer } = score ?? {}
  if (!score || !peerStats || !scoreCache || !addPeer || !removePeer || !removeIPsForPeer)
    throw new NetworkError('ERR_INTERNAL', 'gossip keeps the scores of its peers elsewhere')
  return score as Scores
}

function boundScores(scores: Scores): void {
  const add = scores.addPeer.bind(scores)
  const remove = scores.removePeer.bind(scores)
  /** Those that are gone; who went last is last. */
  const gone = new Set<string>()
  const forget = (id: string): void => {
    gone.delete(id)
    scores.removeIPsForPeer(id, scores.peerStats.get(id)?.knownIPs ?? new Set())
    scores.peerStats.delete(id)
    scores.scoreCache.delete(id)
  }
  scores.addPeer = (id) => {
    gone.delete(id)
    add(id)
  }
  scores.removePeer = (id) => {
    remove(id)
    scores.scoreCache.delete(id)
    if (scores.peerStats.has(id)) gone.add(id)
    const [oldest] = gone
    if (gone.size > MAX_REMEMBERED && oldest !== undefined) forget(oldest)
  }
}
