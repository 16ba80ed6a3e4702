// Writes test/vectors/ed25519/{edge-cases,small-order}.json: `node scripts/vectors/ed25519.ts`. Deterministic; a test
// compares the files with this. Signatures on which verifiers of the world disagree, made from their published definitions.
import { writeFileSync } from 'node:fs'
import { createHash } from 'node:crypto'
import { Point } from '@noble/ed25519'

/** Where the vectors live. */
export const ED25519_VECTORS = new URL('../../test/vectors/ed25519/', import.meta.url)

export interface EdgeCase {
  name: string
  /** Whether a verifier after ZIP 215, which is the most lenient, takes it. */
  zip215: boolean
  message: string
  publicKey: string
  signature: string
}

const ORDER = 2n ** 252n + 27742317777372353535851937790883648493n
const PRIME = 2n ** 255n - 19n

const sha512 = (...parts: Uint8Array[]): Buffer => createHash('sha512').update(Buffer.concat(parts)).digest()
const fromLittleEndian = (bytes: Uint8Array): bigint =>
  BigInt(`0x${Buffer.from(bytes).reverse().toString('hex')}`)
const toLittleEndian = (value: bigint): Buffer =>
  Buffer.from(value.toString(16).padStart(64, '0'), 'hex').reverse()
const modOrder = (value: bigint): bigint => ((value % ORDER) + ORDER) % ORDER
const scalarOf = (seed: string): bigint => modOrder(fromLittleEndian(sha512(Buffer.from(seed))))
const challenge = (r: Uint8Array, a: Uint8Array, message: Uint8Array): bigint =>
  modOrder(fromLittleEndian(sha512(r, a, message)))

/** A point times any number, zero and multiples of its order too. */
function times(point: Point, factor: bigint): Point {
  let [sum, power] = [Point.ZERO, point]
  for (let left = factor; left > 0n; left >>= 1n, power = power.double())
    if ((left & 1n) === 1n) sum = sum.add(power)
  return sum
}

/** The eight points of small order: multiples of one of order 8. */
const torsion = ((): Point[] => {
  for (let y = 2n; ; y++) {
    const bytes = toLittleEndian(y)
    try {
      const point = times(Point.fromBytes(bytes, true), ORDER)
      if (!times(point, 4n).is0()) return Array.from({ length: 8 }, (_, k) => times(point, BigInt(k)))
    } catch {
      // No point has this y.
    }
  }
})()

/** The 14 encodings that ZIP 215 decodes to points of small order: 8 canonical ones, 6 that are not. */
export function smallOrderEncodings(): Buffer[] {
  const highBit = (bytes: Buffer): Buffer =>
    Buffer.concat([bytes.subarray(0, 31), Buffer.of((bytes[31] as number) | 0x80)])
  const canonical = torsion.map((point) => Buffer.from(point.toBytes()))
  const unreduced = [PRIME, PRIME + 1n].flatMap((y) => [toLittleEndian(y), highBit(toLittleEndian(y))])
  const signedZero = [1n, PRIME - 1n].map((y) => highBit(toLittleEndian(y)))
  return [...canonical, ...unreduced, ...signedZero]
}

/** Every pair of small-order encodings as key and R, with S = 0: 196 signatures that ZIP 215 takes for any message. */
export function smallOrderCases(): EdgeCase[] {
  const encodings = smallOrderEncodings()
  const message = Buffer.from('memcube')
  return encodings.flatMap((a, i) =>
    encodings.map((r, j) =>
      toCase(`key ${i}, R ${j}`, true, message, a, Buffer.concat([r, toLittleEndian(0n)])),
    ),
  )
}

function toCase(
  name: string,
  zip215: boolean,
  message: Uint8Array,
  publicKey: Uint8Array,
  signature: Uint8Array,
): EdgeCase {
  const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex')
  return { name, zip215, message: hex(message), publicKey: hex(publicKey), signature: hex(signature) }
}

/** How to make one case: key = a·B + tA, R = r·B + tR, as points or as encodings given outright. */
interface Recipe {
  name: string
  zip215: boolean
  a?: bigint
  tA?: number
  aBytes?: Buffer
  r?: bigint
  tR?: number
  rBytes?: Buffer
  /** What the verifier hashes in place of the given bytes. */
  hashed?: 'reserialized'
  /** Multiples of the order added to S. */
  addOrders?: bigint
  /** Which challenge is wanted: `cancels` makes the equation hold without the cofactor, `remains` only with it. */
  torsion?: 'cancels' | 'remains'
}

const a = scalarOf('edge case a')
const r = scalarOf('edge case r')
const encodedP = toLittleEndian(PRIME)
const signedMinusOne = Buffer.concat([toLittleEndian(PRIME - 1n).subarray(0, 31), Buffer.of(0xff)])

const recipes: Recipe[] = [
  { name: 'S = 0, key and R of small order', zip215: true, a: 0n, tA: 1, r: 0n, tR: 3, torsion: 'remains' },
  { name: 'key of small order, R with torsion', zip215: true, a: 0n, tA: 1, r, tR: 3, torsion: 'cancels' },
  { name: 'key with torsion, R of small order', zip215: true, a, tA: 1, r: 0n, tR: 5, torsion: 'cancels' },
  {
    name: 'key and R with torsion, equation holds without the cofactor',
    zip215: true,
    a,
    tA: 1,
    r,
    tR: 3,
    torsion: 'cancels',
  },
  {
    name: 'key and R with torsion, equation holds only with the cofactor',
    zip215: true,
    a,
    tA: 1,
    r,
    tR: 3,
    torsion: 'remains',
  },
  {
    name: 'key with torsion, R of prime order, equation holds only with the cofactor',
    zip215: true,
    a,
    tA: 1,
    r,
    tR: 0,
    torsion: 'remains',
  },
  { name: 'S is one order too large', zip215: false, a, tA: 0, r, tR: 0, addOrders: 1n },
  { name: 'S is fourteen orders too large', zip215: false, a, tA: 0, r, tR: 0, addOrders: 14n },
  {
    name: 'R not canonical, hashed in its canonical form',
    zip215: false,
    a,
    tA: 1,
    rBytes: signedMinusOne,
    hashed: 'reserialized',
    torsion: 'cancels',
  },
  {
    name: 'R not canonical, hashed as given',
    zip215: true,
    a,
    tA: 1,
    rBytes: signedMinusOne,
    torsion: 'cancels',
  },
  {
    name: 'key not canonical, hashed in its canonical form',
    zip215: true,
    aBytes: encodedP,
    r,
    tR: 0,
    hashed: 'reserialized',
    torsion: 'cancels',
  },
  {
    name: 'key not canonical, hashed as given',
    zip215: true,
    aBytes: encodedP,
    r,
    tR: 0,
    torsion: 'cancels',
  },
  { name: 'key of prime order, R with torsion', zip215: true, a, tA: 0, r, tR: 1, torsion: 'remains' },
  { name: 'key of prime order, R the neutral element', zip215: true, a, tA: 0, r: 0n, tR: 0 },
  {
    name: 'key of prime order, R the neutral element not in canonical form',
    zip215: true,
    a,
    tA: 0,
    rBytes: toLittleEndian(PRIME + 1n),
  },
  { name: 'key the neutral element', zip215: true, a: 0n, tA: 0, r, tR: 0 },
]

export function edgeCases(): EdgeCase[] {
  return recipes.map(cook)
}

/** Tries messages until the torsion of the equation comes out as wanted. */
function cook(recipe: Recipe): EdgeCase {
  const keyPoint =
    recipe.aBytes === undefined ? mixed(recipe.a, recipe.tA) : Point.fromBytes(recipe.aBytes, true)
  const rPoint =
    recipe.rBytes === undefined ? mixed(recipe.r, recipe.tR) : Point.fromBytes(recipe.rBytes, true)
  const key = recipe.aBytes ?? Buffer.from(keyPoint.toBytes())
  const rBytes = recipe.rBytes ?? Buffer.from(rPoint.toBytes())
  const isReserialized = recipe.hashed === 'reserialized'
  for (let i = 0; ; i++) {
    const message = sha512(Buffer.from(`${recipe.name} ${i}`)).subarray(0, 32)
    const h = isReserialized
      ? challenge(rPoint.toBytes(), keyPoint.toBytes(), message)
      : challenge(rBytes, key, message)
    const s = modOrder((recipe.r ?? 0n) + h * (recipe.a ?? 0n))
    const rest = rPoint.add(times(keyPoint, h)).add(times(Point.BASE, s).negate())
    if (recipe.torsion !== undefined && rest.is0() !== (recipe.torsion === 'cancels')) continue
    const signature = Buffer.concat([rBytes, toLittleEndian(s + ORDER * (recipe.addOrders ?? 0n))])
    return toCase(recipe.name, recipe.zip215, message, key, signature)
  }
}

function mixed(factor = 0n, small = 0): Point {
  return times(Point.BASE, factor).add(torsion[small] as Point)
}

/** The content of every vector file, by its name. */
export function ed25519Vectors(): Record<string, string> {
  const files = {
    'edge-cases.json': {
      about: 'Signatures that a strict verifier refuses, every one. Bytes in hex.',
      cases: edgeCases(),
    },
    'small-order.json': {
      about: 'Key and R of small order, S = 0: ZIP 215 takes all 196, a strict verifier none. Bytes in hex.',
      cases: smallOrderCases(),
    },
  }
  return Object.fromEntries(
    Object.entries(files).map(([name, content]) => [name, `${JSON.stringify(content, null, 2)}\n`]),
  )
}

if (import.meta.main) {
  for (const [name, text] of Object.entries(ed25519Vectors()))
    writeFileSync(new URL(name, ED25519_VECTORS), text)
}
