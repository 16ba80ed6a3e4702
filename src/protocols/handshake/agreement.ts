// What two peers agree on, before it is computed: the hello of each side and the result. Spec: protocols/handshake/spec.md.

/** The versions of a schema that a node reads, both ends included, and the one that it writes. */
export interface SchemaSupport {
  id: string
  min: number
  max: number
  /** From `min` to `max`. */
  writes: number
}

export interface HelloLimits {
  /** Largest block, in bytes. */
  blockBytes: number
  /** Largest frame, in bytes. */
  frameBytes: number
  /** Bytes of a pack that may be in flight without acknowledgement. */
  creditBytes: number
}

/** What a node says of itself; the nonce makes each agreement another. */
export interface Hello {
  network: string
  /** Versions of each protocol that this node speaks, e.g. `{ sync: ['2.0.0'] }`. */
  versions: Record<string, string[]>
  schemas: SchemaSupport[]
  /** Memory types it can read. */
  types: string[]
  /** Multicodec numbers of blocks it can hold. */
  codecs: number[]
  /** Multicodec numbers of the public keys whose signatures it can verify. */
  keys: number[]
  /** Multicodec numbers of the hashes it can compute. */
  hashes: number[]
  /** Embedding spaces it can compare in. */
  spaces: { id: string; dim: number }[]
  features: string[]
  limits: HelloLimits
  agent: string
  nonce: Uint8Array
  /** Fields of this hello that the other side has to know; it says so among its features. */
  crit?: string[]
}

/** What a node can do, the same for every peer: a hello without its nonce. */
export type HelloProfile = Omit<Hello, 'nonce'>

/**
 * What two sides have of a schema: each reads what the other writes (`full`), one does (`read-only`), neither does but
 * both know it (`store-only`), or one does not know it (`none`).
 */
export type SchemaResult = 'full' | 'read-only' | 'store-only' | 'none'

export interface SchemaAgreement {
  result: SchemaResult
  /** With `read-only`: the peer id of the side that reads what the other writes. */
  reader?: string
}

/** What both sides computed from both hellos; equal on both. */
export interface Agreement {
  /** That of the schema of cubes. */
  result: SchemaResult
  /** Multihash of sha2-256 over both hellos and both peer ids. */
  hash: Uint8Array
  /** Highest common version of each protocol that both speak. */
  versions: Record<string, string>
  /** Of each schema that either side names, and of that of cubes. */
  schemas: Record<string, SchemaAgreement>
  types: string[]
  codecs: number[]
  keys: number[]
  hashes: number[]
  spaces: { id: string; dim: number }[]
  features: string[]
  limits: HelloLimits
  /** Why it is not `full`: the field and a sentence. */
  reason?: { field: string; message: string }
}
