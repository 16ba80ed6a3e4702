/**
 * Judges the first state of a branch that comes beside the one that is read: from where it began, which the branch that is read has
 * in its history. The state there is often not held; it is brought first where anything is to be judged by it.
 * Spec: protocols/policy/spec.md, "Steps".
 */
import type { CID } from 'multiformats/cid'
import { MemCubeError } from '../core/errors.ts'
import type { Authors } from '../core/policy/index.ts'
import { hasState, type Reads } from '../cubes/index.ts'
import { gainedCommits, hasRules, requireMoveAllowed } from '../cubes/policies/index.ts'
import { requireNotRemoved } from './head-rights.ts'

interface FirstState {
  /** What a person calls the cube. */
  name: string
  branch: string
  authors: Authors
  /** Of the branch that is read here; its state is held. */
  beside: CID
  /** The new state, which is here. */
  commit: CID
}

/**
 * @param bring fetches an older state that is not here
 * @throws PolicyRefused; ERR_DENIED for a branch that somebody began on a state that had removed them
 */
export async function judgeFirstState(
  node: Reads,
  { name, branch, authors, beside, commit }: FirstState,
  bring: (state: CID) => Promise<unknown>,
): Promise<void> {
  const began = await whereItBegan(node, beside, commit)
  const isJudged = authors.rosters.length > 0 || (await hasRules(node, beside, commit))
  const from =
    began !== undefined && isJudged && (await isBrought(node, began.from, bring)) ? began.from : undefined
  await requireMoveAllowed(node, { name, branch, from, to: commit })
  if (began !== undefined) await requireNotRemoved(node, authors, began.first)
}

/** The first commit of its own line, and what that was made on. Undefined where nothing of it is new, or nothing is common. */
async function whereItBegan(
  node: Reads,
  beside: CID,
  commit: CID,
): Promise<{ first: CID; from: CID } | undefined> {
  const oldest = (await gainedCommits(node, beside, commit)).at(-1)
  const from = oldest?.commit.parents[0]
  if (oldest === undefined || from === undefined || !(await node.store.has(from))) return undefined
  return { first: oldest.cid, from }
}

/** Whether the state is here, or somebody gives it. Who withholds it is judged as by those who hold nothing of the cube. */
async function isBrought(node: Reads, state: CID, bring: (state: CID) => Promise<unknown>): Promise<boolean> {
  if (await hasState(node, state)) return true
  try {
    await bring(state)
  } catch (error) {
    if (!(error instanceof MemCubeError)) throw error
  }
  return hasState(node, state)
}
