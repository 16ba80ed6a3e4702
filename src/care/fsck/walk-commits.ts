/** The commits of a cube, newest first, with what must be held of each; what cannot be read is told of and passed over. */
import type { CID } from 'multiformats/cid'
import { parseCid } from '../../core/codec/index.ts'
import { parseCommit, type Commit } from '../../core/cube/index.ts'
import type { Stored } from '../../home/index.ts'
import { branchesOf, type CubeRecord } from '../../cubes/index.ts'
import { problemOf, type Problem } from './problem.ts'
import { readBlock } from './read-block.ts'

export interface CheckedCommit {
  cid: CID
  commit: Commit
  /** `none`: this older state was not pulled, and need not be held. */
  state: 'needed' | 'held' | 'none'
}

/**
 * Of an own cube all branches, all its commits and their states must be held; of a pulled one the current commit with its
 * state, and those of the branches that were asked for. A pull may leave out older history, and of older states it brings none: what is held of them is checked.
 */
export async function* walkCommits(
  node: Stored,
  record: CubeRecord,
  problem: (found: Problem) => void,
): AsyncGenerator<CheckedCommit> {
  const cube = parseCid(record.cube)
  const wanted = Object.values(record.wanted ?? {}).filter((commit) => commit !== null)
  const heads = [record.commit, ...Object.values(branchesOf(record)), ...wanted]
  const needed = record.own ? heads : [record.commit, ...Object.values(record.local ?? {}), ...wanted]
  const seen = new Set<string>()
  const open: CheckedCommit[] = []
  const enter = async (cid: CID, isNeeded: boolean): Promise<void> => {
    if (seen.has(cid.toString())) return
    seen.add(cid.toString())
    const commit = await readCommit(node, record, cid, isNeeded, problem)
    if (commit === undefined) return
    const isTip = needed.some((head) => head.equals(cid))
    const mustHave = isTip || (record.own && commit.cube.equals(cube))
    const state = mustHave ? 'needed' : (await node.store.has(commit.tree)) ? 'held' : 'none'
    const at = open.findIndex((other) => commit.rev > other.commit.rev)
    open.splice(at < 0 ? open.length : at, 0, { cid, commit, state })
  }
  for (const head of heads)
    await enter(
      head,
      needed.some((one) => one.equals(head)),
    )
  // The current state first, whatever its revision: others are compared with it.
  const current = open.findIndex(({ cid }) => cid.equals(record.commit))
  if (current > 0) open.unshift(...open.splice(current, 1))
  for (let next = open.shift(); next !== undefined; next = open.shift()) {
    yield next
    const { commit } = next
    for (const parent of commit.parents) await enter(parent, record.own && commit.cube.equals(cube))
  }
}

async function readCommit(
  node: Stored,
  record: CubeRecord,
  cid: CID,
  isNeeded: boolean,
  problem: (found: Problem) => void,
): Promise<Commit | undefined> {
  const place = { cube: record.cube, commit: cid.toString() }
  const read = await readBlock(node.store, cid, place, 'a commit, and with it the history before it,')
  if (read.bytes === undefined) {
    if (isNeeded || read.problem.kind !== 'missing') problem(read.problem)
    return undefined
  }
  try {
    return parseCommit(read.bytes)
  } catch (error) {
    problem(problemOf(cid, error, place))
    return undefined
  }
}
