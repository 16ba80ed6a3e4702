/**
 * What the home keeps beside current states: older states of the cubes that it signs, proposals that wait, and merges that
 * are unfinished. What a stranger had forgotten in a cube of theirs takes nothing from any of it.
 */
import { setImmediate as nextTurn } from 'node:timers/promises'
import type { CID } from 'multiformats/cid'
import { parseProposalRecord, type Proposal } from '../../core/cube/index.ts'
import { diffTrees } from '../../core/tree/index.ts'
import { branchesOf, hasState } from '../branches.ts'
import { isWritable, type CubeRecord } from '../cube-record.ts'
import { history } from '../history.ts'
import type { Forgets, Reads } from '../needs.ts'
import type { StoredProposal } from '../proposals/held-proposals.ts'

/** Commits read before others have a turn. Guess: one takes 0.1 ms, with what it changed. */
const commitsPerTurn = 32

/** Memories of these states, some of them several times; none that its own cube had forgotten. */
export async function* olderMemories(node: Reads & Forgets): AsyncGenerator<CID> {
  for (const record of (await node.cubes.list()).filter(isWritable))
    for await (const memory of everIn(node, record))
      if (node.forgotten.in(record.cube, memory) === undefined) yield memory
  for (const { cube, commit } of await waitingCommits(node))
    for await (const memory of changedBy(node, undefined, commit))
      if (node.forgotten.in(cube, memory) === undefined) yield memory
}

/** Memories of all states of a cube that are held, back to the first. */
async function* everIn(node: Reads, record: CubeRecord): AsyncGenerator<CID> {
  const tips = [...Object.values(branchesOf(record)), record.commit]
  let read = 0
  for await (const { cid, commit, hasState: isHeld } of history(node, tips)) {
    if (++read % commitsPerTurn === 0) await nextTurn()
    if (isHeld) yield* changedBy(node, commit.parents[0], cid)
  }
}

/** Of the state at a commit what the one before it does not have; all of it where that one is not held. */
async function* changedBy(node: Reads, before: CID | undefined, at: CID): AsyncGenerator<CID> {
  if (!(await hasState(node, at))) return
  const treeOf = async (commit: CID): Promise<CID> => (await node.cubes.commit(commit)).tree
  const old = before !== undefined && (await hasState(node, before)) ? await treeOf(before) : undefined
  for await (const { after } of diffTrees(node.store, old, await treeOf(at)))
    if (after !== undefined) yield after
}

/** Where what waits for a decision is, with the cube that it is for. */
async function waitingCommits({ store }: Reads): Promise<{ cube: string; commit: CID }[]> {
  const found: { cube: string; commit: CID }[] = []
  for await (const [key, { record }] of store.records<StoredProposal>('proposals').readable('')) {
    const { commit } = parseProposalRecord(record) as Proposal
    found.push({ cube: key.slice(0, key.indexOf('/')), commit })
  }
  for await (const [key, { theirs }] of store.records<{ theirs: CID }>('meta').readable('merge/'))
    found.push({ cube: key.slice('merge/'.length).split('/')[0] ?? '', commit: theirs })
  return found
}
