// A part of a cube: the memories under some prefixes, and always what the cube says of itself, its rules and what it had
// forgotten. Pure. Spec: protocols/sync/spec.md, "A part".
import { EVERY_KEY, keysUnder, type KeyFilter } from '../tree/index.ts'
import { RESERVED_PREFIX } from './keys.ts'

/** @param filter prefixes; undefined for the whole cube */
export function keysOfPart(filter: readonly string[] | undefined): KeyFilter {
  return filter === undefined ? EVERY_KEY : keysUnder([RESERVED_PREFIX, ...filter])
}
