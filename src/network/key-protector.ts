/**
 * The pre-shared key of Kubo on a connection: both sides send 24 random bytes, and everything after goes through XSalsa20
 * under the key and the nonce of the sender. libp2p's "Pre-shared Key Based Private Networks", version 1.
 *
 * `@libp2p/pnet` does the same and is not used here, only by the tests: all its connections share one WebAssembly memory of
 * 640 KiB. A piece of more than that makes the memory grow, which detaches it from all others, and 500 pieces later the process
 * ends (measured, 3.0.27); and it gives nothing back when a connection closes, so that after 5,118 connections, a stranger's
 * counted, no other one comes to be (measured).
 */
import type { AbortOptions, ConnectionProtector, MultiaddrConnection } from '@libp2p/interface'
import { AbstractMultiaddrConnection, byteStream, type SendResult } from '@libp2p/utils'
import type { Uint8ArrayList } from 'uint8arraylist'
import { KeyStream } from './key-stream.ts'
import { MAX_PIECE_BYTES, MAX_WAITING_BYTES } from './in-flight.ts'

const NONCE_BYTES = 24
/** Whoever sends no nonce is gone after this; one round trip suffices. Guess. */
const NONCE_MS = 5000

/** The name under which the protector is found again in a host. */
export const KEY_PROTECTOR = 'memcube/swarm-key'

/** For `connectionProtector`. @param key 32 bytes */
export function keyProtector(key: Uint8Array): () => ConnectionProtector {
  return () => new KeyProtector(key)
}

class KeyProtector implements ConnectionProtector {
  readonly [Symbol.toStringTag] = KEY_PROTECTOR
  readonly #key: Uint8Array

  constructor(key: Uint8Array) {
    this.#key = key.slice()
  }

  async protect(
    connection: MultiaddrConnection,
    { signal = AbortSignal.timeout(NONCE_MS) }: AbortOptions = {},
  ): Promise<MultiaddrConnection> {
    const own = crypto.getRandomValues(new Uint8Array(NONCE_BYTES))
    const bytes = byteStream(connection)
    const [theirs] = await Promise.all([
      bytes.read({ bytes: NONCE_BYTES, signal }),
      bytes.write(own, { signal }),
    ])
    const inbound = new KeyStream(this.#key, theirs.subarray())
    return new KeyedConnection(bytes.unwrap(), inbound, new KeyStream(this.#key, own))
  }
}

class KeyedConnection extends AbstractMultiaddrConnection {
  readonly #inner: MultiaddrConnection
  readonly #outbound: KeyStream

  constructor(inner: MultiaddrConnection, inbound: KeyStream, outbound: KeyStream) {
    super({
      log: inner.log.newScope('swarm-key'),
      remoteAddr: inner.remoteAddr,
      direction: inner.direction,
      maxMessageSize: MAX_PIECE_BYTES,
      maxWriteBufferLength: MAX_WAITING_BYTES,
    })
    this.#inner = inner
    this.#outbound = outbound
    inner.addEventListener('message', ({ data }) => this.#received(data, inbound))
    inner.addEventListener('drain', () => this.onMuxerDrain())
    inner.addEventListener('close', (event) => {
      if (event.error === undefined) this.onTransportClosed()
      else if (event.local === true) this.abort(event.error)
      else this.onRemoteReset()
    })
  }

  sendData(data: Uint8ArrayList): SendResult {
    const sentBytes = data.byteLength
    return { sentBytes, canSendMore: this.#inner.send(this.#outbound.xor(data.subarray())) }
  }

  async sendClose(options?: AbortOptions): Promise<void> {
    await this.#inner.close(options)
  }

  sendReset(error: Error): void {
    this.#inner.abort(error)
  }

  sendPause(): void {
    this.#inner.pause()
  }

  sendResume(): void {
    this.#inner.resume()
  }

  /** An error that left a listener would end the process. */
  #received(data: Uint8Array | Uint8ArrayList, inbound: KeyStream): void {
    try {
      for (const piece of data instanceof Uint8Array ? [data] : data) this.onData(inbound.xor(piece))
    } catch (error) {
      this.abort(error instanceof Error ? error : new Error(String(error)))
    }
  }
}
