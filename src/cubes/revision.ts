/** What a person means by REV: a branch, a commit or a proposal, a unique prefix of one, a date, or any of these followed by `~n`. */
import type { CID } from 'multiformats/cid'
import type { Commit } from '../core/cube/index.ts'
import type { Reads, Trust } from './needs.ts'
import { type Clock, invalidInput, notFound, parseTime } from '../home/index.ts'
import type { CubeRecord } from './cube-record.ts'
import { branchesOf, branchNamed, requireBranchState } from './branches.ts'
import { proposedCommit } from './proposals/find-proposal.ts'
import { history } from './history.ts'

/** A shorter prefix of a CID is nearly always a typing error: all start with `bafyrei`. */
const minPrefixChars = 8

/** @throws ERR_NOT_FOUND for a revision that the cube does not have, ERR_INVALID_INPUT for an ambiguous one. */
export async function resolveRevision(
  node: Reads & Trust & Clock,
  record: CubeRecord,
  text: string,
): Promise<CID> {
  const [, base = text, steps] = /^(.+?)(?:~(\d{1,6}))?$/.exec(text) ?? []
  let commit = await resolveBase(node, record, base)
  for (let left = Number(steps ?? 0); left > 0; left--) {
    const [parent] = (await node.cubes.commit(commit)).parents
    if (parent === undefined)
      throw notFound(`${text} goes back beyond the first commit of ${record.name}`, 'see `memcube log`')
    commit = parent
  }
  return commit
}

async function resolveBase(node: Reads & Trust & Clock, record: CubeRecord, base: string): Promise<CID> {
  const refs = branchesOf(record)
  if (base === record.branch) return record.commit
  const branch = Object.hasOwn(refs, base) ? refs[base] : undefined
  if (branch !== undefined) {
    if (await node.store.has(branch)) return branch
    throw notFound(
      `the branch "${base}" of ${record.name} is not held here`,
      `\`memcube pull ${record.name} --branch ${base}\` fetches it`,
    )
  }
  const until = endOf(base)
  if (until !== undefined) return commitOn(node, record, until)
  const found: CID[] = []
  if (base.length >= minPrefixChars) {
    for await (const { cid } of history(node, [...Object.values(refs), ...(record.diverged ?? [])]))
      if (cid.toString().startsWith(base)) found.push(cid)
  }
  const [commit = await proposedCommit(node, record, base)] = found
  if (commit === undefined)
    throw notFound(`${record.name} has no branch or commit "${base}"`, `see \`memcube log ${record.name}\``)
  if (found.length > 1)
    throw invalidInput(
      `"${base}" fits ${found.length} commits of ${record.name}`,
      'give more characters of the commit',
    )
  return commit
}

const dayMs = 86_400_000

/** A day alone is meant to its end, in UTC. */
function endOf(text: string): number | undefined {
  const time = parseTime(text)
  return time !== undefined && /^\d{4}-\d\d-\d\d$/.test(text) ? time + dayMs - 1 : time
}

/** Where the current branch was then: along the first parents, by the times that its authors say. */
async function commitOn(node: Reads, record: CubeRecord, until: number): Promise<CID> {
  for (let cid: CID | undefined = record.commit; cid !== undefined && (await node.store.has(cid));) {
    const { time, parents }: Pick<Commit, 'time' | 'parents'> = await node.cubes.commit(cid)
    if (time <= until) return cid
    cid = parents[0]
  }
  throw notFound(
    `${record.name} has no commit here from before ${new Date(until).toISOString()}`,
    `\`memcube log ${record.name}\` shows those that are held`,
  )
}

/** What is asked for beside the current state: an older state, or another branch. */
export interface ReadFrom {
  at?: string | undefined
  branch?: string | undefined
}

/** The commit that a reading verb reads; its state is held here. @throws ERR_NOT_FOUND, ERR_INVALID_INPUT */
export async function commitToRead(
  node: Reads & Trust & Clock,
  record: CubeRecord,
  { at, branch }: ReadFrom,
): Promise<CID> {
  if (at !== undefined && branch !== undefined)
    throw invalidInput('expected a branch or a revision, got both', 'a branch is a revision: give --at alone')
  if (at !== undefined) return resolveRevision(node, record, at)
  if (branch === undefined) return record.commit
  const found = branchNamed(record, branch)
  await requireBranchState(node, record, found)
  return found.commit
}
