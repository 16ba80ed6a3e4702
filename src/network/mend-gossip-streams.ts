/**
 * gossipsub (17.0, read) opens its stream to a peer when the peer comes, and no other while the peer is here:
 *
 * - Streams are opened one after another, so that one peer that is slow to answer keeps gossip from all that came after it (measured
 *   with 25 hosts that had just met: 3 to 5 streams of 24 after 10 s). Here each peer is waited for by itself.
 * - Where a stream could not be opened, nothing is ever sent to that peer. Here it is tried again.
 * - When the connection of that stream ends and another stays, after a peer has moved or a relayed connection has become a direct
 *   one, nothing more is sent to it either. Here the stream is opened anew on what is left.
 */
import type { Connection, Libp2pEvents, PeerId, TypedEventTarget } from '@libp2p/interface'
import { setImmediate as nextTurn } from 'node:timers/promises'
import { NetworkError } from './network-error.ts'

/** Waits after each stream that could not be opened; then the peer is left alone until it comes anew. Guesses. */
const AGAIN_MS = [1_000, 4_000, 15_000, 60_000]

/** The parts of gossipsub that hear of connections and open streams; private in its types. */
interface Hears {
  onPeerConnected?(peerId: PeerId, connection: Connection): void
  createOutboundStream?(peerId: PeerId, connection: Connection): Promise<void>
  streamsOutbound?: ReadonlyMap<string, unknown>
}

interface Connections {
  connectionManager: { getConnections(peerId: PeerId): Connection[] }
  events: Pick<TypedEventTarget<Libp2pEvents>, 'addEventListener'>
}

/** @throws {NetworkError} ERR_INTERNAL for a version of gossipsub that hears of connections elsewhere */
export function mendGossipStreams<T>(pubsub: T, { connectionManager, events }: Connections): T {
  const hears = pubsub as Hears
  const best = (peerId: PeerId): Connection | undefined => {
    const left = connectionManager.getConnections(peerId).filter(({ status }) => status === 'open')
    return left.findLast(({ limits }) => limits === undefined) ?? left.at(-1)
  }
  openEachByItself(hears, best)
  events.addEventListener('connection:close', ({ detail: { remotePeer } }) => {
    // The streams of a connection end with it, in the same turn.
    void nextTurn().then(() => {
      const connection = best(remotePeer)
      // It does nothing where the stream is there.
      if (connection !== undefined) hears.onPeerConnected?.(remotePeer, connection)
    })
  })
  return pubsub
}

/** One stream at a time is opened for a peer: gossipsub would use two, and know of one. */
function openEachByItself(hears: Hears, best: (peerId: PeerId) => Connection | undefined): void {
  const { streamsOutbound } = hears
  const open = hears.createOutboundStream?.bind(hears)
  if (hears.onPeerConnected === undefined || open === undefined || streamsOutbound === undefined)
    throw new NetworkError('ERR_INTERNAL', 'gossip hears of connections elsewhere')
  /** What is opened for a peer, and the connection to try after it. */
  const opening = new Map<string, { next: Connection | undefined }>()
  const openFor = async (peerId: PeerId, first: Connection, tries: number): Promise<void> => {
    const id = peerId.toString()
    const under = opening.get(id)
    if (under !== undefined) return void (under.next = first)
    const one = { next: first as Connection | undefined }
    opening.set(id, one)
    for (let next = one.next; next !== undefined && !streamsOutbound.has(id); next = one.next) {
      one.next = undefined
      await open(peerId, next)
    }
    opening.delete(id)
    const againMs = AGAIN_MS[tries]
    if (againMs === undefined || streamsOutbound.has(id)) return
    const again = (): void => {
      const connection = best(peerId)
      if (connection !== undefined) void openFor(peerId, connection, tries + 1)
    }
    setTimeout(again, againMs).unref()
  }
  // Who waits for it opens for the next peer.
  hears.createOutboundStream = (peerId, connection) => {
    void openFor(peerId, connection, 0)
    return Promise.resolve()
  }
}
