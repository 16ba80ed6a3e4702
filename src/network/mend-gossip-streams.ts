/**
 * gossipsub (17.0, read) opens its stream to a peer when the peer comes, and no other while the peer is here: when the
 * connection of that stream ends and another stays, after a peer has moved or a relayed connection has become a direct one,
 * nothing more is ever sent to it. Here the stream is opened anew on what is left.
 */
import type { Connection, Libp2pEvents, PeerId, TypedEventTarget } from '@libp2p/interface'
import { setImmediate as nextTurn } from 'node:timers/promises'
import { NetworkError } from './network-error.ts'

/** The part of gossipsub that hears of connections; private in its types. */
interface Hears {
  onPeerConnected?(peerId: PeerId, connection: Connection): void
}

interface Connections {
  connectionManager: { getConnections(peerId: PeerId): Connection[] }
  events: Pick<TypedEventTarget<Libp2pEvents>, 'addEventListener'>
}

/** @throws {NetworkError} ERR_INTERNAL for a version of gossipsub that hears of connections elsewhere */
export function mendGossipStreams<T>(pubsub: T, { connectionManager, events }: Connections): T {
  const hears = pubsub as Hears
  if (hears.onPeerConnected === undefined)
    throw new NetworkError('ERR_INTERNAL', 'gossip hears of connections elsewhere')
  events.addEventListener('connection:close', ({ detail: { remotePeer } }) => {
    // The streams of a connection end with it, in the same turn.
    void nextTurn().then(() => {
      const left = connectionManager.getConnections(remotePeer).filter(({ status }) => status === 'open')
      const best = left.findLast(({ limits }) => limits === undefined) ?? left.at(-1)
      // It does nothing where the stream is there.
      if (best !== undefined) hears.onPeerConnected?.(remotePeer, best)
    })
  })
  return pubsub
}
