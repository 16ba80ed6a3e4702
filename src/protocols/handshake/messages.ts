// Hello: bytes <-> value. Invariant: any bytes give a Hello within the limits below, or a ProtocolError. Pure.
// Spec: protocols/handshake/spec.md, "Hello".
import { decode, encode } from '../../core/codec/index.ts'
import { MemCubeError } from '../../core/errors.ts'
import { ProtocolError, type Refusal } from '../errors.ts'
import { asBytes, asList, asMap, asName, asUint, misshapen, optional, type Fields } from '../fields.ts'
import { parseRefusal, REFUSED } from '../refusal.ts'
import type { Hello, HelloLimits, SchemaSupport } from './agreement.ts'

export const HANDSHAKE_PROTOCOL = '/memcube/handshake/2.0.0'

/** Limits of a hello. All are guesses at ten times what a node says today. */
export const HELLO_LIMITS = Object.freeze({
  maxBytes: 16 * 1024,
  maxNetworkBytes: 64,
  maxProtocols: 16,
  maxVersions: 16,
  maxSchemas: 64,
  maxTypes: 16,
  maxCodecs: 16,
  maxSpaces: 16,
  maxFeatures: 64,
  maxNameBytes: 128,
  nonceBytes: 16,
  maxKeys: 16,
  maxHashes: 16,
  maxCrit: 16,
})

const VERSION = /^(0|[1-9]\d{0,4})\.(0|[1-9]\d{0,4})\.(0|[1-9]\d{0,4})$/

/** The bytes of a hello. They are hashed into the agreement, so keep them as they were sent. */
export function encodeHello(hello: Hello): Uint8Array {
  return encode({ t: 'hello', ...hello })
}

/** What may arrive on a handshake stream. */
type HandshakeMessage = { type: 'hello'; hello: Hello } | { type: 'refused'; refusal: Refusal }

/** @throws ProtocolError ERR_UNVERIFIABLE, ERR_LIMIT */
export function parseHandshake(bytes: Uint8Array): HandshakeMessage {
  const fields = decodeFields(bytes)
  if (fields['t'] === REFUSED) return { type: 'refused', refusal: parseRefusal(fields) }
  if (fields['t'] === 'hello') return { type: 'hello', hello: parseHello(fields) }
  throw misshapen('t', '"hello" or "refused"', fields['t'])
}

function decodeFields(bytes: Uint8Array): Fields {
  if (bytes.length > HELLO_LIMITS.maxBytes) {
    throw new ProtocolError(
      'ERR_LIMIT',
      `expected a hello of at most ${HELLO_LIMITS.maxBytes} bytes, got ${bytes.length}`,
    )
  }
  try {
    return asMap(decode(bytes), 'hello')
  } catch (cause) {
    if (cause instanceof ProtocolError) throw cause
    throw new ProtocolError(
      'ERR_UNVERIFIABLE',
      `the peer's hello is not canonical dag-cbor: ${sentenceOf(cause)}`,
      { cause },
    )
  }
}

function sentenceOf(cause: unknown): string {
  return cause instanceof MemCubeError ? cause.message : 'it cannot be decoded'
}

function parseHello(fields: Fields): Hello {
  const {
    maxKeys,
    maxHashes,
    maxNetworkBytes,
    maxNameBytes,
    nonceBytes,
    maxSchemas,
    maxTypes,
    maxCodecs,
    maxSpaces,
    maxFeatures,
  } = HELLO_LIMITS
  const name = (value: unknown, path: string) => asName(value, path, maxNameBytes)
  const codes = (field: string, most: number) =>
    asList(fields[field], field, most, (value, path) => asUint(value, path, 0, 0xffff_ffff))
  const crit = optional(fields['crit'], (value) => parseCrit(value, fields))
  return {
    network: asName(fields['network'], 'network', maxNetworkBytes),
    versions: parseVersions(fields['versions']),
    schemas: parseSchemas(fields['schemas'], maxSchemas),
    types: asList(fields['types'], 'types', maxTypes, name),
    codecs: codes('codecs', maxCodecs),
    keys: codes('keys', maxKeys),
    hashes: codes('hashes', maxHashes),
    spaces: asList(fields['spaces'], 'spaces', maxSpaces, parseSpace),
    features: asList(fields['features'], 'features', maxFeatures, name),
    limits: parseLimits(fields['limits']),
    agent: name(fields['agent'], 'agent'),
    nonce: asBytes(fields['nonce'], 'nonce', nonceBytes, nonceBytes),
    ...(crit !== undefined && { crit }),
  }
}

/** The fields that every reader knows; `crit` cannot name them. */
const KNOWN_FIELDS: ReadonlySet<string> = new Set([
  't',
  'network',
  'versions',
  'schemas',
  'types',
  'codecs',
  'keys',
  'hashes',
  'spaces',
  'features',
  'limits',
  'agent',
  'nonce',
  'crit',
])

function parseCrit(value: unknown, fields: Fields): string[] {
  const { maxCrit, maxNameBytes } = HELLO_LIMITS
  const names = asList(value, 'crit', maxCrit, (name, path) => asName(name, path, maxNameBytes))
  if (names.length === 0) throw misshapen('crit', 'absent when it names nothing', value)
  for (const [i, name] of names.entries()) {
    if (i > 0 && Buffer.compare(Buffer.from(names[i - 1]!), Buffer.from(name)) >= 0)
      throw misshapen('crit', 'sorted, each name once', value)
    if (KNOWN_FIELDS.has(name) || !Object.hasOwn(fields, name))
      throw misshapen(`crit[${i}]`, 'a field of the hello that is not of its base', name)
  }
  return names
}

function parseVersions(value: unknown): Record<string, string[]> {
  const entries = Object.entries(asMap(value, 'versions'))
  if (entries.length > HELLO_LIMITS.maxProtocols)
    throw misshapen('versions', `a map of at most ${HELLO_LIMITS.maxProtocols} protocols`, value)
  const version = (item: unknown, path: string): string => {
    if (typeof item === 'string' && VERSION.test(item)) return item
    throw misshapen(path, 'a version such as 1.0.0', item)
  }
  return Object.fromEntries(
    entries.map(([protocol, list]) => {
      asName(protocol, 'versions', HELLO_LIMITS.maxNameBytes)
      return [protocol, asList(list, `versions.${protocol}`, HELLO_LIMITS.maxVersions, version)]
    }),
  )
}

function parseSchemas(value: unknown, most: number): SchemaSupport[] {
  const schemas = asList(value, 'schemas', most, parseSchema)
  if (new Set(schemas.map(({ id }) => id)).size < schemas.length)
    throw misshapen('schemas', 'a list that names each schema once', value)
  return schemas
}

function parseSchema(value: unknown, path: string): SchemaSupport {
  const fields = asMap(value, path)
  const min = asUint(fields['min'], `${path}.min`, 0, 0xffff)
  const max = asUint(fields['max'], `${path}.max`, min, 0xffff)
  return {
    id: asName(fields['id'], `${path}.id`, HELLO_LIMITS.maxNameBytes),
    min,
    max,
    writes: asUint(fields['writes'], `${path}.writes`, min, max),
  }
}

function parseSpace(value: unknown, path: string): { id: string; dim: number } {
  const fields = asMap(value, path)
  return {
    id: asName(fields['id'], `${path}.id`, HELLO_LIMITS.maxNameBytes),
    dim: asUint(fields['dim'], `${path}.dim`, 1, 0xffff),
  }
}

function parseLimits(value: unknown): HelloLimits {
  const fields = asMap(value, 'limits')
  const bytes = (name: keyof HelloLimits) =>
    asUint(fields[name], `limits.${name}`, 0, Number.MAX_SAFE_INTEGER)
  return {
    blockBytes: bytes('blockBytes'),
    frameBytes: bytes('frameBytes'),
    creditBytes: bytes('creditBytes'),
  }
}
