/**
 * Yamux whose streams hand over no more than a connection takes: at most 256 KiB of a connection are on their way from here.
 *
 * The streams of yamux stop when a connection is full, but each window update of the peer makes them go on all the same, with
 * as much as the window has: 16 MiB from Go, all of it in memory at once. Here a stream hands over 64 KiB at a time, and only
 * while the connection takes more. Towards here each stream has the smallest window that yamux knows, 256 KiB, for good.
 */
import type { MessageStream, Stream, StreamMuxer, StreamMuxerFactory } from '@libp2p/interface'
import type { SendResult } from '@libp2p/utils'
import { yamux } from '@libp2p/yamux'
import type { Uint8ArrayList } from 'uint8arraylist'

/** What may be on its way in one connection: found safe for the pre-shared key by measurement, at 103 MB/s. */
export const IN_FLIGHT_BYTES = 256 * 1024
/** What is handed over at a time. */
export const MAX_PIECE_BYTES = 64 * 1024
/**
 * What may wait in each of the two layers above the socket, which has one piece. Streams keep below it by themselves; more can only
 * be answers to a peer that asks and does not read, and its connection is cut.
 */
export const MAX_WAITING_BYTES = (IN_FLIGHT_BYTES - MAX_PIECE_BYTES) / 2

/** The smallest window of yamux. */
const WINDOW_BYTES = 256 * 1024

/** @param maxInboundStreams that a peer may have open in one connection */
export function cappedYamux(maxInboundStreams: number): () => StreamMuxerFactory {
  return () => {
    const inner = yamux({
      maxInboundStreams,
      streamOptions: {
        initialStreamWindowSize: WINDOW_BYTES,
        maxStreamWindowSize: WINDOW_BYTES,
        maxReadBufferLength: 4 * WINDOW_BYTES,
      },
    })()
    return {
      protocol: inner.protocol,
      [Symbol.toStringTag]: 'memcube/capped-yamux',
      createStreamMuxer: (connection) => capped(inner.createStreamMuxer(connection), connection),
    } as StreamMuxerFactory
  }
}

/** Where streams come from in a muxer; not among its public types. A listener for `stream` would take early ones from libp2p. */
interface Streams {
  onCreateStream(options: object): Stream
  onRemoteStream(stream: Stream): void
}

function capped(muxer: StreamMuxer, connection: MessageStream): StreamMuxer {
  connection.maxWriteBufferLength = MAX_WAITING_BYTES
  const streams = muxer as unknown as Streams
  const create = streams.onCreateStream.bind(muxer)
  const take = streams.onRemoteStream.bind(muxer)
  streams.onCreateStream = (options) => hold(create(options), connection)
  streams.onRemoteStream = (stream) => take(hold(stream, connection))
  return muxer
}

/** How libp2p asks a stream to send; not among its public types. */
interface Sending {
  sendData(data: Uint8ArrayList): SendResult
}

function hold(stream: Stream, connection: MessageStream): Stream {
  const sending = stream as unknown as Sending
  const send = sending.sendData.bind(stream)
  sending.sendData = (data) => {
    const length = data.byteLength
    let sentBytes = 0
    while (sentBytes < length) {
      // Its `drain` makes all streams go on.
      if (connection.writableNeedsDrain) return { sentBytes, canSendMore: false }
      const sent = send(data.sublist(sentBytes, Math.min(sentBytes + MAX_PIECE_BYTES, length)))
      sentBytes += sent.sentBytes
      if (!sent.canSendMore) return { sentBytes, canSendMore: false }
    }
    return { sentBytes, canSendMore: true }
  }
  return stream
}
