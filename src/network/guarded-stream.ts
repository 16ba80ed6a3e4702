/**
 * A stream of libp2p as a library reads it, with somebody in between: whole frames come through one by one, no longer than
 * allowed, each when its turn has come and in the form that it is given here.
 */
import { StreamMessageEvent, type Stream } from '@libp2p/interface'
import { encodePrefix, FrameDecoder } from './framing.ts'

interface FrameGuard {
  maxFrameBytes: number
  /** Resolves when it is the turn of the next frame; nothing is at once. @throws why the stream ends instead */
  turn?(): Promise<void> | undefined
  /** What the reader gets of it. @throws why the stream ends instead */
  pass(frame: Uint8Array): Uint8Array
}

type OnMessage = (event: StreamMessageEvent) => void

/** Everything but what is read is the stream itself. */
export function guardStream(stream: Stream, guard: FrameGuard): Stream {
  const reader = new GuardedReader(stream, guard)
  return new Proxy(stream, {
    get(target, name) {
      if (name === 'addEventListener')
        return (type: string, listener: never, options?: never) =>
          type === 'message'
            ? reader.add(listener)
            : target.addEventListener(type as never, listener, options)
      if (name === 'removeEventListener')
        return (type: string, listener: never) =>
          type === 'message' ? reader.remove(listener) : target.removeEventListener(type as never, listener)
      // The end comes after the frames that wait.
      if (name === 'readBufferLength') return target.readBufferLength + reader.waitingBytes
      const value: unknown = Reflect.get(target, name, target)
      return typeof value === 'function' ? value.bind(target) : value
    },
  })
}

class GuardedReader {
  readonly #stream: Stream
  readonly #guard: FrameGuard
  readonly #frames: FrameDecoder
  readonly #listeners = new Set<OnMessage>()
  #isListening = false
  /** Bytes of the frame whose turn has not come; undefined while none is being passed on. */
  #passing: number | undefined

  constructor(stream: Stream, guard: FrameGuard) {
    this.#stream = stream
    this.#guard = guard
    this.#frames = new FrameDecoder(guard.maxFrameBytes)
  }

  get waitingBytes(): number {
    return this.#frames.held + (this.#passing ?? 0)
  }

  add(listener: OnMessage): void {
    this.#listeners.add(listener)
    if (this.#isListening) return
    this.#isListening = true
    this.#stream.addEventListener('message', ({ data }) => this.#receive(data))
  }

  remove(listener: OnMessage): void {
    this.#listeners.delete(listener)
  }

  #receive(data: Uint8Array | Iterable<Uint8Array>): void {
    if (data instanceof Uint8Array) this.#frames.push(data)
    else for (const chunk of data) this.#frames.push(chunk)
    // What waits its turn may be a few frames; more than that was not asked for.
    if (this.#frames.held > 4 * this.#guard.maxFrameBytes + 4096)
      return this.#stream.abort(new Error('the peer sends faster than it is answered'))
    if (this.#passing === undefined) void this.#passAll()
  }

  async #passAll(): Promise<void> {
    try {
      for (let frame = this.#frames.next(); frame !== undefined; frame = this.#frames.next()) {
        this.#passing = frame.length
        const turn = this.#guard.turn?.()
        if (turn !== undefined) await turn
        if (this.#stream.status === 'aborted' || this.#stream.status === 'reset') return
        const passed = this.#guard.pass(frame)
        this.#passing = 0
        this.#emit(passed)
      }
    } catch (error) {
      this.#frames.clear()
      this.#stream.abort(error instanceof Error ? error : new Error(String(error)))
    } finally {
      this.#passing = undefined
    }
  }

  #emit(frame: Uint8Array): void {
    const whole = Buffer.concat([encodePrefix(frame.length, this.#guard.maxFrameBytes), frame])
    for (const listener of this.#listeners) listener(new StreamMessageEvent(whole))
  }
}
