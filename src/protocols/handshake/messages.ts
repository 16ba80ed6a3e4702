// Hello: bytes <-> value. Invariant: any bytes give a Hello within the limits below, or a ProtocolError. Pure.
// Spec: protocols/handshake/spec.md, "Hello".
import { decode, encode } from '../../core/codec/index.ts'
import { MemCubeError } from '../../core/errors.ts'
import { ProtocolError, type Refusal } from '../errors.ts'
import { asBytes, asList, asMap, asName, asUint, misshapen, type Fields } from '../fields.ts'
import { parseRefusal, REFUSED } from '../refusal.ts'
import type { Hello, HelloLimits, SchemaRange } from './agreement.ts'

export const HANDSHAKE_PROTOCOL = '/memcube/handshake/1.0.0'

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
  fingerprintBytes: 16,
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
  return {
    network: asName(fields['network'], 'network', maxNetworkBytes),
    versions: parseVersions(fields['versions']),
    schemas: asList(fields['schemas'], 'schemas', maxSchemas, parseSchema),
    types: asList(fields['types'], 'types', maxTypes, name),
    codecs: asList(fields['codecs'], 'codecs', maxCodecs, (value, path) =>
      asUint(value, path, 0, 0xffff_ffff),
    ),
    spaces: asList(fields['spaces'], 'spaces', maxSpaces, parseSpace),
    features: asList(fields['features'], 'features', maxFeatures, name),
    limits: parseLimits(fields['limits']),
    agent: name(fields['agent'], 'agent'),
    nonce: asBytes(fields['nonce'], 'nonce', nonceBytes, nonceBytes),
  }
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

function parseSchema(value: unknown, path: string): SchemaRange {
  const fields = asMap(value, path)
  const min = asUint(fields['min'], `${path}.min`, 0, 0xffff)
  return {
    id: asName(fields['id'], `${path}.id`, HELLO_LIMITS.maxNameBytes),
    min,
    max: asUint(fields['max'], `${path}.max`, min, 0xffff),
    fingerprint: asBytes(
      fields['fingerprint'],
      `${path}.fingerprint`,
      HELLO_LIMITS.fingerprintBytes,
      HELLO_LIMITS.fingerprintBytes,
    ),
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
