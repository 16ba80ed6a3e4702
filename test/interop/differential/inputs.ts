/**
 * Random and mutated inputs, each with what this program says of it, in the shapes of the vector files: valid ones with
 * their results, invalid ones to be refused.
 */
import { readFileSync } from 'node:fs'
import { cidFor, DAG_CBOR, decode, encode, scan } from '../../../src/core/codec/index.ts'
import {
  checkKey,
  parseCommit,
  parseGenesis,
  parseHead,
  parseWithdrawal,
  readMemory,
} from '../../../src/core/cube/index.ts'
import { keyPairFromSecret, signRaw, verifyRaw } from '../../../src/core/identity/index.ts'
import { CUBE_VECTORS } from '../../../scripts/vectors/cube.ts'
import { edgeCases, smallOrderEncodings } from '../../../scripts/vectors/ed25519.ts'
import { mutate, type Random } from './random.ts'

/** The cases of a valid and of an invalid file, and what stands beside both. */
export interface Judged {
  valid: object[]
  invalid: object[]
  shared?: object
}

export const hexOf = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex')
export const bytesOf = (hex: string): Uint8Array => Uint8Array.from(Buffer.from(hex, 'hex'))

function load<Case>(path: string): Case[] {
  return (JSON.parse(readFileSync(new URL(path, CUBE_VECTORS), 'utf8')) as { cases: Case[] }).cases
}

export const judge = (cases: object[], isValid: (index: number) => boolean): Judged => ({
  valid: cases.filter((_, i) => isValid(i)),
  invalid: cases.filter((_, i) => !isValid(i)),
})

export function isTaken(read: () => unknown): boolean {
  try {
    read()
    return true
  } catch {
    return false
  }
}

/** A value of the data model, with numbers and texts at the edges of the rules. */
export function randomValue(random: Random, depth = 0): unknown {
  const kind = random.int(depth > 3 ? 6 : 8)
  if (kind === 0)
    return random.pick([
      0,
      23,
      24,
      255,
      256,
      65_535,
      65_536,
      2 ** 32,
      2 ** 53 - 1,
      -1,
      -24,
      -25,
      -(2 ** 53 - 1),
    ])
  if (kind === 1) return random.pick([0.5, -1.25, 1e300, 2 ** 53, 5e-324])
  if (kind === 2) return random.pick(['', 'a', 'é', 'e\u0301', '\uFEFFa', '😀', '__proto__', 'x'.repeat(30)])
  if (kind === 3) return random.pick([null, true, false])
  if (kind === 4) return Uint8Array.from({ length: random.int(30) }, () => random.int(256))
  if (kind === 5) return random.int(1_000)
  const values = Array.from({ length: random.int(5) }, () => randomValue(random, depth + 1))
  if (kind === 6) return values
  return Object.fromEntries(
    values.map((value) => [random.pick(['', 'a', 'b', 'aa', 'ab', 'é', 'long name']), value]),
  )
}

export function canonicalBytes(random: Random, count: number): Judged {
  const known = [...load<{ hex: string }>('valid/bytes.json'), ...load<{ hex: string }>('valid/records.json')]
    .map(({ hex }) => bytesOf(hex))
    .filter((bytes) => bytes.length < 2_000)
  const all = Array.from({ length: count }, (_, i) => {
    const from = random.chance(50) ? random.pick(known) : encode(randomValue(random))
    return { name: `bytes ${i}`, hex: hexOf(random.chance(80) ? mutate(random, from) : from) }
  })
  return judge(all, (i) =>
    isTaken(() => {
      scan(bytesOf(all[i]!.hex))
      decode(bytesOf(all[i]!.hex))
    }),
  )
}

const parsers = {
  genesis: parseGenesis,
  // A memory that cannot be read is taken too, as opaque.
  memory: readMemory,
  commit: parseCommit,
  head: parseHead,
  withdrawal: parseWithdrawal,
}

/** Records with one field taken away, or of another kind or size, and canonical again. */
export function records(random: Random, count: number): Judged {
  const known = ['valid/records.json', 'version-2/valid/records.json']
    .flatMap((file) => load<{ kind: keyof typeof parsers; hex: string }>(file))
    .filter(({ hex }) => hex.length < 4_000)
  const strange: unknown[] = [
    null,
    0,
    1,
    2,
    -1,
    2 ** 53 - 1,
    '',
    'a',
    'memcube/head',
    true,
    [],
    {},
    new Uint8Array(32),
    new Uint8Array(64),
  ]
  const all = Array.from({ length: count }, (_, i) => {
    const { kind, hex } = random.pick(known)
    const fields = decode(bytesOf(hex)) as Record<string, unknown>
    const name = random.pick([...Object.keys(fields), 'more', 'v', 'crit'])
    const value = fields[name]
    if (name === 'crit') {
      fields[name] = random.pick([
        [],
        ['more'],
        ['more', 'note'],
        ['note', 'more'],
        ['crit'],
        ['t'],
        [''],
        'more',
      ])
      for (const other of ['more', 'note', '']) if (random.chance(60)) fields[other] = 1
    } else if (name === 'v' && random.chance(70)) fields[name] = random.pick([1, 2, 3, 2 ** 53 - 1])
    else if (random.chance(15)) delete fields[name]
    else if (typeof value === 'string' && random.chance(50))
      fields[name] = value.repeat(random.pick([2, 20, 200]))
    else if (typeof value === 'object' && value !== null && !Array.isArray(value) && random.chance(50))
      fields[name] = {
        ...value,
        [random.pick(['from', 'link', 'agent', 'main', '-', 'x'])]: random.pick(strange),
      }
    else fields[name] = random.chance(50) ? random.pick(strange) : randomValue(random)
    const bytes = encode(fields)
    return { name: `record ${i}: ${name}`, kind, hex: hexOf(bytes), cid: cidFor(DAG_CBOR, bytes).toString() }
  })
  return judge(all, (i) => isTaken(() => parsers[all[i]!.kind](bytesOf(all[i]!.hex))))
}

export function keys(random: Random, count: number): Judged {
  const parts = [
    'a',
    '/',
    '//',
    '.',
    '..',
    '~',
    ' ',
    'é',
    'e\u0301',
    '\u0301',
    '\u1E9B\u0323',
    '가',
    '\u1100\u1161',
    '\u0000',
    '\u001f',
    '\u007f',
    '\u009f',
    '\u00a0',
    '😀',
    '\u2126',
    '\uFB01',
    '.memcube',
    'k'.repeat(500),
  ]
  const all = Array.from({ length: count }, (_, i) => {
    const text = Array.from({ length: random.int(7) }, () => random.pick(parts)).join('')
    return { name: `key ${i}`, keyHex: hexOf(Buffer.from(text)) }
  })
  return judge(all, (i) => isTaken(() => checkKey(Buffer.from(all[i]!.keyHex, 'hex').toString())))
}

export function signatures(random: Random, count: number): Judged {
  const odd = edgeCases()
  const small = smallOrderEncodings().map(hexOf)
  const pairs = [1, 2, 3].map((fill) => keyPairFromSecret(new Uint8Array(32).fill(fill)))
  const all = Array.from({ length: count }, (_, i) => {
    const name = `signature ${i}`
    if (random.chance(25)) {
      const { message, publicKey, signature } = random.pick(odd)
      const change = (hex: string): string => (random.chance(30) ? hexOf(mutate(random, bytesOf(hex))) : hex)
      return { name, message, publicKey: change(publicKey), signature: change(signature) }
    }
    const { secret, publicKey } = random.pick(pairs)
    const message = Uint8Array.from({ length: 32 }, () => random.int(256))
    const signature = hexOf(signRaw(message, secret))
    const sound = { name, message: hexOf(message), publicKey: hexOf(publicKey), signature }
    if (random.chance(40)) return sound
    if (random.chance(20)) return { ...sound, publicKey: random.pick(small) }
    if (random.chance(30)) return { ...sound, signature: random.pick(small) + signature.slice(64) }
    return { ...sound, signature: hexOf(mutate(random, bytesOf(signature))) }
  })
  return judge(all, (i) => {
    const { message, publicKey, signature } = all[i]!
    return verifyRaw(bytesOf(message), bytesOf(signature), bytesOf(publicKey))
  })
}
