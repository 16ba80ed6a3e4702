/** Successor: one person's next key, said by the old key and the new one. Pure. Spec: protocols/authors/spec.md, "Successor". */
import { encode } from '../codec/index.ts'
import { CubeError, shape as is, tagKey, WRITTEN_VERSION, type Parts, type Version } from '../cube/index.ts'
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

/** It has no version of its own: it is of that of the roster around it. */
const domainOf = (v: Version): string => `memcube/successor/${v}`

/** The map in a roster, in the form of the roster's version. Whether its signatures hold is for `verifySuccessor`. */
export const successorCheck = ({ key, record }: Pick<Parts, 'key' | 'record'>): is.Check =>
  record({
    old: key,
    new: key,
    time: is.integer(0),
    oldSig: is.bytes(64),
    newSig: is.bytes(64),
  })

/** With both keys in another form. */
export function withSuccessorKeys<T extends Pick<Successor, 'old' | 'new'>>(
  successor: T,
  change: (key: Uint8Array) => Uint8Array,
): T {
  return { ...successor, old: change(successor.old), new: change(successor.new) }
}

/**
 * @param nowMs milliseconds since the Unix epoch
 * @param v of the rosters that will hold it
 */
export function signSuccessor(
  oldSecret: Uint8Array,
  newSecret: Uint8Array,
  nowMs: number,
  v: Version = WRITTEN_VERSION,
): Successor {
  const fields = {
    old: keyPairFromSecret(oldSecret).publicKey,
    new: keyPairFromSecret(newSecret).publicKey,
    time: nowMs,
  }
  const payload = payloadOf(fields, v)
  const domain = domainOf(v)
  return { ...fields, oldSig: sign(domain, payload, oldSecret), newSig: sign(domain, payload, newSecret) }
}

/** @param v of the roster that holds it @throws {CubeError} ERR_UNVERIFIABLE */
export function verifySuccessor({ oldSig, newSig, ...fields }: Successor, v: Version): void {
  const payload = payloadOf(fields, v)
  const domain = domainOf(v)
  const holds =
    Buffer.compare(fields.old, fields.new) !== 0 &&
    verifySignature(domain, payload, oldSig, fields.old) &&
    verifySignature(domain, payload, newSig, fields.new)
  if (holds) return
  throw new CubeError(
    'ERR_UNVERIFIABLE',
    `${formatDid(fields.new)} is not proven to be the next key of ${formatDid(fields.old)}`,
  )
}

function payloadOf(fields: Omit<Successor, 'oldSig' | 'newSig'>, v: Version): Uint8Array {
  return encode(v === 1 ? fields : withSuccessorKeys(fields, tagKey))
}
