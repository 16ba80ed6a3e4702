/**
 * kad-dht with bounds on what strangers send: bytes of a message, peers and addresses in it, and messages in a time.
 *
 * For the maintainers of @libp2p/kad-dht (16.4): an RPC may have 4 MiB, `fromPbPeerInfo` and ADD_PROVIDER make a multiaddr of
 * every address in it and hand all of them to the peer store, and nothing bounds how many messages one peer sends on how
 * many streams. Limits for `Message.decode` (protons has them) and a rate in `RPC.onIncomingStream` would do what is
 * done here from outside, around the two places where kad-dht reads a stream.
 */
import type { KadDHT } from '@libp2p/kad-dht'
import type { Connection, Stream } from '@libp2p/interface'
import { boundDhtMessage } from './dht-message.ts'
import { guardStream } from './guarded-stream.ts'
import type { NetworkLogger } from './interface.ts'
import { NetworkError } from './network-error.ts'
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
/** A peer that is refused so often without a pause loses its connection. Guess. */
const MAX_REFUSALS = 32

/** The parts of kad-dht that read what others send; private in its types. */
interface Readers {
  rpc?: { onIncomingStream?(stream: Stream, connection: Connection): Promise<void> }
  network?: { _writeReadMessage?(stream: Stream, ...rest: unknown[]): Promise<unknown> }
}

/** @throws {NetworkError} ERR_INTERNAL for a version of kad-dht that reads elsewhere: an unguarded one is not run */
export function guardDht(dht: KadDHT, logger: NetworkLogger): KadDHT {
  const { rpc, network } = dht as unknown as Readers
  const serve = rpc?.onIncomingStream?.bind(rpc)
  const ask = network?._writeReadMessage?.bind(network)
  if (rpc === undefined || network === undefined || serve === undefined || ask === undefined)
    throw new NetworkError('ERR_INTERNAL', 'the DHT has no place where its messages can be bounded')
  const requests = new Pace(REQUESTS)
  /** Refusals of each peer since it was last served. */
  const refusals = new WeakMap<Connection, number>()
  rpc.onIncomingStream = (stream, connection) => {
    const peer = connection.remotePeer.toString()
    const refuse = (): never => {
      const count = (refusals.get(connection) ?? 0) + 1
      refusals.set(connection, count)
      const error = new NetworkError('ERR_LIMIT', 'the peer asks the DHT too much')
      if (count === MAX_REFUSALS) {
        logger.info({ peer }, 'dht: cut off a peer that asks too much')
        connection.abort(error)
      }
      throw error
    }
    const waitMs = (): number => requests.take(peer, Date.now()) ?? refuse()
    return serve(guardStream(stream, { maxFrameBytes: MAX_REQUEST_BYTES, waitMs, pass }), connection)
  }
  network._writeReadMessage = (stream, ...rest) =>
    ask(guardStream(stream, { maxFrameBytes: MAX_ANSWER_BYTES, waitMs: () => 0, pass }), ...rest)
  return dht
}

function pass(frame: Uint8Array): Uint8Array {
  const bounded = boundDhtMessage(frame)
  if (bounded === undefined) throw new NetworkError('ERR_INVALID_INPUT', 'expected a message of the DHT')
  return bounded
}
