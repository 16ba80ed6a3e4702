// The shapes of the vector files of merging: JSON, CIDs in their text form.
import type { MergeConflict } from '../../../src/core/merge/index.ts'
import type { KeyChange } from '../../../src/core/tree/index.ts'
import type { VectorCommit } from './history.ts'

export interface VectorFile<Case> {
  about: string
  cases: Case[]
}

export interface VectorChange {
  key: string
  value: string | null
}

export interface VectorConflict {
  key: string
  kind: string
  base: string | null
  ours: string | null
  theirs: string | null
}

export interface MergeCase {
  name: string
  commits: VectorCommit[]
  ours: string
  theirs: string
  relation: string
  bases: string[]
  /** To the tree of ours. */
  changes: VectorChange[]
  conflicts: VectorConflict[]
  /** Roots of the trees that the strategies give. */
  trees: { ours: string; theirs: string; union: string }
  /** Keys that union leaves in conflict. */
  unionLeaves: string[]
}

export interface RefusedCase {
  name: string
  commits: VectorCommit[]
  ours: string
  theirs: string
  code: string
}

export function shownChange({ key, value }: KeyChange): VectorChange {
  return { key, value: value?.toString() ?? null }
}

export function shownConflict({ key, type, base, ours, theirs }: MergeConflict): VectorConflict {
  const text = (cid: { toString(): string } | undefined): string | null => cid?.toString() ?? null
  return { key, kind: type, base: text(base), ours: text(ours), theirs: text(theirs) }
}
