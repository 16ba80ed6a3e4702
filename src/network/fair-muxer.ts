/**
 * yamux that handles a few frames in a turn of the loop, as `frame-turns.ts` says. What waits is not read further.
 *
 * For the maintainers of @libp2p/yamux (8.0): `onData` handles every frame of what one read of the socket gave. 64 KiB are 3,000
 * small frames, or the first bytes of as many streams, and nobody else is heard meanwhile. A turn given up between frames, shared
 * by all connections, would do what is done here from outside.
 */
import type { Connection, MessageStream, StreamMuxer, StreamMuxerFactory } from '@libp2p/interface'
import type { Multiaddr } from '@multiformats/multiaddr'
import type { Uint8ArrayList } from 'uint8arraylist'
import { hostOf, networkOf } from './connection-places.ts'
import { type FrameLine, FrameTurns } from './frame-turns.ts'
import { NetworkError } from './network-error.ts'

/**
 * Half of what a turn may take in all. The first bytes of a stream cost 0.5 to 1 ms after they were handed over (measured), so that
 * 12 streams are as much again. Guesses.
 */
const LIMITS = { mostMs: 5, mostStreams: 12 }

const frameTurns = new FrameTurns(
  { nowMs: () => performance.now(), inNextTurn: (run) => void setImmediate(run) },
  LIMITS,
)

type Bytes = Uint8Array | Uint8ArrayList
interface Frame {
  header: { streamID: number }
}

/** The parts of the muxer that read what others send; not among its public types. */
interface Reader {
  decoder?: { emitFrames?(data: Bytes): Iterator<Frame> }
  handleFrame?(frame: Frame): void
  onData(data: Bytes): void
  onTransportClosed(error?: Error): void
}

/** As all streams of libp2p are made. */
type ReadStream = MessageStream & { readStatus?: string }

const lines = new WeakMap<StreamMuxer, Line>()

/** @throws {NetworkError} ERR_INTERNAL for a version of yamux that reads elsewhere: an unguarded one is not run */
export function fairMuxer(create: () => StreamMuxerFactory): () => StreamMuxerFactory {
  return () => {
    const inner = create()
    return {
      protocol: inner.protocol,
      [Symbol.toStringTag]: 'memcube/fair-muxer',
      createStreamMuxer(stream: MessageStream) {
        const muxer = inner.createStreamMuxer(stream)
        lines.set(muxer, new Line(muxer, stream))
        return abortable(muxer)
      },
    } as StreamMuxerFactory
  }
}

/**
 * For the maintainers of @libp2p/yamux: `abort` says goodbye on a stream that may be closed already, and throws. Where libp2p
 * aborts a connection whose ping failed nobody catches it, and the process ends. Its own streams have ended by then.
 */
function abortable(muxer: StreamMuxer): StreamMuxer {
  const abort = muxer.abort.bind(muxer)
  muxer.abort = (reason) => {
    try {
      abort(reason)
    } catch {
      // There is nobody to say goodbye to; the connection below is aborted next.
    }
  }
  return muxer
}

/** Nothing more of that connection is handled or read until what is returned is called. */
export function holdFrames(connection: Connection): () => void {
  const { muxer } = connection as unknown as { muxer?: StreamMuxer }
  const line = muxer === undefined ? undefined : lines.get(muxer)
  return line?.hold() ?? ((): void => {})
}

/** The frames of one connection that have come and were not handled. */
class Line implements FrameLine {
  readonly network: string
  readonly address: string
  readonly #stream: ReadStream
  readonly #muxer: StreamMuxer
  readonly #handle: (frame: Frame) => void
  readonly #emit: (data: Bytes) => Iterator<Frame>
  /** Each reads what came once the one before is empty. */
  readonly #came: Iterator<Frame>[] = []
  #holds = 0
  #isGoing = false
  #isResuming = false
  /** The connection is gone; so are its streams, once they have what came before. */
  #close: (() => void) | undefined

  constructor(muxer: StreamMuxer, stream: MessageStream) {
    const reader = muxer as unknown as Reader
    const { decoder, handleFrame } = reader
    if (decoder?.emitFrames === undefined || handleFrame === undefined)
      throw new NetworkError('ERR_INTERNAL', 'the muxer has no place where its frames can be bounded')
    const from = addressOf(stream)
    this.network = from === undefined ? '' : networkOf(from)
    this.address = from === undefined ? '' : hostOf(from)
    this.#stream = stream
    this.#muxer = muxer
    this.#handle = handleFrame.bind(muxer)
    this.#emit = decoder.emitFrames.bind(decoder)
    const close = reader.onTransportClosed.bind(muxer)
    reader.onData = (data) => this.#take(data)
    reader.onTransportClosed = (error) => {
      // Who was cut off has no more to say.
      if (stream.status !== 'closed') {
        this.#came.length = 0
        return close(error)
      }
      this.#close = close
      this.#ready()
    }
  }

  hold(): () => void {
    this.#holds++
    this.#pause()
    return () => {
      this.#holds--
      if (this.#holds > 0) return
      if (this.#came.length > 0) this.#ready()
      else this.#resume()
    }
  }

  go(): boolean {
    this.#isGoing = true
    while (this.#step() && frameTurns.isOpen());
    this.#isGoing = false
    if (this.#came.length > 0) {
      this.#pause()
      return !this.#isHeld
    }
    // What waits in the stream comes now.
    this.#resume()
    if (this.#came.length > 0) return false
    this.#close?.()
    this.#close = undefined
    return false
  }

  /** The streams of a connection that is gone get what came of it all the same. */
  get #isHeld(): boolean {
    return this.#holds > 0 && this.#close === undefined
  }

  /** Handles one frame. Nobody else is above this in a turn of the loop: what is thrown here would end the process. */
  #step(): boolean {
    try {
      const frame = this.#next()
      if (frame === undefined) return false
      frameTurns.touch(this, frame.header.streamID)
      this.#handle(frame)
    } catch (error) {
      if (this.#close === undefined) this.#fail(error as Error)
    }
    return true
  }

  #fail(error: Error): void {
    this.#came.length = 0
    unlessGone(() => this.#muxer.abort(error))
    unlessGone(() => this.#stream.abort(error))
  }

  #take(data: Bytes): void {
    this.#came.push(this.#emit(data))
    this.#ready()
    if (this.#came.length > 0) this.#pause()
  }

  #ready(): void {
    if (!this.#isGoing && !this.#isHeld) frameTurns.ready(this)
  }

  #next(): Frame | undefined {
    if (this.#isHeld) return undefined
    for (let frames = this.#came[0]; frames !== undefined; frames = this.#came[0]) {
      const { done, value } = frames.next()
      if (done !== true) return value
      this.#came.shift()
    }
    return undefined
  }

  #pause(): void {
    if (!this.#isResuming && this.#stream.readStatus === 'readable') unlessGone(() => this.#stream.pause())
  }

  /** What waits in the stream comes at once; only after that may it be paused again. */
  #resume(): void {
    if (this.#stream.readStatus !== 'paused') return
    this.#isResuming = true
    unlessGone(() => this.#stream.resume())
    this.#isResuming = false
    if (this.#came.length > 0 || this.#isHeld) this.#pause()
  }
}

/** What is inside of a stream may be closed though the stream is not, and says so by throwing. */
function unlessGone(change: () => void): void {
  try {
    change()
  } catch {
    // It ends by itself.
  }
}

/** Where it comes from is known to the connection, which is the innermost of what is wrapped around each other. */
function addressOf(stream: MessageStream): Multiaddr | undefined {
  type Wrapped = { remoteAddr?: Multiaddr; stream?: Wrapped }
  let inner: Wrapped | undefined = stream as Wrapped
  while (inner !== undefined && inner.remoteAddr === undefined) inner = inner.stream
  return inner?.remoteAddr
}
