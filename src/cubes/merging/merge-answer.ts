/** What a merge answers: counts, and every conflict with both of its sides. */
import type { CID } from 'multiformats/cid'
import type { LicenceComparison } from '../../core/licence/index.ts'
import type { MergeConflict } from '../../core/merge/index.ts'
import type { Deduped } from './dedupe.ts'
import type { Similar } from './overlap.ts'
import type { Tier } from '../tier.ts'

interface ShownConflict {
  key: string
  kind: MergeConflict['type']
  base: string | null
  ours: string | null
  theirs: string | null
}

export interface MergeAnswer {
  type: 'nothing' | 'fast-forward' | 'merge' | 'unfinished' | 'aborted'
  /** Absent while conflicts are left. */
  commit?: string
  added: number
  changed: number
  removed: number
  conflicts: ShownConflict[]
  resolved: (ShownConflict & { by: string })[]
  /** Memories of ours (`a`) and theirs (`b`) under different keys that overlap; none while conflicts are left. */
  similar: Similar[]
  /** Those of them for which one record stands now. */
  deduped: Deduped[]
  /** How far the less trusted side is trusted. */
  tier: Tier
  /** Whether what was taken in may be there, where it comes from another cube. */
  licence?: LicenceComparison
  /** What a person should know besides. */
  notes: string[]
}

export function emptyAnswer(type: MergeAnswer['type'], tier: Tier): MergeAnswer {
  return {
    type,
    added: 0,
    changed: 0,
    removed: 0,
    conflicts: [],
    resolved: [],
    similar: [],
    deduped: [],
    tier,
    notes: [],
  }
}

export function shownConflict({ key, type, base, ours, theirs }: MergeConflict): ShownConflict {
  const text = (cid: CID | undefined): string | null => cid?.toString() ?? null
  return { key, kind: type, base: text(base), ours: text(ours), theirs: text(theirs) }
}
