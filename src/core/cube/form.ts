/**
 * Forms of a record, one for each version. Version 1 has the fields of its kind and no other. In version 2 keys say their
 * algorithm, fields that a reader does not know stay, and `crit` names those that it has to know. In memory a key is its
 * bytes alone and a record remembers its version, so that it is encoded again as it came. Pure.
 * Spec: protocols/cube/spec.md, "Versions".
 */
import { CubeError } from './cube-error.ts'
import * as plain from './shape.ts'
import { tagKey, taggedKey, untagKey } from './tagged-key.ts'

export type Version = 1 | 2

/** The versions that are read, the newest last. */
export const VERSIONS: readonly Version[] = [1, 2]

/** The version that is written; blocks that several homes have to make alike stay as their text says: see `core/sealed`. */
export const WRITTEN_VERSION: Version = 2

/** What a program signs: all but what it does not choose. A version may be said where an older one has to be made. */
export type Fields<T> = Omit<T, 'v' | 't' | 'sig' | 'crit'> & { v?: Version }

/** What a kind of record may be made of, in a version. */
export interface Parts {
  v: Version
  /** A public key. */
  key: plain.Check
  /** A map with these fields; from version 2 on with others too. */
  record: typeof plain.record
}

export interface Kind {
  t: string
  /** As errors call it. */
  name: string
  /** Which field holds keys: one, or a list of them. */
  keys: 'author' | 'authors' | undefined
  shapes: Readonly<Record<Version, plain.Shape>>
}

const parts: Readonly<Record<Version, Parts>> = {
  1: { v: 1, key: plain.bytes(32), record: plain.record },
  2: { v: 2, key: taggedKey, record: plain.openRecord },
}

/** As many as a map has keys. */
const maxCritical = 1_000
const crit: plain.Check = (value) => {
  const fault = plain.list(plain.text(1_024, 1), maxCritical, 1)(value)
  if (fault !== undefined) return fault
  const names = (value as string[]).map((name) => Buffer.from(name))
  return names.every((name, at) => at === 0 || Buffer.compare(names[at - 1] as Buffer, name) < 0)
    ? undefined
    : 'a list of names in the order of their bytes, each once'
}

/**
 * A kind with its fields in each version.
 * @param t what it says of itself, `memcube/...`
 * @param keys the field that holds keys in the record itself
 */
export function kindOf(t: string, keys: Kind['keys'], fields: (parts: Parts) => plain.Shape): Kind {
  const shapes = {
    1: { v: plain.exactly(1), t: plain.exactly(t), ...fields(parts[1]) },
    2: plain.open({
      v: plain.exactly(2),
      t: plain.exactly(t),
      crit: plain.optional(crit),
      ...fields(parts[2]),
    }),
  }
  return { t, name: t.slice('memcube/'.length), keys, shapes }
}

/** Why a record cannot be read although nothing is wrong with it: it is of a later version, or needs fields that are not known. */
export type Later = { version: number; unknown: readonly string[] }

/** @throws {CubeError} ERR_UNVERIFIABLE where `crit` is not what it has to be */
export function laterThan({ t, name, shapes }: Kind, value: unknown): Later | undefined {
  if (!plain.isMap(value) || value['t'] !== t) return undefined
  const { v } = value
  if (!Number.isSafeInteger(v) || (v as number) < 2) return undefined
  if (v !== 2) return { version: v as number, unknown: [] }
  if (!Object.hasOwn(value, 'crit')) return undefined
  const fault = crit(value['crit']) ?? criticalFault(value, shapes[2])
  if (fault !== undefined)
    throw new CubeError('ERR_UNVERIFIABLE', `not a ${name}: expected crit to be ${fault}`)
  // No version so far has a name that is critical and known.
  return { version: 2, unknown: value['crit'] as string[] }
}

function criticalFault(value: Record<string, unknown>, shape: plain.Shape): string | undefined {
  const known = (value['crit'] as string[]).find((name) => Object.hasOwn(shape, name))
  if (known !== undefined) return `names that the version does not define, not "${known}"`
  const absent = (value['crit'] as string[]).find((name) => !Object.hasOwn(value, name))
  return absent === undefined ? undefined : `names of fields that are there, not "${absent.slice(0, 64)}"`
}

/** The error that a later version is refused with. */
export function incompatible(name: string, { version, unknown }: Later): CubeError {
  const what =
    unknown.length > 0
      ? `the ${name} has fields that have to be understood and are not: ${unknown.map((one) => JSON.stringify(one.slice(0, 64))).join(', ')}`
      : `the ${name} is of version ${version}; this memcube reads versions ${VERSIONS.join(' and ')}`
  return new CubeError('ERR_INCOMPATIBLE', what.slice(0, 1_000), {
    hint: 'upgrade memcube: a later one may read it',
  })
}

/**
 * A decoded record of this kind, its keys as they are in memory.
 * @throws {CubeError} ERR_UNVERIFIABLE; ERR_INCOMPATIBLE for a later version, and for fields that have to be understood
 */
export function readRecord<T>(kind: Kind, value: unknown): T {
  const later = laterThan(kind, value)
  if (later !== undefined) throw incompatible(kind.name, later)
  plain.requireShape(kind.name, value, shapeFor(kind, value))
  return fromWire(kind, value as { v: Version }) as T
}

/** The record as it is encoded. @throws {CubeError} ERR_INVALID_INPUT */
export function wireRecord(kind: Kind, record: { v: Version }): object {
  const wire = toWire(kind, record)
  plain.requireInput(kind.name, wire, shapeFor(kind, wire))
  return wire
}

function shapeFor({ shapes }: Kind, value: unknown): plain.Shape {
  return plain.isMap(value) && value['v'] === 2 ? shapes[2] : shapes[1]
}

function fromWire({ keys }: Kind, record: { v: Version }): object {
  return record.v === 1 || keys === undefined ? record : withKeys(record, keys, untagKey)
}

/** With the keys that version 2 has, of whatever is there already: a record that is yet to be checked too. */
export function toWire({ keys }: Pick<Kind, 'keys'>, record: { v: Version }): object {
  return record.v === 1 || keys === undefined ? record : withKeys(record, keys, tagKey)
}

function withKeys(record: object, field: string, change: (key: Uint8Array) => Uint8Array): object {
  const held = (record as Record<string, unknown>)[field]
  const changed = Array.isArray(held) ? held.map((one) => changeKey(one, change)) : changeKey(held, change)
  return { ...record, [field]: changed }
}

const changeKey = (key: unknown, change: (key: Uint8Array) => Uint8Array): unknown =>
  key instanceof Uint8Array ? change(key) : key
