/**
 * A channel of frames over one libp2p stream.
 *
 * Reading: the stream's own buffer and iterator have no usable back-pressure, so chunks go straight into a FrameDecoder,
 * and the stream is paused while more than PAUSE_ABOVE bytes wait there. Pausing withholds the muxer's window, which is what
 * stops the sender; it is safe only while the window is smaller than the stream's read buffer (`libp2p-options.ts`).
 * Writing: the stream's `onDrain()` waits only once, so `write` watches the length of the write buffer itself.
 */
import type { Stream } from '@libp2p/interface'
import { Uint8ArrayList } from 'uint8arraylist'
import { encodePrefix, FrameDecoder, MAX_FRAME_BYTES } from './framing.ts'
import type { Channel, Signalled } from './interface.ts'
import { abortedError, cutError, NetworkError } from './network-error.ts'
import { turns } from './turns.ts'

/** A frame of the largest size always fits below it, so a paused channel has something to read. */
const PAUSE_ABOVE_BYTES = 2 * 1024 * 1024
const RESUME_BELOW_BYTES = 512 * 1024
/** Only a peer that sends beyond its window gets here. */
const MAX_HELD_BYTES = 8 * 1024 * 1024
/** Bytes that may wait in the stream before `write` holds the caller back; two credit chunks deep is enough (guess). */
const MAX_UNSENT_BYTES = 1024 * 1024
/** After `close` the peer may take this long between two frames. Matches the silence rule of sync, 30 s. */
const LINGER_MS = 30_000

/** Frames read one after another that were there already; then others have a turn. 16 chunks of a pack are 1 MiB. Guess. */
const FRAMES_PER_TURN = 16

interface Waiter {
  resolve(): void
  reject(error: Error): void
}

/** Wraps a stream. Call it in the same tick in which the stream was received, or chunks are lost to the buffer limit. */
export function createChannel(
  stream: Stream,
  remotePeer: string,
  { maxFrameBytes = MAX_FRAME_BYTES }: { maxFrameBytes?: number } = {},
): Channel {
  return new StreamChannel(stream, remotePeer, new FrameDecoder(maxFrameBytes))
}

class StreamChannel implements Channel {
  readonly remotePeer: string
  readonly #stream: Stream
  readonly #frames: FrameDecoder
  #reader: Waiter | undefined
  #writers = new Set<Waiter>()
  /** The peer has said that it sends no more; without that word an end is a loss. */
  #peerDone = false
  #ended = false
  #failure: Error | undefined
  #lastHeardMs = 0
  #inARow = 0
  #linger: NodeJS.Timeout | undefined

  constructor(stream: Stream, remotePeer: string, frames: FrameDecoder) {
    this.#stream = stream
    this.#frames = frames
    this.remotePeer = remotePeer
    stream.addEventListener('message', (event) => this.#onData(event.data))
    stream.addEventListener('remoteCloseWrite', () => {
      this.#peerDone = true
    })
    stream.addEventListener('end', () => this.#onEnd())
    stream.addEventListener('close', (event) => this.#onClose(event.error))
    stream.addEventListener('drain', () => this.#onDrain())
    stream.addEventListener('idle', () => this.#onDrain())
    this.#peerDone = stream.remoteWriteStatus === 'closed' && stream.status === 'open'
    if (stream.readableEnded) this.#onEnd()
    if (stream.status === 'aborted' || stream.status === 'reset')
      this.#onClose(new Error(`the stream is ${stream.status}`))
  }

  get protocol(): string {
    return this.#stream.protocol
  }

  async read({ signal }: Signalled = {}): Promise<Uint8Array | undefined> {
    for (;;) {
      if (signal?.aborted) throw abortedError(signal, 'reading from the peer')
      const frame = this.#nextFrame()
      if (frame !== undefined) {
        // Whoever reads in a loop would else go on for as long as a peer has filled the buffer.
        // What was done with the last ones counts as well.
        if (++this.#inARow % FRAMES_PER_TURN === 0 || turns.isOver()) await turns.next()
        return frame
      }
      if (this.#failure !== undefined) throw this.#failure
      if (this.#ended) return this.#finish()
      this.#resume()
      await this.#wait('reading from the peer', signal, (waiter) => this.#park(waiter))
    }
  }

  async write(frame: Uint8Array, { signal }: Signalled = {}): Promise<void> {
    const prefix = encodePrefix(frame.length)
    if (signal?.aborted) throw abortedError(signal, 'writing to the peer')
    if (this.#failure !== undefined) throw this.#failure
    try {
      this.#stream.send(new Uint8ArrayList(prefix, frame))
    } catch (cause) {
      throw this.#failure ?? cutError('the stream to the peer is closed', cause)
    }
    while (this.#stream.writeBufferLength > MAX_UNSENT_BYTES) {
      await this.#wait('writing to the peer', signal, (waiter) => {
        this.#writers.add(waiter)
        return () => this.#writers.delete(waiter)
      })
    }
    if (this.#failure !== undefined) throw this.#failure
  }

  async close({ signal }: Signalled = {}): Promise<void> {
    if (this.#failure !== undefined || this.#stream.writeStatus !== 'writable') return
    this.#lastHeardMs = Date.now()
    this.#startLinger()
    try {
      await this.#stream.close(signal === undefined ? {} : { signal })
    } catch (cause) {
      this.abort(signal?.aborted ? abortedError(signal, 'closing the stream') : asError(cause))
      throw this.#failure ?? asError(cause)
    }
  }

  abort(error: Error): void {
    this.#frames.clear()
    this.#fail(error)
    this.#stream.abort(error)
  }

  #nextFrame(): Uint8Array | undefined {
    try {
      const frame = this.#frames.next()
      if (this.#frames.held < RESUME_BELOW_BYTES) this.#resume()
      return frame
    } catch (error) {
      this.abort(asError(error))
      throw error
    }
  }

  #finish(): undefined {
    if (this.#frames.atBoundary) return undefined
    const error = cutError('the peer ended the stream in the middle of a frame')
    this.abort(error)
    throw error
  }

  #onData(data: Uint8Array | Uint8ArrayList): void {
    if (this.#failure !== undefined) return
    this.#lastHeardMs = Date.now()
    if (data instanceof Uint8Array) this.#frames.push(data)
    else for (const chunk of data) this.#frames.push(chunk)
    if (this.#frames.held > MAX_HELD_BYTES) {
      this.abort(
        new NetworkError(
          'ERR_LIMIT',
          `the peer sent more than ${MAX_HELD_BYTES} bytes that were not asked for`,
        ),
      )
    } else if (this.#frames.held > PAUSE_ABOVE_BYTES && this.#reader === undefined) {
      this.#pause()
    }
    this.#reader?.resolve()
  }

  #onEnd(): void {
    if (!this.#peerDone) return this.#onClose(new Error('the connection ended before the stream did'))
    this.#ended = true
    this.#reader?.resolve()
    if (this.#stream.writeStatus !== 'writable') this.#stopLinger()
  }

  #onClose(error: Error | undefined): void {
    this.#stopLinger()
    if (error !== undefined) {
      this.#fail(cutError('the connection or stream to the peer was cut', error))
    } else if (this.#stream.readBufferLength === 0) this.#onEnd()
    this.#wakeWriters()
  }

  // The stream refills its send queue in a microtask after 'drain': look only after that.
  #onDrain(): void {
    if (this.#writers.size > 0) queueMicrotask(() => this.#wakeWriters())
  }

  #wakeWriters(): void {
    for (const waiter of this.#writers) waiter.resolve()
  }

  #fail(error: Error): void {
    if (this.#failure !== undefined) return
    this.#failure = error
    this.#stopLinger()
    this.#reader?.reject(error)
    for (const waiter of this.#writers) waiter.reject(error)
  }

  #park(waiter: Waiter): () => void {
    if (this.#reader !== undefined)
      throw new NetworkError('ERR_INTERNAL', 'a channel has one reader at a time')
    this.#reader = waiter
    return () => {
      this.#reader = undefined
    }
  }

  async #wait(
    doing: string,
    signal: AbortSignal | undefined,
    register: (waiter: Waiter) => () => unknown,
  ): Promise<void> {
    const { promise, resolve, reject } = Promise.withResolvers<void>()
    const unregister = register({ resolve, reject })
    const onAbort = () => reject(abortedError(signal as AbortSignal, doing))
    signal?.addEventListener('abort', onAbort, { once: true })
    try {
      await promise
    } finally {
      signal?.removeEventListener('abort', onAbort)
      unregister()
    }
  }

  #pause(): void {
    if (this.#stream.readStatus === 'readable') this.#stream.pause()
  }

  #resume(): void {
    if (this.#stream.readStatus === 'paused') this.#stream.resume()
  }

  // A peer that never ends its side would hold the stream, and one of our inbound slots, for ever.
  #startLinger(): void {
    this.#linger = setInterval(() => {
      if (Date.now() - this.#lastHeardMs < LINGER_MS) return
      this.abort(
        new NetworkError('ERR_TIMEOUT', `the peer neither sent nor closed for ${LINGER_MS / 1000} s`),
      )
    }, LINGER_MS / 3).unref()
  }

  #stopLinger(): void {
    clearInterval(this.#linger)
    this.#linger = undefined
  }
}

function asError(thrown: unknown): Error {
  return thrown instanceof Error ? thrown : new Error(String(thrown))
}
