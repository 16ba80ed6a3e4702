// What this version of memcube says of itself in a hello.
import { DAG_CBOR, DAG_PB, LIMITS, RAW } from '../../core/codec/index.ts'
import { CUBE_SCHEMA } from './agree.ts'
import type { HelloProfile, SchemaRange } from './agreement.ts'

/**
 * sha256 over protocols/cube/schema.ipldsch without comments and with runs of white space as one space, first 16
 * bytes. A test compares it with the file; `node scripts/vectors/protocols.ts` prints it.
 */
export const CUBE_SCHEMA_FINGERPRINT = '89e87424a25a814cd61a5e483a8aa577'

interface ProfileOptions {
  network: string
  /** What the node calls itself, e.g. `memcube/0.1.0`. */
  agent: string
  spaces?: { id: string; dim: number }[]
  features?: string[]
  /** Further schemas that this node reads. */
  schemas?: SchemaRange[]
  /** Bytes that each pack may have in flight; default 4 MiB (protocols/sync/spec.md, "Credit"). */
  creditBytes?: number
}

/** The hello of this version, but for the nonce. */
export function createHelloProfile(options: ProfileOptions): HelloProfile {
  const cube: SchemaRange = {
    id: CUBE_SCHEMA,
    min: 1,
    max: 1,
    fingerprint: Uint8Array.from(Buffer.from(CUBE_SCHEMA_FINGERPRINT, 'hex')),
  }
  return {
    network: options.network,
    agent: options.agent,
    versions: { sync: ['1.0.0'], announce: ['1.0.0'], proposals: ['1.0.0'] },
    schemas: [cube, ...(options.schemas ?? [])],
    types: ['plaintext', 'activation', 'parameter'],
    codecs: [DAG_CBOR, DAG_PB, RAW],
    spaces: options.spaces ?? [],
    features: options.features ?? [],
    limits: {
      blockBytes: LIMITS.maxBlockBytes,
      frameBytes: 1024 * 1024,
      creditBytes: options.creditBytes ?? 4 * 1024 * 1024,
    },
  }
}
