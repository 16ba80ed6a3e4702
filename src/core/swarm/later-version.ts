/**
 * Records of swarms have one version, that of their charter: members have to agree on who is in, so nobody may pass over
 * a part of what others act on. What is of a later version is refused, with both versions named; nobody is at fault.
 * Pure. Spec: protocols/swarm/spec.md, "Versions".
 */
import { shape as is } from '../cube/index.ts'
import { SwarmError } from './swarm-error.ts'

/** The one version of charters, and with them of all records of a swarm, that this program reads and writes. */
export const SWARM_VERSION = 1

/**
 * @param value decoded; anything that is not of this kind is left to whoever judges its shape
 * @param t the kind that is expected, such as `memcube/charter`
 * @throws {SwarmError} ERR_INCOMPATIBLE
 */
export function refuseLater(value: unknown, t: string): void {
  if (!is.isMap(value) || value['t'] !== t) return
  const { v } = value
  if (Number.isSafeInteger(v) && (v as number) > SWARM_VERSION)
    throw laterVersion(`the ${t.slice('memcube/'.length)}`, v as number)
}

/** The error that names both versions. @param what with its article, such as `the charter` */
export function laterVersion(what: string, version: number): SwarmError {
  return new SwarmError(
    'ERR_INCOMPATIBLE',
    `${what} is of version ${version}; this memcube reads version ${SWARM_VERSION} of swarms`,
    { hint: 'upgrade memcube: a later one may read it' },
  )
}
