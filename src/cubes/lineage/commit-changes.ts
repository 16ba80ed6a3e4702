/** What one commit changed: keys, and texts where they are wanted. */
import { z } from 'zod'
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

/** Compared with its first parent. Undefined for a commit whose own state is not held here. */
export async function changesOfCommit(
  node: Reads & Forgets,
  entry: HistoryEntry,
  { key: only, budget }: { key?: string | undefined; budget?: TextBudget | undefined } = {},
): Promise<CommitChanges | undefined> {
  const step = await stepOf(node, entry)
  if (step === undefined) return undefined
  const [added, removed, changed]: string[][] = [[], [], []]
  const texts: NonNullable<CommitChanges['texts']> = []
  let textsLeftOut = 0
  for await (const change of changesOfStep(node, step, only ?? '')) {
    const { key, before, after } = change
    if (only !== undefined && key !== only) continue
    if (before === undefined) added?.push(key)
    else if (after === undefined) removed?.push(key)
    else changed?.push(key)
    if (budget === undefined) continue
    const text = await readChange(node, change, budget)
    if (text === undefined) textsLeftOut++
    else texts.push(text)
  }
  return {
    added: added ?? [],
    removed: removed ?? [],
    changed: changed ?? [],
    ...(budget !== undefined && { texts, textsLeftOut }),
    exact: step.kind === 'exact',
  }
}
