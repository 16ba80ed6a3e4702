// Values as JSON for the vectors: bytes as hex, CIDs as text, the rest as it is.
import { CID } from 'multiformats/cid'

export function hex(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('hex')
}

export function plain(value: unknown): unknown {
  if (value instanceof Uint8Array) return hex(value)
  if (Array.isArray(value)) return value.map(plain)
  if (typeof value !== 'object' || value === null) return value
  const cid = CID.asCID(value)
  if (cid !== null) return cid.toString()
  return Object.fromEntries(Object.entries(value).map(([name, field]) => [name, plain(field)]))
}

/** The code that a call throws. */
export function codeOf(call: () => unknown): string {
  try {
    call()
  } catch (error) {
    return (error as { code: string }).code
  }
  throw new Error('a vector that should be refused was accepted')
}
