// What this version of memcube says of itself in a hello.
import { DAG_CBOR, DAG_PB, LIMITS, RAW, SHA2_256 } from '../../core/codec/index.ts'
import { WRITTEN_VERSION } from '../../core/cube/index.ts'
import { CUBE_SCHEMA } from './agree-schemas.ts'
import type { HelloProfile, SchemaSupport } from './agreement.ts'

/** Multicodec of an Ed25519 public key. */
const ED25519_PUB = 0xed

interface ProfileOptions {
  network: string
  /** What the node calls itself, e.g. `memcube/0.1.0`. */
  agent: string
  spaces?: { id: string; dim: number }[]
  features?: string[]
  /** Further schemas that this node reads. */
  schemas?: SchemaSupport[]
  /** Bytes that each pack may have in flight; default 4 MiB (protocols/sync/spec.md, "Credit"). */
  creditBytes?: number
}

/** The hello of this version, but for the nonce. */
export function createHelloProfile(options: ProfileOptions): HelloProfile {
  const cube: SchemaSupport = { id: CUBE_SCHEMA, min: 1, max: 2, writes: WRITTEN_VERSION }
  return {
    network: options.network,
    agent: options.agent,
    versions: { sync: ['2.0.0'], announce: ['2.0.0'], proposals: ['2.0.0'] },
    schemas: [cube, ...(options.schemas ?? [])],
    types: ['plaintext', 'activation', 'parameter'],
    codecs: [DAG_CBOR, DAG_PB, RAW],
    keys: [ED25519_PUB],
    hashes: [SHA2_256],
    spaces: options.spaces ?? [],
    features: options.features ?? [],
    limits: {
      blockBytes: LIMITS.maxBlockBytes,
      frameBytes: 1024 * 1024,
      creditBytes: options.creditBytes ?? 4 * 1024 * 1024,
    },
  }
}
