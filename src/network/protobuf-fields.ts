/** The fields of a message in protobuf, without a schema: what is too much of it is left out before anybody decodes it. Pure. */

interface Field {
  number: number
  start: number
  end: number
  /** Where the bytes of the field are; only what has a length has some. */
  body: [number, number] | undefined
}

/** Keeps a field, leaves it out, or puts other bytes in its place. The same bytes come back when nothing changed. */
export function keepFields(
  bytes: Uint8Array,
  decide: (field: Field) => boolean | Uint8Array,
): Uint8Array | undefined {
  const parts: Uint8Array[] = []
  let changed = false
  for (let at = 0; at < bytes.length;) {
    const field = readField(bytes, at)
    if (field === undefined) return undefined
    const kept = decide(field)
    if (kept === true) parts.push(bytes.subarray(field.start, field.end))
    else changed = true
    if (kept instanceof Uint8Array) parts.push(kept)
    at = field.end
  }
  return changed ? new Uint8Array(Buffer.concat(parts)) : bytes
}

/** How far the first so many fields reach; undefined when they are none. */
export function lengthOfFields(bytes: Uint8Array, most: number): { fields: number; end: number } | undefined {
  let end = 0
  let fields = 0
  for (; end < bytes.length && fields < most; fields++) {
    const field = readField(bytes, end)
    if (field === undefined) return undefined
    end = field.end
  }
  return { fields, end }
}

/** A field with what it holds: bytes, or a number. */
export interface ReadField {
  number: number
  body: Uint8Array | undefined
  value: bigint | undefined
}

/** Fields of a message that are looked at; a message of ours has fewer. */
const MAX_READ = 64

/** @returns undefined for what is no message, or has too many fields */
export function readFields(bytes: Uint8Array): ReadField[] | undefined {
  const fields: ReadField[] = []
  for (let at = 0; at < bytes.length;) {
    const field = readField(bytes, at)
    if (field === undefined || fields.length === MAX_READ) return undefined
    const body = field.body && bytes.subarray(...field.body)
    fields.push({
      number: field.number,
      body,
      value: body === undefined ? readNumber(bytes, field) : undefined,
    })
    at = field.end
  }
  return fields
}

function readNumber(bytes: Uint8Array, { start, end }: Field): bigint | undefined {
  const tag = readVarint(bytes, start)
  if (tag === undefined) return undefined
  const view = new DataView(bytes.buffer, bytes.byteOffset + tag.end, end - tag.end)
  switch (tag.value % 8) {
    case 1:
      return view.getBigUint64(0, true)
    case 5:
      return BigInt(view.getUint32(0, true))
    default: {
      const number = readVarint(bytes, tag.end)
      return number === undefined ? undefined : BigInt(number.value)
    }
  }
}

function readField(bytes: Uint8Array, start: number): Field | undefined {
  const tag = readVarint(bytes, start)
  if (tag === undefined) return undefined
  const number = Math.floor(tag.value / 8)
  const plain = (end: number | undefined): Field | undefined =>
    end === undefined || end > bytes.length ? undefined : { number, start, end, body: undefined }
  switch (tag.value % 8) {
    case 0:
      return plain(readVarint(bytes, tag.end)?.end)
    case 1:
      return plain(tag.end + 8)
    case 5:
      return plain(tag.end + 4)
    case 2: {
      const length = readVarint(bytes, tag.end)
      if (length === undefined || length.end + length.value > bytes.length) return undefined
      const end = length.end + length.value
      return { number, start, end, body: [length.end, end] }
    }
    default:
      return undefined
  }
}

/** At most ten bytes, as protobuf has it; large values lose digits, which only makes them too large here as well. */
function readVarint(bytes: Uint8Array, start: number): { value: number; end: number } | undefined {
  let value = 0
  for (let i = 0; i < 10; i++) {
    const byte = bytes[start + i]
    if (byte === undefined) return undefined
    value += (byte & 0x7f) * 2 ** (7 * i)
    if (byte < 0x80) return { value, end: start + i + 1 }
  }
  return undefined
}

export function withLength(number: number, body: Uint8Array): Uint8Array {
  return Buffer.concat([Buffer.from([...varint(number * 8 + 2), ...varint(body.length)]), body])
}

export function withVarint(number: number, value: number): Uint8Array {
  return Uint8Array.from([...varint(number * 8), ...varint(value)])
}

export function withFixed64(number: number, value: bigint): Uint8Array {
  const bytes = Buffer.alloc(8)
  bytes.writeBigUInt64LE(value)
  return Buffer.concat([Buffer.from(varint(number * 8 + 1)), bytes])
}

function varint(value: number): number[] {
  return value < 0x80 ? [value] : [(value % 0x80) | 0x80, ...varint(Math.floor(value / 0x80))]
}
