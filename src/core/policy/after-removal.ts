/**
 * Who may write on a state. Invariant: who was taken off writes nothing on a state that says so, also when a later roster
 * names them again. Pure. Spec: protocols/authors/spec.md, "Whose records count".
 */
import { bytesEqual } from '../codec/index.ts'
import type { Authors } from './authors.ts'
import type { Roster } from './authors-roster.ts'

/** Whether a commit is by somebody whom the state that it is made on had taken off. @param roster that of the state, where it has one */
export function isAfterRemoval(authors: Authors, author: Uint8Array, roster: Roster | undefined): boolean {
  if (roster === undefined || roster.authors.some(({ key }) => bytesEqual(key, author))) return false
  return wasNamed(authors, author, roster.n)
}

/** Whether a key was an author before a roster: of the genesis, or of one with a lower number. */
function wasNamed({ ever, rosters }: Authors, key: Uint8Array, before: number): boolean {
  const named = rosters.find(({ authors }) => authors.some((one) => bytesEqual(one.key, key)))
  if (named !== undefined && named.n < before) return true
  return named === undefined && ever.some((one) => bytesEqual(one, key))
}
