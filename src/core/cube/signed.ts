/** What signed records share: the signature covers all fields but `sig`, in the domain of their kind and version. */
import { encode } from '../codec/index.ts'
import { formatDid, sign, verifySignature } from '../identity/index.ts'
import { CubeError } from './cube-error.ts'

interface Signed {
  t: string
  v: number
  author: Uint8Array
  sig: Uint8Array
}

const domainOf = ({ t, v }: Pick<Signed, 't' | 'v'>): string => `${t}/${v}`

export function signRecord<T extends Omit<Signed, 'sig'>>(
  fields: T,
  secret: Uint8Array,
): T & { sig: Uint8Array } {
  return { ...fields, sig: sign(domainOf(fields), encode(fields), secret) }
}

/** @throws {CubeError} ERR_UNVERIFIABLE when the author is not one of these, or did not sign exactly this */
export function requireSigned(record: Signed, authors: readonly Uint8Array[]): void {
  const kind = record.t.slice('memcube/'.length)
  if (!authors.some((author) => Buffer.compare(author, record.author) === 0)) {
    throw new CubeError(
      'ERR_UNVERIFIABLE',
      `the ${kind} is signed by ${formatDid(record.author)}, who is no author of the cube`,
    )
  }
  const { sig, ...fields } = record
  if (!verifySignature(domainOf(record), encode(fields), sig, record.author)) {
    throw new CubeError('ERR_UNVERIFIABLE', `the signature of the ${kind} does not hold`)
  }
}
