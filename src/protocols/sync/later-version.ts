// A record of a version that this node does not read yet. It is no falsehood: whoever signed it has a newer program.
// Spec: protocols/sync/spec.md, "Verification".
import type { MemCubeError } from '../../core/errors.ts'
import { ProtocolError } from '../errors.ts'

/** @returns what is to be said where something is of a later version; undefined where it is wrong */
export function laterVersion(what: string, { code, message: why }: MemCubeError): ProtocolError | undefined {
  if (code !== 'ERR_INCOMPATIBLE') return undefined
  const message = `${what} cannot be read: ${why}; upgrade memcube to pull it`
  return new ProtocolError('ERR_INCOMPATIBLE', message, {
    refusal: { class: 'incompatible', code: 'ERR_INCOMPATIBLE', message },
  })
}
