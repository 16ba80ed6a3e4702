/** Rosters of sample cubes. */
import type { KeyPair } from '../../src/core/identity/index.ts'
import {
  encodeRoster,
  parseRoster,
  rosterId,
  signRoster,
  sortAuthors,
  type Roster,
} from '../../src/core/policy/index.ts'
import type { SampleCube } from './sample.ts'

/** The next roster of a cube after some, as bytes: these people, every branch, signed by those. */
export function rosterOf(
  cube: SampleCube,
  people: readonly KeyPair[],
  by: readonly KeyPair[],
  after: readonly Uint8Array[] = [],
): Uint8Array {
  const last = after.at(-1)
  const before = last === undefined ? undefined : parseRoster(last)
  const roster: Roster = {
    v: 1,
    t: 'memcube/roster',
    cube: cube.id,
    n: (before?.n ?? 0) + 1,
    previous: before === undefined ? cube.id : rosterId(before),
    authors: sortAuthors(people.map(({ publicKey }) => ({ key: publicKey, branches: ['*'] }))),
    threshold: 1,
    signatures: [],
  }
  return encodeRoster(by.reduce((signed, { secret }) => signRoster(signed, secret), roster))
}
