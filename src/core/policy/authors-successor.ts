/** Successor: one person's next key, said by the old key and the new one. Pure. Spec: protocols/authors/spec.md, "Successor". */
import { encode } from '../codec/index.ts'
import { CubeError, shape as is } from '../cube/index.ts'
import { formatDid, keyPairFromSecret, sign, verifySignature } from '../identity/index.ts'

export interface Successor {
  old: Uint8Array
  new: Uint8Array
  /** Milliseconds since the Unix epoch. */
  time: number
  /** By the old key. */
  oldSig: Uint8Array
  /** By the new key: nobody can be named as the successor of another without wanting it. */
  newSig: Uint8Array
}

const DOMAIN = 'memcube/successor/1'

export const successorCheck: is.Check = is.record({
  old: is.bytes(32),
  new: is.bytes(32),
  time: is.integer(0),
  oldSig: is.bytes(64),
  newSig: is.bytes(64),
})

/** @param nowMs milliseconds since the Unix epoch */
export function signSuccessor(oldSecret: Uint8Array, newSecret: Uint8Array, nowMs: number): Successor {
  const fields = {
    old: keyPairFromSecret(oldSecret).publicKey,
    new: keyPairFromSecret(newSecret).publicKey,
    time: nowMs,
  }
  const payload = encode(fields)
  return { ...fields, oldSig: sign(DOMAIN, payload, oldSecret), newSig: sign(DOMAIN, payload, newSecret) }
}

/** @throws {CubeError} ERR_UNVERIFIABLE */
export function verifySuccessor({ oldSig, newSig, ...fields }: Successor): void {
  const payload = encode(fields)
  const holds =
    Buffer.compare(fields.old, fields.new) !== 0 &&
    verifySignature(DOMAIN, payload, oldSig, fields.old) &&
    verifySignature(DOMAIN, payload, newSig, fields.new)
  if (holds) return
  throw new CubeError(
    'ERR_UNVERIFIABLE',
    `${formatDid(fields.new)} is not proven to be the next key of ${formatDid(fields.old)}`,
  )
}
