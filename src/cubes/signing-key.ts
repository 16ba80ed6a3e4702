/**
 * The key that signs for cubes: commits, heads, rosters, tombstones, withdrawals and words on proposals. In a swarm it is
 * given to writers and admins alone, so that no way of signing forgets to ask for the role.
 */
import type { Signs } from './needs.ts'
import { requireWriter } from './membership.ts'

/** @returns the seed of the author's key. @throws ERR_DENIED where the swarm lets this home only read */
export function signingKey({ author, team }: Signs): Uint8Array {
  if (team !== undefined) requireWriter(team)
  return author.secret
}
