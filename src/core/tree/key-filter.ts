// Which keys of a tree are meant: all, or those under some prefixes. The bounds of a subtree tell whether any of them can lie
// in it, so the nodes on the way to them prove that none was left out. Pure. Spec: protocols/sync/spec.md, "A part".
import { compareKeys } from './key.ts'
import type { Subtree } from './subtree.ts'

export interface KeyFilter {
  has(key: string): boolean
  /** Whether a key that is meant may lie strictly between the bounds of the subtree. */
  meets(subtree: Pick<Subtree, 'after' | 'before'>): boolean
}

export const EVERY_KEY: KeyFilter = Object.freeze({ has: () => true, meets: () => true })

/** Keys that begin with one of the prefixes. */
export function keysUnder(prefixes: readonly string[]): KeyFilter {
  return {
    has: (key) => prefixes.some((prefix) => key.startsWith(prefix)),
    meets: (subtree) => prefixes.some((prefix) => mayHold(subtree, prefix)),
  }
}

function mayHold({ after, before }: Pick<Subtree, 'after' | 'before'>, prefix: string): boolean {
  if (before !== undefined && compareKeys(before, prefix) <= 0) return false
  return after === undefined || after.startsWith(prefix) || compareKeys(after, prefix) < 0
}

/** The same keys by as few prefixes as say it, in the order of their bytes: none begins with another. */
export function outermost(prefixes: Iterable<string>): string[] {
  const found: string[] = []
  for (const prefix of [...prefixes].sort(compareKeys)) {
    const last = found.at(-1)
    if (last === undefined || !prefix.startsWith(last)) found.push(prefix)
  }
  return found
}
