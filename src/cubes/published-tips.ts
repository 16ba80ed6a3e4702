/** What of a cube others may know of: the commits that its published heads name, and what they say of the cube. */
import type { CID } from 'multiformats/cid'
import { parseCid } from '../core/codec/index.ts'
import { parseHead } from '../core/cube/index.ts'
import type { Reads, Signer, Trust } from './needs.ts'
import type { Logs, Stored } from '../home/index.ts'
import { isLocalBranch, mainBranch, namedBranches } from './branches.ts'
import { authorsOf } from './cube-authors.ts'
import { isWritable, type CubeRecord } from './cube-record.ts'
import { describeState } from './describe-state.ts'
import { decideOffered } from './decide-offered.ts'
import { knownHeads, relate } from './known-heads.ts'
import { isPublic } from './is-public.ts'

/** The heads that others may see: what a co-author wrote leaves unless they unpublished it, what others wrote is theirs to give. */
export async function offeredHeads(
  node: Reads & Signer,
  record: CubeRecord,
): Promise<{ bytes: Uint8Array }[]> {
  if (record.rosters === undefined) return [{ bytes: record.head }]
  const heads = await knownHeads(node, record.cube, await authorsOf(node, record))
  const { authors } = await node.cubes.genesis(parseCid(record.cube))
  return decideOffered(heads, authors, { published: record.published, self: node.author.did })
}

/** Where others may begin to read a cube that they may see. Nothing else of it is theirs to ask for. */
export async function publishedTips(node: Reads & Signer, record: CubeRecord): Promise<CID[]> {
  const heads = await offeredHeads(node, record)
  return heads.flatMap(({ bytes }) => Object.values(parseHead(bytes).refs))
}

/** Whether a commit is one of these, or in the history before one. */
export async function isReached(node: Stored, commit: CID, tips: readonly CID[]): Promise<boolean> {
  if (tips.some((tip) => tip.equals(commit))) return true
  for (const tip of tips) if ((await relate(node, commit, tip)) === 'behind') return true
  return false
}

/**
 * The branches that others can pull here. One of this home alone counts where others have just the same: then there is
 * nothing of it that they do not know.
 */
export async function publishedBranches(
  node: Reads & Signer & Trust,
  record: CubeRecord,
): Promise<Set<string>> {
  if (!isPublic(record, await node.authors.get(record.author))) return new Set()
  const { local = {} } = record
  const heads = await offeredHeads(node, record)
  const named = heads.flatMap(({ bytes }) => Object.entries(parseHead(bytes).refs))
  const isSame = ([name, commit]: [string, CID]): boolean =>
    !Object.hasOwn(local, name) || local[name]?.equals(commit) === true
  return new Set(named.filter(isSame).map(([name]) => name))
}

/**
 * What peers are told of a cube beside what is signed: of one's own cube the state that readers read, whatever branch is
 * current here.
 */
export async function shownState(
  node: Reads & Logs,
  record: CubeRecord,
): Promise<Pick<CubeRecord, 'info' | 'memories'>> {
  const main = namedBranches(record)[mainBranch]
  const isOther = isWritable(record) && record.branch !== mainBranch
  if (main === undefined || !(isOther || isLocalBranch(record, record.branch))) return record
  return describeState(node, main)
}
