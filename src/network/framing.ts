/**
 * Frames on a byte stream: an unsigned varint length, then that many bytes. Pure.
 *
 * Chunks are kept as they came and cut into frames only when asked for, so that a peer cannot turn few bytes into many
 * objects. A frame that lies within one chunk is a view of it; one that spans chunks is copied once.
 */
import { NetworkError } from './network-error.ts'

/** Largest frame in bytes; protocols.md. */
export const MAX_FRAME_BYTES = 1024 * 1024

/** Bytes that the length of the longest frame takes. */
function prefixBytes(most: number): number {
  return most < 0x20_0000 ? 3 : 4
}

/** What a chunk costs besides its bytes, so that a flood of tiny chunks counts as the memory it takes. Guess. */
const CHUNK_OVERHEAD_BYTES = 128

/**
 * The length prefix of a frame.
 * @param most the longest frame that the reader takes, below 256 MiB
 * @throws {NetworkError} ERR_LIMIT
 */
export function encodePrefix(length: number, most = MAX_FRAME_BYTES): Uint8Array {
  if (length > most) throw tooLarge(length, most)
  if (length < 0x80) return Uint8Array.of(length)
  if (length < 0x4000) return Uint8Array.of((length & 0x7f) | 0x80, length >>> 7)
  const low = [(length & 0x7f) | 0x80, ((length >>> 7) & 0x7f) | 0x80]
  if (length < 0x20_0000) return Uint8Array.of(...low, length >>> 14)
  return Uint8Array.of(...low, ((length >>> 14) & 0x7f) | 0x80, length >>> 21)
}

/** Collects chunks and gives out whole frames. */
export class FrameDecoder {
  readonly #maxFrameBytes: number
  #chunks: Uint8Array[] = []
  #head = 0
  #offset = 0
  #bytes = 0
  #frameBytes: number | undefined

  /** @param maxFrameBytes a longer frame is refused by its prefix; below 256 MiB */
  constructor(maxFrameBytes = MAX_FRAME_BYTES) {
    this.#maxFrameBytes = maxFrameBytes
  }

  /** Memory held, in bytes, with an estimate for bookkeeping. */
  get held(): number {
    return this.#bytes + (this.#chunks.length - this.#head) * CHUNK_OVERHEAD_BYTES
  }

  /** True when the stream may end here: nothing of a frame is left. */
  get atBoundary(): boolean {
    return this.#bytes === 0 && this.#frameBytes === undefined
  }

  push(chunk: Uint8Array): void {
    if (chunk.length === 0) return
    // Node's Buffer slices and prints differently; what leaves here is a plain Uint8Array.
    const plain =
      chunk.constructor === Uint8Array ? chunk : new Uint8Array(chunk.buffer, chunk.byteOffset, chunk.length)
    this.#chunks.push(plain)
    this.#bytes += chunk.length
  }

  /**
   * The next whole frame, or undefined when more bytes are needed.
   * @throws {NetworkError} ERR_LIMIT above the largest frame, ERR_INVALID_INPUT for a prefix that is no minimal varint
   */
  next(): Uint8Array | undefined {
    this.#frameBytes ??= this.#takePrefix()
    if (this.#frameBytes === undefined || this.#bytes < this.#frameBytes) return undefined
    const frame = this.#take(this.#frameBytes)
    this.#frameBytes = undefined
    return frame
  }

  clear(): void {
    this.#chunks = []
    this.#head = this.#offset = this.#bytes = 0
    this.#frameBytes = undefined
  }

  #takePrefix(): number | undefined {
    let value = 0
    for (let i = 0; i < this.#bytes; i++) {
      const byte = this.#peek(i)
      if (i === prefixBytes(this.#maxFrameBytes)) throw tooLarge(undefined, this.#maxFrameBytes)
      value |= (byte & 0x7f) << (7 * i)
      if (byte >= 0x80) continue
      if (byte === 0 && i > 0)
        throw new NetworkError(
          'ERR_INVALID_INPUT',
          'expected a minimal length prefix of a frame, got a padded one',
        )
      if (value > this.#maxFrameBytes) throw tooLarge(value, this.#maxFrameBytes)
      this.#skip(i + 1)
      return value
    }
    return undefined
  }

  #peek(distance: number): number {
    let at = this.#head
    let index = this.#offset + distance
    for (let chunk = this.#chunks[at]; chunk !== undefined; chunk = this.#chunks[++at]) {
      if (index < chunk.length) return chunk[index] as number
      index -= chunk.length
    }
    throw new RangeError('peeked beyond the buffered bytes')
  }

  #take(length: number): Uint8Array {
    const first = this.#chunks[this.#head]
    if (first !== undefined && first.length - this.#offset >= length) {
      const frame = first.subarray(this.#offset, this.#offset + length)
      this.#skip(length)
      return frame
    }
    const frame = new Uint8Array(length)
    for (let filled = 0; filled < length;) {
      const chunk = this.#chunks[this.#head] as Uint8Array
      const part = chunk.subarray(this.#offset, this.#offset + length - filled)
      frame.set(part, filled)
      filled += part.length
      this.#skip(part.length)
    }
    return frame
  }

  #skip(count: number): void {
    this.#bytes -= count
    this.#offset += count
    for (
      let chunk = this.#chunks[this.#head];
      chunk !== undefined && this.#offset >= chunk.length;
      chunk = this.#chunks[this.#head]
    ) {
      this.#offset -= chunk.length
      this.#head++
    }
    // Let go of what was read without shifting the array on every frame.
    if (this.#head === this.#chunks.length || this.#head > 1024) {
      this.#chunks = this.#chunks.slice(this.#head)
      this.#head = 0
    }
  }
}

function tooLarge(length: number | undefined, most = MAX_FRAME_BYTES): NetworkError {
  const got = length === undefined ? 'more' : `${length} bytes`
  return new NetworkError('ERR_LIMIT', `expected a frame of at most ${most} bytes, got ${got}`)
}
