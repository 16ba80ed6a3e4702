/** What a merge answers: counts, and every conflict with both of its sides. */
import type { CID } from 'multiformats/cid'
import { z } from 'zod'
import type { MergeConflict } from '../../core/merge/index.ts'
import { textsOfChange } from '../changed-texts.ts'
import * as fields from '../fields.ts'
import { deduped } from './dedupe.ts'
import { similarPair } from './overlap.ts'
import type { Tier } from '../tier.ts'

const conflict = z.object({
  key: fields.text,
  kind: z.enum(['edit/edit', 'edit/remove', 'add/add']),
  base: fields.maybe,
  ours: fields.maybe,
  theirs: fields.maybe,
  texts: z
    .object({ base: fields.maybe, ours: fields.maybe, theirs: fields.maybe })
    .optional()
    .describe('with `text`: what each side says; null where it has none'),
  blocked: z
    .array(z.enum(['base', 'ours', 'theirs']))
    .optional()
    .describe('with `text`: the sides of which one whose word it is is blocked here'),
})

/** What a merge did, or would have to be told. */
export const merged = z.object({
  type: z.enum(['nothing', 'fast-forward', 'merge', 'unfinished', 'aborted']),
  commit: fields.text.optional().describe('absent while conflicts are left'),
  added: fields.count,
  changed: fields.count,
  removed: fields.count,
  conflicts: z.array(conflict),
  resolved: z.array(conflict.extend({ by: fields.text })),
  similar: z
    .array(similarPair)
    .describe('keys of two memories that say the same, or the same with another value'),
  deduped: z.array(deduped).describe('one record for two that said the same'),
  /** How far the less trusted side is trusted. */
  tier: fields.tier,
  /** Whether what was taken in may be there, where it comes from another cube. */
  licence: fields.licence.optional(),
  /** What a person should know besides. */
  notes: fields.texts,
  ...textsOfChange,
})
export type MergeAnswer = z.infer<typeof merged>

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

export function shownConflict({
  key,
  type,
  base,
  ours,
  theirs,
}: MergeConflict): MergeAnswer['conflicts'][number] {
  const text = (cid: CID | undefined): string | null => cid?.toString() ?? null
  return { key, kind: type, base: text(base), ours: text(ours), theirs: text(theirs) }
}
