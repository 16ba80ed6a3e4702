/**
 * What reader and writer of MPF 0.2 share: the names of its fields, and its attestation, an Ed25519 signature over sha256
 * of the canonical envelope (without `attestations`, records by id). The format is described by its publisher.
 */
import { bytesEqual, sha256 } from '../../core/codec/index.ts'
import { formatDid, parseDid, signRaw, verifyRaw } from '../../core/identity/index.ts'
import { NodeError } from '../../home/index.ts'
import { canonicalJson } from './canonical-json.ts'

export const mpfVersion = '0.2.0'
/** What the one importer of others accepts. */
export const payloadVersion = 'mnemos-3.1'

interface Attestation {
  alg: 'ed25519'
  /** base64 */
  signature: string
  /** `did:key` */
  kid: string
  /** ISO 8601 */
  signed_at: string
}

/** Where the text of a record stands, by its kind. */
export const textFields: Readonly<Record<string, string>> = {
  memory: 'content',
  fact: 'statement',
  event: 'content',
}

export type Envelope = Record<string, unknown> & { records: { id: string }[] }

/** The bytes that an attestation signs the hash of. */
function attestedBytes(signed: Envelope): Uint8Array {
  const { attestations: _signatures, ...envelope } = signed
  const records = [...envelope.records].sort((a, b) => (a.id < b.id ? -1 : a.id > b.id ? 1 : 0))
  return Buffer.from(canonicalJson({ ...envelope, records }))
}

export function attest(
  envelope: Envelope,
  author: { publicKey: Uint8Array; secret: Uint8Array },
  nowMs: number,
): Attestation {
  const signature = signRaw(sha256(attestedBytes(envelope)), author.secret)
  return {
    alg: 'ed25519',
    kid: formatDid(author.publicKey),
    signature: Buffer.from(signature).toString('base64'),
    signed_at: new Date(nowMs).toISOString(),
  }
}

/**
 * Checks the attestations that name a key of ours to check with.
 * @returns the keys that vouch for the envelope
 * @throws ERR_UNVERIFIABLE when one does not hold
 */
export function verifyAttestations(envelope: Envelope): string[] {
  const attestations = Array.isArray(envelope['attestations']) ? (envelope['attestations'] as unknown[]) : []
  const digest = sha256(attestedBytes(envelope))
  return attestations.flatMap((attestation) => {
    const { alg, kid, signature } = (attestation ?? {}) as Partial<Record<keyof Attestation, unknown>>
    if (alg !== 'ed25519' || typeof kid !== 'string' || !kid.startsWith('did:key:')) return []
    if (typeof signature === 'string' && holds(kid, signature, digest)) return [kid]
    throw new NodeError('ERR_UNVERIFIABLE', `the attestation of ${kid.slice(0, 100)} does not hold`, {
      hint: 'the file was changed after it was signed; nothing was imported',
    })
  })
}

function holds(kid: string, signature: string, digest: Uint8Array): boolean {
  const bytes = Buffer.from(signature, 'base64')
  // Only the one form of base64: another text for the same bytes would be another file.
  if (!bytesEqual(Buffer.from(bytes.toString('base64')), Buffer.from(signature))) return false
  try {
    return verifyRaw(digest, bytes, parseDid(kid))
  } catch {
    return false
  }
}
