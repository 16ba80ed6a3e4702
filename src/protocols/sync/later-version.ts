// A record of a version that this node does not read yet. It is no falsehood: whoever signed it has a newer program.
// Spec: protocols/sync/spec.md, "Verification".
import { decode } from '../../core/codec/index.ts'
import { ProtocolError } from '../errors.ts'

/** The highest version of records that this node reads. */
const READS = 1

/** @returns what is to be said of it; undefined for a block of another kind, or one that should be read here */
export function laterVersion(bytes: Uint8Array): ProtocolError | undefined {
  const version = versionOf(bytes)
  if (version === undefined || version.v <= READS) return undefined
  const message =
    `the cube holds a record ${version.t} of version ${version.v}, and this node reads versions up to ${READS}: ` +
    'upgrade memcube to pull it'
  return new ProtocolError('ERR_INCOMPATIBLE', message, {
    refusal: { class: 'incompatible', code: 'ERR_INCOMPATIBLE', message },
  })
}

function versionOf(bytes: Uint8Array): { t: string; v: number } | undefined {
  try {
    const value: unknown = decode(bytes)
    if (typeof value !== 'object' || value === null || !('t' in value) || !('v' in value)) return undefined
    const { t, v } = value
    return typeof t === 'string' && KINDS.has(t) && Number.isSafeInteger(v)
      ? { t, v: v as number }
      : undefined
  } catch {
    return undefined
  }
}

const KINDS = new Set(['memcube/commit', 'memcube/memory'])
