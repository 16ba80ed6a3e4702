/**
 * Builds the value of bytes that `scan` has accepted; it checks nothing again. Own rather than cborg's: that one drops a
 * byte order mark at the start of a text, so that what it decodes does not encode to the same bytes.
 */
import type { CID } from 'multiformats/cid'
import { cidAt } from './cid.ts'

interface Reader {
  /** The block twice over, because each view does some things faster than the other. */
  bytes: Buffer
  array: Uint8Array
  at: number
}

/** Below this a text is more quickly put together here than by a call into the runtime. Measured. */
const shortTextBytes = 12

/** @param bytes canonical dag-cbor: undefined behaviour, though no harm, for anything else */
export function buildValue(bytes: Uint8Array): unknown {
  const { buffer, byteOffset, byteLength } = bytes
  const reader = {
    bytes: Buffer.from(buffer, byteOffset, byteLength),
    array: new Uint8Array(buffer, byteOffset, byteLength),
    at: 0,
  }
  return readValue(reader)
}

function readValue(reader: Reader): unknown {
  const first = reader.bytes[reader.at++] as number
  switch (first >> 5) {
    case 0:
      return readArgument(reader, first)
    case 1:
      return -1 - readArgument(reader, first)
    case 2:
      return readBytes(reader, readArgument(reader, first))
    case 3:
      return readText(reader, readArgument(reader, first))
    case 4:
      return readList(reader, readArgument(reader, first))
    case 5:
      return readMap(reader, readArgument(reader, first))
    case 6:
      return readLink(reader)
    default:
      return readSimple(reader, first)
  }
}

function readArgument(reader: Reader, first: number): number {
  const info = first & 0x1f
  if (info < 24) return info
  const { bytes, at } = reader
  reader.at = at + (1 << (info - 24))
  if (info === 24) return bytes[at] as number
  if (info === 25) return bytes.readUInt16BE(at)
  if (info === 26) return bytes.readUInt32BE(at)
  return bytes.readUInt32BE(at) * 0x1_0000_0000 + bytes.readUInt32BE(at + 4)
}

/** A copy: the value must not keep a whole block alive, nor change with it. */
function readBytes(reader: Reader, length: number): Uint8Array {
  const start = reader.at
  reader.at = start + length
  return reader.array.slice(start, start + length)
}

function readText(reader: Reader, length: number): string {
  const { bytes, at: start } = reader
  const end = start + length
  reader.at = end
  if (length > shortTextBytes) return bytes.toString('utf8', start, end)
  let text = ''
  for (let i = start; i < end; i++) {
    const byte = bytes[i] as number
    if (byte >= 0x80) return bytes.toString('utf8', start, end)
    text += String.fromCharCode(byte)
  }
  return text
}

function readList(reader: Reader, length: number): unknown[] {
  const list: unknown[] = []
  for (let i = 0; i < length; i++) list.push(readValue(reader))
  return list
}

function readMap(reader: Reader, size: number): Record<string, unknown> {
  const map: Record<string, unknown> = {}
  for (let i = 0; i < size; i++) {
    const key = readText(reader, readArgument(reader, reader.bytes[reader.at++] as number))
    const value = readValue(reader)
    // An assignment would change the prototype instead.
    if (key === '__proto__')
      Object.defineProperty(map, key, { value, configurable: true, enumerable: true, writable: true })
    else map[key] = value
  }
  return map
}

/** After the first byte of the tag: 42, the header of a byte string of 37 bytes, 0x00, the 36 bytes of the CID. */
function readLink(reader: Reader): CID {
  const start = reader.at + 4
  reader.at = start + 36
  return cidAt(reader.array, start)
}

function readSimple(reader: Reader, first: number): unknown {
  if (first === 0xf4) return false
  if (first === 0xf5) return true
  if (first === 0xf6) return null
  reader.at += 8
  return reader.bytes.readDoubleBE(reader.at - 8)
}
