/** The words of a merge: what it changed, and what each side of a conflict says. */
import { parseCid } from '../../core/codec/index.ts'
import { diffTrees } from '../../core/tree/index.ts'
import { createTextBudget, readShown, textsOf } from '../changed-texts.ts'
import type { Forgets, Reads } from '../needs.ts'
import type { MergeAnswer } from './merge-answer.ts'

/** Conflicts whose sides are told at once. Guess: more than anybody settles in one go. */
const mostConflicts = 100

/** @param before the commit that the branch was at; undefined for the first parent of the merge */
export async function withTexts(
  node: Reads & Forgets,
  answer: MergeAnswer,
  before: string | undefined,
): Promise<MergeAnswer> {
  const shown = answer.conflicts.slice(0, mostConflicts)
  const conflicts = await Promise.all(
    shown.map(async (conflict) => {
      const [base, ours, theirs] = await Promise.all(
        [conflict.base, conflict.ours, conflict.theirs].map((cid) =>
          readShown(node, cid === null ? undefined : parseCid(cid)),
        ),
      )
      return { ...conflict, texts: { base: base ?? null, ours: ours ?? null, theirs: theirs ?? null } }
    }),
  )
  const told = { ...answer, conflicts: [...conflicts, ...answer.conflicts.slice(mostConflicts)] }
  if (answer.commit === undefined || answer.type === 'nothing' || answer.type === 'aborted') return told
  const { tree, parents } = await node.cubes.commit(parseCid(answer.commit))
  const from = before === undefined ? parents[0] : parseCid(before)
  if (from === undefined) return told
  const changes = diffTrees(node.store, await node.cubes.state(from), tree)
  return { ...told, ...(await textsOf(node, changes, createTextBudget())) }
}
