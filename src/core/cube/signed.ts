/** What signed records share: the signature covers all fields but `sig`, in the domain of their kind and version. */
import { encode } from '../codec/index.ts'
import { formatDid, sign, verifySignature } from '../identity/index.ts'
import { CubeError } from './cube-error.ts'
import { toWire, type Kind, type Version } from './form.ts'

interface Signed {
  t: string
  v: Version
  author: Uint8Array
  sig: Uint8Array
}

const domainOf = ({ t, v }: Pick<Signed, 't' | 'v'>): string => `${t}/${v}`

/**
 * The record with `sig` over all its other fields.
 * @param fields with `t` and `v`, keys as in memory
 * @param secret seed of the author, 32 bytes
 */
export function signRecord<T extends Omit<Signed, 'sig'>>(
  kind: Pick<Kind, 'keys'>,
  fields: T,
  secret: Uint8Array,
): T & { sig: Uint8Array } {
  return { ...fields, sig: sign(domainOf(fields), encode(toWire(kind, fields)), secret) }
}

/** @throws {CubeError} ERR_UNVERIFIABLE when the author is not one of these, or did not sign exactly this */
export function requireSigned(kind: Kind, record: Signed, authors: readonly Uint8Array[]): void {
  const { name } = kind
  if (!authors.some((author) => Buffer.compare(author, record.author) === 0)) {
    throw new CubeError(
      'ERR_UNVERIFIABLE',
      `the ${name} is signed by ${formatDid(record.author)}, who is no author of the cube`,
    )
  }
  if (!isSigned(kind, record))
    throw new CubeError('ERR_UNVERIFIABLE', `the signature of the ${name} does not hold`)
}

/** Whether the author whom it names signed exactly this. */
export function isSigned(kind: Pick<Kind, 'keys'>, record: Signed): boolean {
  const { sig, ...fields } = record
  return verifySignature(domainOf(record), encode(toWire(kind, fields)), sig, record.author)
}
