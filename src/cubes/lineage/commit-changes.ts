/** What one commit changed: keys, and texts where they are wanted. */
import type { CID } from 'multiformats/cid'
import { z } from 'zod'
import type { IsBlocked } from '../blocked-words.ts'
import * as fields from '../fields.ts'
import { readChange, textsOfChange, type TextBudget } from '../changed-texts.ts'
import type { HistoryEntry } from '../history.ts'
import type { Forgets, Reads } from '../needs.ts'
import { changesOfStep, stepOf } from './steps.ts'

export const commitChanges = {
  added: fields.texts.describe('keys'),
  removed: fields.texts,
  changed: fields.texts,
  ...textsOfChange,
  exact: z
    .boolean()
    .describe('false where an older state is not held here: the keys may have changed in an earlier commit'),
}
const shape = z.object(commitChanges)
export type CommitChanges = z.infer<typeof shape>

/** Which keys, and the texts as far as there is room for them. */
interface Wanted {
  key?: string | undefined
  budget: TextBudget
  /** Tells of states of the cube whose words are marked. */
  blockedAt(commit: CID): Promise<IsBlocked>
}

/** Compared with its first parent. Undefined for a commit whose own state is not held here. */
export async function changesOfCommit(
  node: Reads & Forgets,
  entry: HistoryEntry,
  { key: only, budget, blockedAt }: Wanted,
): Promise<CommitChanges | undefined> {
  const step = await stepOf(node, entry)
  if (step === undefined) return undefined
  const after = await blockedAt(step.cid)
  const sides = { before: step.base === undefined ? after : await blockedAt(step.base.cid), after }
  const [added, removed, changed]: string[][] = [[], [], []]
  const texts: NonNullable<CommitChanges['texts']> = []
  let textsLeftOut = 0
  for await (const change of changesOfStep(node, step, only ?? '')) {
    const { key } = change
    if (only !== undefined && key !== only) continue
    if (change.before === undefined) added?.push(key)
    else if (change.after === undefined) removed?.push(key)
    else changed?.push(key)
    const text = await readChange(node, change, sides, budget)
    if (text === undefined) textsLeftOut++
    else texts.push(text)
  }
  return {
    added: added ?? [],
    removed: removed ?? [],
    changed: changed ?? [],
    texts,
    textsLeftOut,
    exact: step.kind === 'exact',
  }
}
