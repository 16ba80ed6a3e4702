// Canonical dag-cbor within the profile, slow and obvious: read any CBOR into a tree of items, look at every item, write
// the tree in the one canonical form, and compare. Shares no code with the codec.

type Item =
  | { kind: 'int'; value: bigint }
  | { kind: 'bytes'; value: Buffer }
  | { kind: 'text'; value: Buffer }
  | { kind: 'list'; value: Item[] }
  | { kind: 'map'; value: [Item, Item][] }
  | { kind: 'link'; value: Buffer }
  | { kind: 'simple'; value: number }
  | { kind: 'float'; value: number }

const LIMITS = { nesting: 32, mapKeys: 1_000, values: 65_536, integer: 2n ** 53n - 1n }
const LINK = /^00 01 (71|55|70) 12 20( [0-9a-f]{2}){32}$/

/** Whether the bytes are what the codec of memcube should take. */
export function referenceAccepts(bytes: Uint8Array): boolean {
  try {
    const input = Buffer.from(bytes)
    const { item, rest } = read(input)
    return rest.length === 0 && isInProfile(item, 0, { values: 0 }) && write(item).equals(input)
  } catch (error) {
    if (error instanceof NotCbor) return false
    throw error
  }
}

class NotCbor extends Error {}

function read(input: Buffer): { item: Item; rest: Buffer } {
  const first = input[0]
  if (first === undefined) throw new NotCbor('ended')
  if (first >> 5 === 7) return readSimple(first, input)
  const { value, rest } = readNumber(input)
  const cut = (): { head: Buffer; rest: Buffer } => {
    if (value > rest.length) throw new NotCbor('ended')
    return { head: rest.subarray(0, Number(value)), rest: rest.subarray(Number(value)) }
  }
  switch (first >> 5) {
    case 0:
      return { item: { kind: 'int', value }, rest }
    case 1:
      return { item: { kind: 'int', value: -1n - value }, rest }
    case 2:
      return { item: { kind: 'bytes', value: cut().head }, rest: cut().rest }
    case 3:
      return { item: { kind: 'text', value: cut().head }, rest: cut().rest }
    case 6: {
      const inner = read(rest)
      if (value !== 42n || inner.item.kind !== 'bytes') throw new NotCbor('tag')
      return { item: { kind: 'link', value: inner.item.value }, rest: inner.rest }
    }
    default: {
      const many = readMany(first >> 5 === 5 ? value * 2n : value, rest)
      if (first >> 5 === 4) return { item: { kind: 'list', value: many.items }, rest: many.rest }
      const pairs = many.items.flatMap((item, i): [Item, Item][] =>
        i % 2 === 0 ? [[item, many.items[i + 1] as Item]] : [],
      )
      return { item: { kind: 'map', value: pairs }, rest: many.rest }
    }
  }
}

function readNumber(input: Buffer): { value: bigint; rest: Buffer } {
  const info = (input[0] as number) & 31
  if (info < 24) return { value: BigInt(info), rest: input.subarray(1) }
  const size = 2 ** (info - 24)
  if (info > 27 || input.length < 1 + size) throw new NotCbor('length')
  return { value: BigInt(`0x${input.subarray(1, 1 + size).toString('hex')}`), rest: input.subarray(1 + size) }
}

function readMany(count: bigint, input: Buffer): { items: Item[]; rest: Buffer } {
  const items: Item[] = []
  let rest = input
  for (let i = 0n; i < count; i++) {
    const next = read(rest)
    items.push(next.item)
    rest = next.rest
  }
  return { items, rest }
}

function readSimple(first: number, input: Buffer): { item: Item; rest: Buffer } {
  if (first >= 0xf4 && first <= 0xf6)
    return { item: { kind: 'simple', value: first }, rest: input.subarray(1) }
  if (first !== 0xfb || input.length < 9) throw new NotCbor('simple')
  return { item: { kind: 'float', value: input.readDoubleBE(1) }, rest: input.subarray(9) }
}

function isInProfile(item: Item, depth: number, count: { values: number }): boolean {
  if (++count.values > LIMITS.values || depth > LIMITS.nesting) return false
  switch (item.kind) {
    case 'int':
      return item.value <= LIMITS.integer && item.value >= -LIMITS.integer
    case 'float':
      return Number.isFinite(item.value) && !Number.isSafeInteger(item.value)
    case 'text':
      return Buffer.from(item.value.toString('utf8'), 'utf8').equals(item.value)
    case 'link':
      return LINK.test(item.value.toString('hex').replaceAll(/..(?=.)/g, '$& '))
    case 'list':
      return item.value.every((inner) => isInProfile(inner, depth + 1, count))
    case 'map':
      return (
        item.value.length <= LIMITS.mapKeys &&
        item.value.every(([key, value]) => isKey(key) && isInProfile(value, depth + 1, count))
      )
    default:
      return true
  }
}

function isKey(key: Item): boolean {
  return key.kind === 'text' && isInProfile(key, 0, { values: 0 })
}

function write(item: Item): Buffer {
  switch (item.kind) {
    case 'int':
      return item.value < 0n ? writeNumber(1, -1n - item.value) : writeNumber(0, item.value)
    case 'bytes':
      return Buffer.concat([writeNumber(2, BigInt(item.value.length)), item.value])
    case 'text':
      return Buffer.concat([writeNumber(3, BigInt(item.value.length)), item.value])
    case 'list':
      return Buffer.concat([writeNumber(4, BigInt(item.value.length)), ...item.value.map(write)])
    case 'map':
      return writeMap(item.value)
    case 'link':
      return Buffer.concat([writeNumber(6, 42n), write({ kind: 'bytes', value: item.value })])
    case 'simple':
      return Buffer.of(item.value)
    case 'float': {
      const bytes = Buffer.alloc(9, 0xfb)
      bytes.writeDoubleBE(item.value, 1)
      return bytes
    }
  }
}

/** Keys in the order of their encoded bytes, which is shortest first; of equal keys the last stays. */
function writeMap(pairs: [Item, Item][]): Buffer {
  const byKey = new Map(pairs.map(([key, value]) => [write(key).toString('hex'), write(value)]))
  const sorted = [...byKey].sort(([a], [b]) => Buffer.compare(Buffer.from(a, 'hex'), Buffer.from(b, 'hex')))
  return Buffer.concat([
    writeNumber(5, BigInt(sorted.length)),
    ...sorted.flatMap(([key, value]) => [Buffer.from(key, 'hex'), value]),
  ])
}

function writeNumber(major: number, value: bigint): Buffer {
  if (value < 24n) return Buffer.of((major << 5) | Number(value))
  const size = value < 2n ** 8n ? 1 : value < 2n ** 16n ? 2 : value < 2n ** 32n ? 4 : 8
  const bytes = Buffer.from(value.toString(16).padStart(size * 2, '0'), 'hex')
  return Buffer.concat([Buffer.of((major << 5) | (24 + Math.log2(size))), bytes])
}
