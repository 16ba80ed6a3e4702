// What two peers agree on, before it is computed: the hello of each side and the result. Spec: protocols/handshake/spec.md.

/** A range of schema versions that a node reads, both ends included. */
export interface SchemaRange {
  id: string
  min: number
  max: number
  /** First 16 bytes of sha256 over the text of version `max`, without comments and spaces. */
  fingerprint: Uint8Array
}

export interface HelloLimits {
  /** Largest block, in bytes. */
  blockBytes: number
  /** Largest frame, in bytes. */
  frameBytes: number
  /** Bytes of a pack that may be in flight without acknowledgement. */
  creditBytes: number
}

/** What a node says of itself; the nonce makes every connection's agreement another. */
export interface Hello {
  network: string
  /** Versions of each protocol that this node speaks, e.g. `{ sync: ['1.0.0'] }`. */
  versions: Record<string, string[]>
  schemas: SchemaRange[]
  /** Memory types it can read. */
  types: string[]
  /** Multicodec numbers of blocks it can hold. */
  codecs: number[]
  /** Embedding spaces it can compare in. */
  spaces: { id: string; dim: number }[]
  features: string[]
  limits: HelloLimits
  agent: string
  nonce: Uint8Array
}

/** What a node can do, the same for every peer: a hello without its nonce. */
export type HelloProfile = Omit<Hello, 'nonce'>

/** What both sides computed from both hellos; equal on both. */
export interface Agreement {
  /** `store-only`: cubes can be held and served for this peer, but one side cannot read what the other writes. */
  result: 'ok' | 'store-only'
  /** sha256 over both hellos and both peer ids. */
  hash: Uint8Array
  /** Highest common version of each protocol that both speak. */
  versions: Record<string, string>
  /** Highest common version of each schema that both read. */
  schemas: Record<string, number>
  types: string[]
  codecs: number[]
  spaces: { id: string; dim: number }[]
  features: string[]
  limits: HelloLimits
  /** Why it is `store-only`: the field and a sentence. */
  reason?: { field: string; message: string }
}
