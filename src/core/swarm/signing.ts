/** Signing as all records do it: every field but `sig`, in the domain of kind and version. Spec: protocols/cube/spec.md, "Signatures". */
import { encode } from '../codec/index.ts'
import { sign, verifySignature } from '../identity/index.ts'

interface Kind {
  t: string
  v: number
}

/** @param fields with `t` and `v` @param secret Ed25519 seed, 32 bytes */
export function signFields<T extends Kind>(fields: T, secret: Uint8Array): T & { sig: Uint8Array } {
  return { ...fields, sig: sign(`${fields.t}/${fields.v}`, encode(fields), secret) }
}

/** Whether a key signed every field but `sig`. @param key Ed25519, 32 bytes */
export function isSignedBy(record: Kind & { sig: Uint8Array }, key: Uint8Array): boolean {
  const { sig, ...fields } = record
  return verifySignature(`${record.t}/${record.v}`, encode(fields), sig, key)
}
