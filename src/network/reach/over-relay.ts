/**
 * Connections through relays, which libp2p dials anew whenever one is asked for, and then drops as a duplicate: it takes what
 * is limited for no connection. Here they are used while there is none that is better.
 */
import type { Connection, PeerId, PeerStore, Stream } from '@libp2p/interface'
import { peerIdFromString } from '@libp2p/peer-id'
import type { Multiaddr } from '@multiformats/multiaddr'
import type { Libp2p } from 'libp2p'
import { setTimeout as wait } from 'node:timers/promises'
import { peerIdIn } from '../addresses.ts'
import { NetworkError } from '../network-error.ts'
import { isRelayed } from './circuit-addresses.ts'

/** The connection through a relay, when that is all there is; the last of several, since the peer may have moved. */
function onlyRelayed(connections: readonly Connection[]): Connection | undefined {
  const open = connections.filter(({ status }) => status === 'open')
  return open.some(({ limits }) => limits === undefined) ? undefined : open.at(-1)
}

/** What libp2p throws when a connection ends while a stream is opened on it. */
const CUT = new Set([
  'ConnectionClosedError',
  'ConnectionClosingError',
  'MuxerClosedError',
  'StreamAbortedError',
  'StreamClosedError',
  'StreamResetError',
  'StreamStateError',
  'UnexpectedEOFError',
])
/** After that the end of a connection is known here. Guess. */
const KNOWN_MS = 100

/**
 * Opens a stream over what there is, and dials where there is nothing. Two nodes that dial each other at once drop one of the two
 * connections, and it may be the one that was taken: then once more over what is left.
 */
export async function openStream(
  libp2p: Libp2p,
  peerId: string,
  protocol: string,
  signal: AbortSignal,
): Promise<Stream> {
  try {
    return await openOnce(libp2p, peerId, protocol, signal)
  } catch (error) {
    if (signal.aborted || !isCut(error)) throw error
    await wait(KNOWN_MS, undefined, { signal })
    return openOnce(libp2p, peerId, protocol, signal)
  }
}

/** Who waited to write is given the event by which the stream closed, in the place of an error. */
function isCut(error: unknown): boolean {
  if (error instanceof Event) return error.type === 'close'
  return error instanceof Error && CUT.has(error.name)
}

async function openOnce(
  libp2p: Libp2p,
  peerId: string,
  protocol: string,
  signal: AbortSignal,
): Promise<Stream> {
  const peer = peerIdFromString(peerId)
  const options = { signal, runOnLimitedConnection: true }
  const relayed = onlyRelayed(libp2p.getConnections(peer))
  return relayed?.newStream(protocol, options) ?? libp2p.dialProtocol(peer, protocol, options)
}

/** The peer of an address through a relay that need not be dialled: there is a connection. */
export function reachedAlready(libp2p: Libp2p, address: Multiaddr): string | undefined {
  const peerId = isRelayed(address) ? peerIdIn(address) : undefined
  if (peerId === undefined) return undefined
  return libp2p.getConnections(peerIdFromString(peerId)).some(({ status }) => status === 'open')
    ? peerId
    : undefined
}

/** Peers to whom all that is said goes through a relay. */
export function overRelay(connections: readonly Connection[]): Set<string> {
  const open = connections.filter(({ status }) => status === 'open')
  const relayed = new Set(open.map(({ remotePeer }) => remotePeer.toString()))
  for (const { limits, remotePeer } of open) if (limits === undefined) relayed.delete(remotePeer.toString())
  return relayed
}

interface DhtComponents {
  peerStore: Pick<PeerStore, 'get'>
  connectionManager: {
    getConnections(peer?: PeerId): Connection[]
    openStream(peer: PeerId, ...rest: unknown[]): Promise<Stream>
  }
}

/** The same for the DHT: who is behind a relay is no server of it, and is not dialled to find that out. */
export function withoutRelays<T>(components: T): T {
  const { peerStore, connectionManager } = components as DhtComponents
  const direct = new Proxy(connectionManager, {
    get(target, name) {
      if (name === 'openStream')
        return async (peer: PeerId, ...rest: unknown[]) => {
          const open = target.getConnections(peer)
          if (open.length > 0 ? onlyRelayed(open) !== undefined : await isBehindRelay(peerStore, peer))
            throw new NetworkError('ERR_UNREACHABLE', 'the peer is behind a relay, and no server of the DHT')
          return target.openStream(peer, ...rest)
        }
      const value: unknown = Reflect.get(target, name, target)
      return typeof value === 'function' ? (value.bind(target) as unknown) : value
    },
  })
  return new Proxy(components as object, {
    get: (target, name) => (name === 'connectionManager' ? direct : (Reflect.get(target, name) as unknown)),
  }) as T
}

async function isBehindRelay(peerStore: DhtComponents['peerStore'], peer: PeerId): Promise<boolean> {
  const known = await peerStore.get(peer).catch(() => undefined)
  const addresses = known?.addresses ?? []
  return addresses.length > 0 && addresses.every(({ multiaddr }) => isRelayed(multiaddr))
}
