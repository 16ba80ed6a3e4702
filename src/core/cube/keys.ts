/** Keys of memories. Spec: protocols/cube/spec.md, "Keys". */
import { LIMITS } from '../codec/index.ts'
import { CubeError } from './cube-error.ts'

/** Where a cube keeps its own settings. */
export const RESERVED_PREFIX = '.memcube/'
/** Where a cube keeps its rules. Spec: protocols/policy/spec.md. */
export const POLICY_KEY = `${RESERVED_PREFIX}policy`
/** Where approvals of what was merged are kept: `<proposal>/<did>` follows. */
export const APPROVALS_PREFIX = `${RESERVED_PREFIX}approvals/`

/** The key as it is stored. @throws {CubeError} ERR_INVALID_INPUT saying what is wrong with it */
export function checkKey(key: string): string {
  const fault = keyFault(key)
  if (fault === undefined) return key
  throw new CubeError('ERR_INVALID_INPUT', `expected a key, got "${key.slice(0, 100)}": ${fault}`, {
    hint: 'a key is a path such as postgres/vacuum: 1 to 1,024 bytes, parts separated by /, none of them empty, . or ..',
  })
}

function keyFault(key: string): string | undefined {
  if (key === '') return 'it is empty'
  if (!key.isWellFormed()) return 'it has a lone surrogate'
  if (key.normalize('NFC') !== key) return 'it is not in Unicode normal form C'
  if (Buffer.byteLength(key) > LIMITS.maxKeyBytes) return `it has ${Buffer.byteLength(key)} bytes`
  if (/\p{Cc}/u.test(key)) return 'it has a control character'
  for (const part of key.split('/')) {
    if (part === '') return 'it has an empty part'
    if (part === '.' || part === '..') return `it has the part "${part}"`
  }
  return undefined
}
