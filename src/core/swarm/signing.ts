/** Signing as all records do it: every field but `sig`, in the domain of kind and version. Spec: protocols/cube/spec.md, "Signatures". */
import { encode } from '../codec/index.ts'
import { sign, verifySignature } from '../identity/index.ts'

interface Kind {
  t: string
  v: number
}

export function signFields<T extends Kind>(fields: T, secret: Uint8Array): T & { sig: Uint8Array } {
  return { ...fields, sig: sign(`${fields.t}/${fields.v}`, encode(fields), secret) }
}

export function isSignedBy(record: Kind & { sig: Uint8Array }, key: Uint8Array): boolean {
  const { sig, ...fields } = record
  return verifySignature(`${record.t}/${record.v}`, encode(fields), sig, key)
}
