/** A roster that still needs signatures, as one word to pass on to the next author. Spec: protocols/authors/spec.md, "Approval". */
import { base32 } from 'multiformats/bases/base32'
import { shortened } from '../errors.ts'
import { CubeError } from '../cube/index.ts'
import { encodeRoster, parseRoster, ROSTER_LIMITS, type Roster } from './authors-roster.ts'

const PREFIX = 'memcube-authors:'
/** Base32 of the largest roster. */
const maxChars = PREFIX.length + 1 + Math.ceil((ROSTER_LIMITS.maxRosterBytes * 8) / 5)

/**
 * `memcube-authors:` and base32 of the roster's bytes.
 * @throws {CubeError} ERR_INVALID_INPUT, ERR_LIMIT above 16 KiB
 */
export function formatRosterToken(roster: Roster): string {
  return PREFIX + base32.encode(encodeRoster(roster))
}

/** @throws {CubeError} ERR_INVALID_INPUT */
export function parseRosterToken(token: string): Roster {
  try {
    if (!token.startsWith(PREFIX) || token.length > maxChars)
      throw new CubeError('ERR_INVALID_INPUT', 'no token')
    return parseRoster(base32.decode(token.slice(PREFIX.length)))
  } catch (cause) {
    throw new CubeError('ERR_INVALID_INPUT', `expected a whole token, got "${shortened(token, 40)}"`, {
      cause,
      hint: 'copy the whole word that `memcube authors` printed',
    })
  }
}
