// A pack as bytes: CARv1, header and sections, written frame by frame and read from whatever pieces arrive.
// Invariant of the reader: it holds at most one section, and a section is at most a CID and a block long.
// Spec: protocols/sync/spec.md, "Pack"; https://ipld.io/specs/transport/car/carv1/. Pure.
import { CID } from 'multiformats/cid'
import { Digest } from 'multiformats/hashes/digest'
import {
  bytesEqual,
  DAG_CBOR,
  DAG_PB,
  encode,
  LIMITS,
  RAW,
  SHA2_256,
  type Block,
} from '../../core/codec/index.ts'
import { ProtocolError } from '../errors.ts'
import { CHUNK } from './messages.ts'

/** Bytes of every CID in a pack: version, codec, hash, length, 32 bytes of digest. */
const CID_BYTES = 36
// A varint of the largest section (1 MiB + 36) takes three bytes.
const MAX_LENGTH_BYTES = 3

/** The header with its length, as every pack with this root begins. */
export function carHeader(root: CID): Uint8Array {
  const header = encode({ roots: [root], version: 1 })
  return Buffer.concat([encodeLength(header.length), header])
}

/** Bytes that a block takes in a pack. */
export function sectionBytes(blockBytes: number): number {
  const length = CID_BYTES + blockBytes
  return lengthBytes(length) + length
}

/** Packs sections into chunk frames; a block that fits into a frame is never split over two. */
export class CarWriter {
  readonly #chunkBytes: number
  #frame: Uint8Array
  #at = 1
  #full: Uint8Array[] = []

  constructor(chunkBytes: number) {
    this.#chunkBytes = chunkBytes
    this.#frame = emptyFrame(chunkBytes)
  }

  /** Appends bytes as they are: the header. */
  raw(bytes: Uint8Array): void {
    for (let from = 0; from < bytes.length;) {
      if (this.#at > this.#chunkBytes) this.#turn()
      const part = bytes.subarray(from, from + this.#chunkBytes + 1 - this.#at)
      this.#frame.set(part, this.#at)
      this.#at += part.length
      from += part.length
    }
  }

  /** Appends one block; `link` is its CID in 36 bytes. */
  section(link: Uint8Array, bytes: Uint8Array): void {
    const length = CID_BYTES + bytes.length
    const total = lengthBytes(length) + length
    if (this.#at - 1 + total > this.#chunkBytes && this.#at > 1) this.#turn()
    if (total > this.#chunkBytes) {
      this.raw(encodeLength(length))
      this.raw(link)
      return this.raw(bytes)
    }
    this.#at = writeLength(this.#frame, this.#at, length)
    this.#frame.set(link, this.#at)
    this.#frame.set(bytes, this.#at + CID_BYTES)
    this.#at += length
  }

  get hasFull(): boolean {
    return this.#full.length > 0
  }

  /** Frames that are full, each to be sent once. */
  takeFull(): Uint8Array[] {
    const full = this.#full
    this.#full = []
    return full
  }

  /** All frames, the last one as full as it is. */
  finish(): Uint8Array[] {
    if (this.#at > 1) this.#turn()
    return this.takeFull()
  }

  #turn(): void {
    this.#full.push(this.#frame.subarray(0, this.#at))
    this.#frame = emptyFrame(this.#chunkBytes)
    this.#at = 1
  }
}

// Frames are handed to the network, which keeps them until sent: each is fresh memory.
function emptyFrame(chunkBytes: number): Uint8Array {
  const frame = Buffer.allocUnsafeSlow(chunkBytes + 1)
  frame[0] = CHUNK
  return frame
}

/** Reads a pack from chunks, section by section. */
export class CarReader {
  readonly #header: Uint8Array
  #headerSeen = 0
  /** The length of the next section, as far as it has come. */
  #length = 0
  #lengthSeen = 0
  /** A section that spans chunks is collected here; of known size, so that many tiny chunks cost one copy each. */
  #section: Uint8Array | undefined
  #filled = 0

  constructor(root: CID) {
    this.#header = carHeader(root)
  }

  /** True when the pack may end here. */
  get atBoundary(): boolean {
    return this.#headerSeen === this.#header.length && this.#lengthSeen === 0 && this.#section === undefined
  }

  /** Bytes of a section that has come in part. */
  get held(): number {
    return this.#lengthSeen + this.#filled
  }

  /**
   * The whole blocks that the chunk completes. CIDs and bytes are views of the chunk.
   * @throws ProtocolError ERR_UNVERIFIABLE, ERR_LIMIT
   */
  push(chunk: Uint8Array): Block[] {
    const blocks: Block[] = []
    let at = this.#headerSeen === this.#header.length ? 0 : this.#readHeader(chunk)
    while (at < chunk.length) {
      if (this.#section === undefined && !this.#readLengthByte(chunk[at++]!)) continue
      at = this.#readSection(chunk, at, blocks)
    }
    return blocks
  }

  #readHeader(chunk: Uint8Array): number {
    const take = Math.min(chunk.length, this.#header.length - this.#headerSeen)
    const expected = this.#header.subarray(this.#headerSeen, this.#headerSeen + take)
    if (!bytesEqual(chunk.subarray(0, take), expected))
      throw unverifiable('its header does not name the commit that was asked for')
    this.#headerSeen += take
    return take
  }

  /** True when the length is complete. */
  #readLengthByte(byte: number): boolean {
    if (this.#lengthSeen === MAX_LENGTH_BYTES) throw tooLarge()
    if (byte === 0 && this.#lengthSeen > 0) throw unverifiable('a length in it is padded')
    this.#length |= (byte & 0x7f) << (7 * this.#lengthSeen++)
    if (byte >= 0x80) return false
    if (this.#length > CID_BYTES + LIMITS.maxBlockBytes) throw tooLarge()
    if (this.#length < CID_BYTES) throw unverifiable('a section in it is too short for a CID')
    return true
  }

  #readSection(chunk: Uint8Array, at: number, blocks: Block[]): number {
    const here = chunk.length - at
    if (this.#section === undefined && here >= this.#length) {
      const end = at + this.#length
      blocks.push({ cid: cidAt(chunk, at), bytes: chunk.subarray(at + CID_BYTES, end) })
      this.#length = this.#lengthSeen = 0
      return end
    }
    this.#section ??= new Uint8Array(this.#length)
    const part = chunk.subarray(at, at + this.#length - this.#filled)
    this.#section.set(part, this.#filled)
    this.#filled += part.length
    if (this.#filled === this.#length) {
      blocks.push({ cid: cidAt(this.#section, 0), bytes: this.#section.subarray(CID_BYTES) })
      this.#section = undefined
      this.#length = this.#lengthSeen = this.#filled = 0
    }
    return at + part.length
  }
}

/** The CID whose 36 bytes begin at `at`, as a view. @throws ProtocolError ERR_UNVERIFIABLE */
function cidAt(bytes: Uint8Array, at: number): CID {
  const codec = bytes[at + 1]!
  const known = codec === DAG_CBOR || codec === RAW || codec === DAG_PB
  if (
    !known ||
    bytes[at] !== 1 ||
    bytes[at + 2] !== SHA2_256 ||
    bytes[at + 3] !== 32 ||
    at + CID_BYTES > bytes.length
  ) {
    throw unverifiable('a block in it has a CID of a kind that cubes do not use')
  }
  const cid = bytes.subarray(at, at + CID_BYTES) as Uint8Array<ArrayBuffer>
  return new CID(1, codec, new Digest(SHA2_256, 32, cid.subarray(4), cid.subarray(2)), cid)
}

function lengthBytes(length: number): number {
  if (length < 0x80) return 1
  return length < 0x4000 ? 2 : 3
}

function writeLength(bytes: Uint8Array, at: number, length: number): number {
  let rest = length
  let to = at
  while (rest >= 0x80) {
    bytes[to++] = (rest & 0x7f) | 0x80
    rest >>>= 7
  }
  bytes[to++] = rest
  return to
}

function encodeLength(length: number): Uint8Array {
  const bytes = new Uint8Array(lengthBytes(length))
  writeLength(bytes, 0, length)
  return bytes
}

function unverifiable(what: string): ProtocolError {
  return new ProtocolError('ERR_UNVERIFIABLE', `the pack is not valid: ${what}`)
}

function tooLarge(): ProtocolError {
  return new ProtocolError(
    'ERR_LIMIT',
    `the pack is not valid: a block in it is larger than ${LIMITS.maxBlockBytes} bytes`,
  )
}
