/**
 * kad-dht with bounds on what strangers send: bytes of a message, peers and addresses in it, and messages in a time.
 *
 * For the maintainers of @libp2p/kad-dht (16.4): an RPC may have 4 MiB, `fromPbPeerInfo` and ADD_PROVIDER make a multiaddr of
 * every address in it and hand all of them to the peer store, and nothing bounds how many messages one peer sends on how
 * many streams. Limits for `Message.decode` (protons has them) and a rate in `RPC.onIncomingStream` would do what is
 * done here from outside, around the two places where kad-dht reads a stream. Answers name the same peers over and over, each time
 * with a turn of the routing table and a write to the peer store; here a mention counts once a minute (`news-of-peers.ts`).
 */
import type { KadDHT } from '@libp2p/kad-dht'
import type { Connection, PeerId, PeerInfo, Stream } from '@libp2p/interface'
import { networkOf } from './connection-places.ts'
import { boundDhtMessage } from './dht-message.ts'
import { FairTurns } from './fair-turns.ts'
import { guardStream } from './guarded-stream.ts'
import { createHold } from './hold-connection.ts'
import type { NetworkLogger } from './interface.ts'
import { NetworkError } from './network-error.ts'
import { NewsOfPeers } from './news-of-peers.ts'
import { ownId } from './own-bytes.ts'
import { Pace } from './pace.ts'

/** A request has a key and at most its sender with addresses, or one record; IPNS allows 10 KiB. */
const MAX_REQUEST_BYTES = 16 * 1024
/** 20 closest peers and as many providers as are listed, with 16 addresses of 60 bytes each, are 52 KiB. Twice that. */
const MAX_ANSWER_BYTES = 104 * 1024
/**
 * Requests of one peer. A node with 1,000 cubes says so once, in a small network to the same few peers: it waits its turn
 * for some seconds. An ADD_PROVIDER that was let through costs about 0.3 ms. Guesses.
 */
const REQUESTS = { perSecond: 200, burst: 400, maxWaitMs: 5_000, maxKeys: 4_096 }
/**
 * Requests of all peers together, who wait in turn of networks and peers. A node among 1,000 that have 1,000 cubes each gets two
 * a second; a household that starts at once fits into the burst. One costs about 1 ms with its stream (measured), so that
 * no flood takes more than a fifth of a processor, nor adds more than 2 ms to a turn of the loop. Guesses.
 */
const ALL_REQUESTS = { perSecond: 200, burst: 1_000, perTurn: 2, maxWaitMs: 5_000 }
/** A peer that is refused so often without a pause loses its connection. Guess. */
const MAX_REFUSALS = 32

/** The parts of kad-dht that read what others send; private in its types. */
interface Readers {
  rpc?: { onIncomingStream?(stream: Stream, connection: Connection): Promise<void> }
  network?: {
    _writeReadMessage?(stream: Stream, ...rest: unknown[]): Promise<unknown>
    /** Told of each peer that an answer names. */
    safeDispatchEvent?(type: 'peer', event: { detail: PeerInfo }): boolean
  }
  /** Of up to 20 peers in each of its buckets, for as long as they answer. */
  routingTable?: { add?(peerId: PeerId, options?: unknown): Promise<void> }
}

/** @throws {NetworkError} ERR_INTERNAL for a version of kad-dht that reads elsewhere: an unguarded one is not run */
export function guardDht(dht: KadDHT, logger: NetworkLogger): KadDHT {
  const { rpc, network, routingTable } = dht as unknown as Readers
  const serve = rpc?.onIncomingStream?.bind(rpc)
  const ask = network?._writeReadMessage?.bind(network)
  const keep = routingTable?.add?.bind(routingTable)
  const tell = network?.safeDispatchEvent?.bind(network)
  if (!rpc || !network || !routingTable || !serve || !ask || !keep || !tell)
    throw new NetworkError('ERR_INTERNAL', 'the DHT has no place where its messages can be bounded')
  const requests = new Pace(REQUESTS)
  const all = new FairTurns(ALL_REQUESTS)
  const hold = createHold()
  /** Refusals of each peer since it was last served. */
  const refusals = new WeakMap<Connection, number>()
  const refused = (connection: Connection): NetworkError => {
    const count = (refusals.get(connection) ?? 0) + 1
    refusals.set(connection, count)
    const error = new NetworkError('ERR_LIMIT', 'the peer asks the DHT too much')
    if (count === MAX_REFUSALS) {
      logger.info({ peer: connection.remotePeer.toString() }, 'dht: cut off a peer that asks too much')
      connection.abort(error)
    }
    return error
  }
  const turn = (connection: Connection): Promise<void> | undefined => {
    const peer = connection.remotePeer.toString()
    const waitMs = requests.take(peer, Date.now())
    if (waitMs === undefined) throw refused(connection)
    const among = all.take(networkOf(connection.remoteAddr), peer)
    if (waitMs === 0 && among === undefined) return undefined
    const own = waitMs === 0 ? undefined : new Promise((resolve) => setTimeout(resolve, waitMs).unref())
    return hold(connection, () =>
      Promise.all([own, among]).then(
        () => undefined,
        () => Promise.reject(refused(connection)),
      ),
    )
  }
  rpc.onIncomingStream = (stream, connection) =>
    serve(
      guardStream(stream, { maxFrameBytes: MAX_REQUEST_BYTES, turn: () => turn(connection), pass }),
      connection,
    )
  network._writeReadMessage = (stream, ...rest) =>
    ask(guardStream(stream, { maxFrameBytes: MAX_ANSWER_BYTES, pass }), ...rest)
  const news = new NewsOfPeers()
  network.safeDispatchEvent = (type, event) => news.isNews(event.detail, Date.now()) && tell(type, event)
  routingTable.add = (peerId, options) => keep(ownId(peerId), options)
  return dht
}

function pass(frame: Uint8Array): Uint8Array {
  const bounded = boundDhtMessage(frame)
  if (bounded === undefined) throw new NetworkError('ERR_INVALID_INPUT', 'expected a message of the DHT')
  return bounded
}
