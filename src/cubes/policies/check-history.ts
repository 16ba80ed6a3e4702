/** What a policy would have said of commits that there are. */
import type { CID } from 'multiformats/cid'
import { formatDid } from '../../core/identity/index.ts'
import {
  openJudge,
  WorkMeter,
  countApprovals,
  readApprovals,
  type CheckedPolicy,
} from '../../core/rules/index.ts'
import type { Reads } from '../needs.ts'
import { hasState } from '../branches.ts'
import type { CubeRecord } from '../cube-record.ts'
import { addedApprovals, allChanges, judgeAll } from './judge-commit.ts'
import type { CheckedCommit } from './policy-answer.ts'
import { speakersAt } from './speakers.ts'

/** One commit, judged as if this policy had been in force. The first commit of a cube is bound by none. */
export async function checkCommit(
  node: Reads,
  policy: CheckedPolicy,
  branch: string,
  cid: CID,
): Promise<CheckedCommit> {
  const commit = await node.cubes.commit(cid)
  const [parent] = commit.parents
  const id = cid.toString()
  if (parent === undefined) return { commit: id, verdict: 'allowed' }
  if (!(await hasState(node, cid)) || !(await hasState(node, parent)))
    return { commit: id, verdict: 'unknown' }
  const { tree: before } = await node.cubes.commit(parent)
  const changes = await allChanges(node.store, before, commit.tree)
  const { authors, readApproval } = await speakersAt(node, commit.cube, before)
  const facts = {
    ...commit,
    branch,
    author: formatDid(commit.author),
    authors,
    approvals: countApprovals(
      readApprovals(await addedApprovals(node.store, changes), readApproval),
      commit.cube,
      commit.parents.slice(1),
    ),
  }
  const meter = new WorkMeter()
  const { type, ...why } = await judgeAll(openJudge(policy, facts, meter), node.store, changes, meter)
  return { commit: id, verdict: type, ...why }
}

/** Commits looked at. Guess: what a person waits for. */
const maxChecked = 1_000

/** The line of a branch, newest first: its own commits, each with what it merged. */
export async function checkLine(
  node: Reads,
  policy: CheckedPolicy,
  record: CubeRecord,
  branch: { name: string; commit: CID },
  signal: AbortSignal,
): Promise<CheckedCommit[]> {
  const checked: CheckedCommit[] = []
  let next: CID | undefined = branch.commit
  while (next !== undefined && checked.length < maxChecked && (await node.store.has(next))) {
    signal.throwIfAborted()
    const { cube, parents } = await node.cubes.commit(next)
    if (cube.toString() !== record.cube) break
    checked.push(await checkCommit(node, policy, branch.name, next))
    ;[next] = parents
  }
  return checked
}
