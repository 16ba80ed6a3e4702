/** Checks the shape of decoded records: exactly the fields of the kind, each of its type. Pure. */
import type { CID } from 'multiformats/cid'
import { cidFault, DAG_CBOR, isLink } from '../codec/index.ts'
import { CubeError } from './cube-error.ts'

/** Says whether a value fits; `undefined` when it does, otherwise what was expected. */
export type Check = (value: unknown) => string | undefined

export interface Shape {
  [field: string]: Check
}

const optionals = new WeakSet<Check>()

/** A field that may be absent. Absent is the only way to have no value: null is refused. */
export function optional(check: Check): Check {
  const wrapped: Check = (value) => check(value)
  optionals.add(wrapped)
  return wrapped
}

/** A text of so many bytes of UTF-8. */
export const text =
  (maxBytes: number, minBytes = 0): Check =>
  (value) => {
    if (typeof value !== 'string') return 'a text'
    // A character has one to three bytes a unit: most texts need not be counted.
    if (value.length >= minBytes && value.length * 3 <= maxBytes) return undefined
    const bytes = Buffer.byteLength(value)
    return bytes > maxBytes || bytes < minBytes ? `a text of ${minBytes} to ${maxBytes} bytes` : undefined
  }

/** This one value: a text, a number or a boolean. */
export const exactly =
  (expected: unknown): Check =>
  (value) =>
    value === expected ? undefined : JSON.stringify(expected)

/** One of these texts. */
export const oneOf =
  (...expected: readonly string[]): Check =>
  (value) =>
    typeof value === 'string' && expected.includes(value) ? undefined : `one of ${expected.join(', ')}`

/** A whole number, both ends included; at most 2^53 - 1. */
export const integer =
  (min: number, max = Number.MAX_SAFE_INTEGER): Check =>
  (value) =>
    Number.isSafeInteger(value) && (value as number) >= min && (value as number) <= max
      ? undefined
      : `an integer from ${min} to ${max}`

/** So many bytes, no more and no less. */
export const bytes =
  (length: number): Check =>
  (value) =>
    value instanceof Uint8Array && value.length === length ? undefined : `${length} bytes`

/** To a genesis, a commit, a node of a tree, a memory or a signed record: all are dag-cbor. */
export const link: Check = (value) =>
  linkFault(value) ?? (linkCodec(value) === DAG_CBOR ? undefined : 'a link to a dag-cbor block')

/** To a payload: one raw block, or the root of a UnixFS file. */
export const payloadLink: Check = (value) =>
  linkFault(value) ?? (linkCodec(value) === DAG_CBOR ? 'a link to a raw or dag-pb block' : undefined)

function linkFault(value: unknown): string | undefined {
  if (!isLink(value)) return 'a link'
  return cidFault(value) === undefined ? undefined : 'a link to a block of memcube'
}

const linkCodec = (value: unknown): number => (value as CID).code

/** A list of `min` to `max` items, each of which fits. */
export const list =
  (item: Check, max: number, min = 0): Check =>
  (value) => {
    if (!Array.isArray(value) || value.length > max || value.length < min) return `a list of ${min} to ${max}`
    for (const entry of value) {
      const fault = item(entry)
      if (fault !== undefined) return `a list of ${fault}`
    }
    return undefined
  }

/** A map with the fields of a shape and no other, unless the shape is open. */
export const record =
  (shape: Shape): Check =>
  (value) =>
    isMap(value) ? shapeFault(value, shape) : 'a map'

const openShapes = new WeakSet<Shape>()

/** The same shape for maps that may have fields more. */
export function open(shape: Shape): Shape {
  openShapes.add(shape)
  return shape
}

/** A map with the fields of a shape, and perhaps others. */
export const openRecord = (shape: Shape): Check => record(open({ ...shape }))

/** A map of free names, `minKeys` to `maxKeys` of them, whose values fit. */
export const mapOf =
  (item: Check, maxKeys: number, minKeys = 0): Check =>
  (value) => {
    if (!isMap(value)) return 'a map'
    const entries = Object.values(value)
    if (entries.length > maxKeys || entries.length < minKeys) return `a map of ${minKeys} to ${maxKeys} keys`
    return entries.map(item).find((fault) => fault !== undefined)
  }

/** A map, whatever is in it. */
export const anyMap: Check = (value) => (isMap(value) ? undefined : 'a map')

/** Whether a decoded value is a map: no list, no bytes, no link. */
export function isMap(value: unknown): value is Record<string, unknown> {
  return (
    typeof value === 'object' &&
    value !== null &&
    !Array.isArray(value) &&
    !(value instanceof Uint8Array) &&
    !isLink(value)
  )
}

/** For what came from elsewhere. @throws {CubeError} ERR_UNVERIFIABLE naming the field that does not fit */
export function requireShape(kind: string, value: unknown, shape: Shape): void {
  const fault = isMap(value) ? shapeFault(value, shape) : 'a map'
  if (fault !== undefined) throw new CubeError('ERR_UNVERIFIABLE', `not a ${kind}: expected ${fault}`)
}

/** For what is about to be written. @throws {CubeError} ERR_INVALID_INPUT naming the field that does not fit */
export function requireInput(kind: string, value: unknown, shape: Shape): void {
  const fault = isMap(value) ? shapeFault(value, shape) : 'a map'
  if (fault !== undefined)
    throw new CubeError('ERR_INVALID_INPUT', `this cannot be a ${kind}: expected ${fault}`, {
      hint: 'change the field that is named',
    })
}

interface Field {
  name: string
  check: Check
  isOptional: boolean
}

const compiled = new WeakMap<Shape, readonly Field[]>()

function fieldsOf(shape: Shape): readonly Field[] {
  let fields = compiled.get(shape)
  if (fields === undefined) {
    fields = Object.entries(shape).map(([name, check]) => ({ name, check, isOptional: optionals.has(check) }))
    compiled.set(shape, fields)
  }
  return fields
}

/** Runs for each memory of a pull, so it walks the fields once and looks for foreign ones only when the count is off. */
function shapeFault(value: Record<string, unknown>, shape: Shape): string | undefined {
  let present = 0
  for (const { name, check, isOptional } of fieldsOf(shape)) {
    if (!Object.hasOwn(value, name)) {
      if (isOptional) continue
      return `the field "${name}"`
    }
    present++
    const fault = check(value[name])
    if (fault !== undefined) return `${name} to be ${fault}`
  }
  const names = Object.keys(value)
  if (names.length === present || openShapes.has(shape)) return undefined
  const foreign = names.find((name) => !Object.hasOwn(shape, name))
  return `no field "${foreign?.slice(0, 64)}"`
}
