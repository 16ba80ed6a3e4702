/**
 * The branches of a cube: names for commits. A signed head names those that are published; the others are in the record of
 * this home alone. Which one is current is local to a home.
 */
import type { CID } from 'multiformats/cid'
import { shortened } from '../core/errors.ts'
import { rememberLast } from '../core/codec/index.ts'
import { parseHead, type Head } from '../core/cube/index.ts'
import type { Reads } from './needs.ts'
import { invalidInput, NodeError, notFound } from '../home/index.ts'
import type { CubeRecord } from './cube-record.ts'

export interface Branch {
  name: string
  commit: CID
}

/** What readers of a cube read unless they are told otherwise; every head has it. */
export const mainBranch = 'main'

/** All branches by name; one of this home alone goes before one of the same name that others have. */
export function branchesOf(record: Pick<CubeRecord, 'head' | 'refs' | 'local'>): Record<string, CID> {
  return { ...namedBranches(record), ...record.local }
}

/** The head of a record is looked at several times in each write. Enough for some writers. Guess. */
const headOf = rememberLast(parseHead, 64)

/** The branches that the head names, or the heads of all authors together. */
export function namedBranches(record: Pick<CubeRecord, 'head' | 'refs'>): Record<string, CID> {
  return record.refs ?? headOf(record.head).refs
}

/**
 * Whether the next head leaves a branch out. `main` is in every head. While a cube with one author is not published, every
 * other branch is left out, whatever its last head named.
 */
export function isLocalBranch(
  record: Pick<CubeRecord, 'head' | 'refs' | 'local' | 'own' | 'published' | 'rosters'>,
  name: string,
): boolean {
  if (name === mainBranch) return false
  if (Object.hasOwn(record.local ?? {}, name) || !Object.hasOwn(namedBranches(record), name)) return true
  return record.own && !record.published && record.rosters === undefined
}

/** Whether the current branch is one of this home alone: what comes from others leaves it where it is. */
export function isOnLocalBranch({ branch, local = {} }: Pick<CubeRecord, 'branch' | 'local'>): boolean {
  return Object.hasOwn(local, branch)
}

/** The newest state here that others may know of: that of the current branch, or of main beside a branch of this home alone. */
export function sharedCommit(record: CubeRecord): CID {
  return isOnLocalBranch(record) ? (namedBranches(record)[mainBranch] ?? record.commit) : record.commit
}

/** The record with these local branches. */
export function withLocal(record: CubeRecord, local: Record<string, CID>): CubeRecord {
  const { local: _before, ...rest } = record
  return Object.keys(local).length === 0 ? rest : { ...rest, local }
}

/** The branch that a verb means: the one named, else the current one. @throws ERR_NOT_FOUND */
export function branchNamed(record: CubeRecord, name: string = record.branch): Branch {
  const normal = name.normalize('NFC')
  const refs = branchesOf(record)
  const commit = Object.hasOwn(refs, normal) ? refs[normal] : undefined
  if (commit !== undefined) return { name: normal, commit: normal === record.branch ? record.commit : commit }
  throw notFound(`${record.name} has no branch "${name}"`, `see \`memcube branch ${record.name}\``)
}

/** What a pull is for: the branch that is current here, else main. Undefined for a head that has neither. */
export function branchToPull({ refs }: Pick<Head, 'refs'>, current: string | undefined): Branch | undefined {
  for (const name of [current ?? mainBranch, mainBranch]) {
    const commit = Object.hasOwn(refs, name) ? refs[name] : undefined
    if (commit !== undefined) return { name, commit }
  }
  return undefined
}

/** @throws ERR_NOT_FOUND for a branch of others whose state was not pulled */
export async function requireBranchState(
  node: Reads,
  record: CubeRecord,
  { name, commit }: Branch,
): Promise<void> {
  if (await hasState(node, commit)) return
  throw notFound(
    `the state of the branch "${name}" of ${record.name} is not held here`,
    `\`memcube pull ${record.name} --branch ${name}\` fetches it`,
  )
}

export async function hasState(node: Reads, commit: CID): Promise<boolean> {
  return (await node.store.has(commit)) && node.store.has((await node.cubes.commit(commit)).tree)
}

const branchName = /^[\p{L}\p{N}][\p{L}\p{N}._/-]{0,127}$/u
/** Would be taken for a commit, or a part of one. */
const likeCommit = /^bafyrei/

/** A name for a branch. @throws ERR_INVALID_INPUT */
export function checkBranchName(name: string): string {
  const normal = name.normalize('NFC')
  if (branchName.test(normal) && !likeCommit.test(normal)) return normal
  throw invalidInput(
    `expected the name of a branch, got "${shortened(name, 100)}"`,
    'use up to 128 letters, digits and . _ / -, starting with a letter or digit, and nothing that looks like a commit',
  )
}

/** A name for a new branch. @throws ERR_INVALID_INPUT, ERR_CONFLICT for one that there is */
export function checkNewBranch(record: CubeRecord, name: string): string {
  const normal = checkBranchName(name)
  if (!Object.hasOwn(branchesOf(record), normal)) return normal
  throw new NodeError('ERR_CONFLICT', `${record.name} has a branch "${normal}" already`, {
    hint: `choose another name, or go there with \`memcube switch ${record.name} ${normal}\``,
  })
}
