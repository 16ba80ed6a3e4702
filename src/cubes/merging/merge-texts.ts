/** The words of a merge: what it changed, and what each side of a conflict says. */
import type { CID } from 'multiformats/cid'
import { parseCid } from '../../core/codec/index.ts'
import { mergeBases } from '../../core/merge/index.ts'
import { diffTrees } from '../../core/tree/index.ts'
import { createBlockedWords, type IsBlocked } from '../blocked-words.ts'
import type { Branch } from '../branches.ts'
import { createTextBudget, readShown, textsOf } from '../changed-texts.ts'
import type { CubeRecord } from '../cube-record.ts'
import type { Forgets, Hears, Reads, Trust } from '../needs.ts'
import type { MergeAnswer } from './merge-answer.ts'
import { createMergeSource } from './merge-source.ts'
import { loadUnfinished } from './unfinished-merge.ts'

/** Conflicts whose sides are told at once. Guess: more than anybody settles in one go. */
const mostConflicts = 100

type Looks = Reads & Forgets & Trust & Hears
type Conflict = MergeAnswer['conflicts'][number]

const sideNames = ['base', 'ours', 'theirs'] as const
type Sides = Record<(typeof sideNames)[number], IsBlocked>

/** @param branch as it was before the merge */
export async function withTexts(
  node: Looks,
  answer: MergeAnswer,
  { record, branch }: { record: CubeRecord; branch: Branch },
): Promise<MergeAnswer> {
  const shown = answer.conflicts.slice(0, mostConflicts)
  const sides = shown.length === 0 ? undefined : await conflictSides(node, record, branch)
  const conflicts =
    sides === undefined ? shown : await Promise.all(shown.map((one) => withSides(node, one, sides)))
  const told = { ...answer, conflicts: [...conflicts, ...answer.conflicts.slice(mostConflicts)] }
  if (answer.commit === undefined || answer.type === 'nothing' || answer.type === 'aborted') return told
  const merged = parseCid(answer.commit)
  const { tree } = await node.cubes.commit(merged)
  const changes = diffTrees(node.store, await node.cubes.state(branch.commit), tree)
  const blocked = createBlockedWords(node)
  const whose = { before: await blocked(record, branch.commit), after: await blocked(record, merged) }
  return { ...told, ...(await textsOf(node, changes, whose, createTextBudget())) }
}

/** Conflicts are left, so what the other side is was written down. */
async function conflictSides(
  node: Looks,
  record: CubeRecord,
  { name, commit: ours }: Branch,
): Promise<Sides> {
  const theirs = (await loadUnfinished(node.store, record.cube, name))?.theirs ?? ours
  const [base = ours] = await mergeBases(createMergeSource(node.store).history, [ours], [theirs])
  const blocked = createBlockedWords(node)
  return {
    base: await blocked(record, base),
    ours: await blocked(record, ours),
    theirs: await blocked(record, theirs),
  }
}

async function withSides(node: Looks, conflict: Conflict, sides: Sides): Promise<Conflict> {
  const texts: NonNullable<Conflict['texts']> = { base: null, ours: null, theirs: null }
  const blocked: NonNullable<Conflict['blocked']> = []
  for (const side of sideNames) {
    const said = conflict[side]
    const cid: CID | undefined = said === null ? undefined : parseCid(said)
    const { text, isBlocked } = await readShown(node, conflict.key, cid, sides[side])
    texts[side] = text
    if (isBlocked) blocked.push(side)
  }
  return { ...conflict, texts, ...(blocked.length > 0 && { blocked }) }
}
