/**
 * Every kind of record that has versions, bent at random and signed again: fields that nobody knows, in the record and in
 * the maps within it, `crit`, keys of either form, links of any codec, other versions.
 */
import { readFileSync } from 'node:fs'
import { cidFor, DAG_CBOR, DAG_PB, decode, encode, isLink, RAW } from '../../../src/core/codec/index.ts'
import { sign } from '../../../src/core/identity/index.ts'
import { MemCubeError } from '../../../src/core/errors.ts'
import { CUBE_VECTORS } from '../../../scripts/vectors/cube.ts'
import { alice } from '../../../scripts/vectors/cube/sample.ts'
import type { KindCase } from '../../../scripts/vectors/cube/shape.ts'
import { kindReaders } from '../../core/cube/kind-readers.ts'
import { bytesOf, hexOf, randomValue, type Judged } from './inputs.ts'
import { mutate, type Random } from './random.ts'

type Fields = Record<string, unknown>

const NAMES = [
  'colour',
  'a',
  '',
  'é',
  'toString',
  '__proto__',
  'constructor',
  'link',
  'from',
  'key',
  'sig',
  'v',
  't',
  'crit',
]
const LINKS = [DAG_CBOR, RAW, DAG_PB].map((code) => cidFor(code, Uint8Array.of(1)))
const NUMBERS = [0, 1, 2, 3, -1, 64, 65, 1_000, 1_001, 2 ** 32, 2 ** 32 + 1, 2 ** 53 - 1, 1.5, 16_384]

const isMap = (value: unknown): value is Fields =>
  typeof value === 'object' &&
  value !== null &&
  !Array.isArray(value) &&
  !(value instanceof Uint8Array) &&
  !isLink(value)

/** With a field of its own even where it is called `__proto__`. */
const withField = (map: Fields, name: string, value: unknown): Fields =>
  Object.fromEntries([...Object.entries(map).filter(([one]) => one !== name), [name, value]])

function bentKey(random: Random, key: Uint8Array): Uint8Array {
  if (random.chance(40)) return key[0] === 0xed ? key.slice(2) : Uint8Array.of(0xed, 1, ...key)
  if (random.chance(40)) return Uint8Array.of(0xe7, ...key.slice(1))
  return mutate(random, key)
}

/** A value with something in it bent. */
export function bent(random: Random, value: unknown): unknown {
  if (isMap(value)) {
    const names = Object.keys(value)
    if (names.length === 0 || random.chance(25))
      return withField(value, random.pick(NAMES), random.chance(50) ? 'blue' : randomValue(random))
    const name = random.pick(names)
    if (random.chance(10)) return Object.fromEntries(Object.entries(value).filter(([one]) => one !== name))
    return withField(value, name, bent(random, value[name]))
  }
  if (Array.isArray(value) && value.length > 0 && random.chance(70)) {
    const at = random.int(value.length)
    if (random.chance(10)) return value.filter((_, i) => i !== at)
    if (random.chance(10)) return [...(value as unknown[]), value[at]]
    return value.with(at, bent(random, value[at]))
  }
  if (isLink(value) && random.chance(80)) return random.pick(LINKS)
  if (value instanceof Uint8Array && random.chance(80)) return bentKey(random, value)
  if (typeof value === 'number' && random.chance(80)) return random.pick(NUMBERS)
  if (typeof value === 'string' && random.chance(60)) return value.repeat(random.pick([0, 2, 30, 200]))
  return random.chance(40) ? null : randomValue(random)
}

function withCrit(random: Random, record: Fields): Fields {
  const crit = random.pick<unknown>([
    [],
    ['colour'],
    ['a', 'colour'],
    ['colour', 'a'],
    ['colour', 'colour'],
    ['crit'],
    ['t'],
    [''],
    ['é'],
    'colour',
    null,
  ])
  const named = Array.isArray(crit) ? (crit as string[]).filter((name) => !(name in record)) : []
  const filled = random.chance(70) ? named : []
  return { ...filled.reduce((now, name) => withField(now, name, 1), record), crit }
}

/** Every key in the form that another version has. */
function recoded(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(recoded)
  if (isMap(value))
    return Object.fromEntries(Object.entries(value).map(([name, one]) => [name, recoded(one)]))
  if (!(value instanceof Uint8Array)) return value
  if (value.length === 34) return value.slice(2)
  return value.length === 32 ? Uint8Array.of(0xed, 1, ...value) : value
}

/** Signed by alice over all that is there, in the domain that it says. */
export function signedAgain(record: Fields): Fields {
  const { t, v } = record
  // What is no kind or no version is refused before its signature is looked at.
  const domain = typeof t === 'string' && typeof v === 'number' ? `${t}/${v}` : 'none'
  const { sig, signatures, ...fields } = record
  if (sig instanceof Uint8Array) return { ...fields, sig: sign(domain, encode(fields), alice.secret) }
  if (!Array.isArray(signatures) || !isMap(signatures[0])) return record
  const first = withField(signatures[0], 'sig', sign(domain, encode(fields), alice.secret))
  return { ...fields, signatures: signatures.with(0, first) }
}

export function bentRecord(random: Random, record: Fields): Fields {
  let next = record
  for (let times = random.int(3); times > 0; times--) next = bent(random, next) as Fields
  if (random.chance(15)) next = withCrit(random, next)
  if (random.chance(15)) next = withField(next, 'v', random.pick([1, 2, 3, 0, 2 ** 53 - 1]))
  if (random.chance(10)) next = recoded(next) as Fields
  return random.chance(85) ? signedAgain(next) : next
}

/** What is said of a record: nothing where it is taken, and its signatures hold. */
function refusalOf(kind: KindCase['kind'], bytes: Uint8Array): { code: string; rule: string } | undefined {
  try {
    const { again, isSigned } = kindReaders[kind](bytes)
    if (Buffer.compare(again, bytes) !== 0) throw new Error('a record encodes to other bytes')
    return isSigned() ? undefined : { code: 'ERR_UNVERIFIABLE', rule: 'Rules of versions, 11' }
  } catch (error) {
    if (error instanceof MemCubeError) return { code: error.code, rule: 'any' }
    throw error
  }
}

export function kinds(random: Random, count: number): Judged {
  const known = (
    JSON.parse(readFileSync(new URL('version-2/valid/kinds.json', CUBE_VECTORS), 'utf8')) as {
      cases: KindCase[]
    }
  ).cases
  const judged: Judged = { valid: [], invalid: [] }
  for (let i = 0; i < count; i++) {
    const { kind, hex, name: from } = random.pick(known)
    const bytes = encode(bentRecord(random, decode<Fields>(bytesOf(hex))))
    const refusal = refusalOf(kind, bytes)
    const one = { name: `${i} of ${from}`, kind, hex: hexOf(bytes) }
    if (refusal === undefined) judged.valid.push({ ...one, rule: 'any' })
    else judged.invalid.push({ ...one, ...refusal })
  }
  return judged
}
