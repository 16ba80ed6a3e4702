/** Puts one memory back, as its record was: text, tags, media type and source. One commit, whose message names the key. */
import type { CID } from 'multiformats/cid'
import { isSameCid } from '../../core/codec/index.ts'
import { z } from 'zod'
import type { Commit } from '../../core/cube/index.ts'
import { formatDid } from '../../core/identity/index.ts'
import { getEntry, type TreeChange } from '../../core/tree/index.ts'
import {
  type Branch,
  branchNamed,
  checkOwnKey,
  createBlockedWords,
  createTextBudget,
  type CubeRecord,
  type Forgets,
  hasState,
  type Hears,
  type Reads,
  resolveRevision,
  textsOf,
  textsOfChange,
  type Trust,
  type Unnamed,
  writeCommit,
  type Writes,
} from '../../cubes/index.ts'
import { forgottenError } from '../../cubes/forgotten/index.ts'
import { type KeyChange, lastChangeOf } from '../../cubes/lineage/index.ts'
import { quoted } from '../../cubes/merging/index.ts'
import { type Clock, NodeError, notFound } from '../../home/index.ts'
import * as outputs from './outputs.ts'

export const revertedKey = {
  key: outputs.text.optional().describe('where one memory was put back'),
  before: outputs.maybe.optional().describe('the memory that was undone; null where the key held none'),
  after: outputs.maybe.optional().describe('the memory that is back; null where the key is removed again'),
  undone: z
    .object({
      commit: outputs.text,
      ...outputs.author,
      time: outputs.timeMs,
      message: outputs.text,
      merge: outputs.maybe.describe('the merge that brought the change to the branch'),
    })
    .nullable()
    .optional()
    .describe('the change that was undone; null with `to`'),
  ...textsOfChange,
}
const shape = z.object({
  commit: outputs.text,
  added: outputs.count,
  changed: outputs.count,
  removed: outputs.count,
  ...revertedKey,
})
type Reverted = Unnamed<z.infer<typeof shape>>

export interface KeyRequest {
  key: string
  branch: Branch
  /** Takes back what this commit did to the key; the last change when absent. */
  rev?: string | undefined
  /** Puts back what the key held at this revision. */
  to?: string | undefined
  message?: string | undefined
  text: boolean
}

interface Target {
  now: CID | undefined
  back: CID | undefined
  /** The commit whose state has it so. */
  backAt: CID | undefined
  undone: KeyChange | null
  message: string
}

type Looks = Reads & Trust & Clock

/** The caller holds the cube. */
export async function revertKey(
  node: Writes & Hears,
  record: CubeRecord,
  request: KeyRequest,
  signal: AbortSignal,
): Promise<Reverted> {
  const { branch } = request
  const key = checkOwnKey(request.key)
  const { now, back, backAt, undone, message } = await targetOf(node, record, { ...request, key }, signal)
  const said = {
    key,
    before: now?.toString() ?? null,
    after: back?.toString() ?? null,
    undone: undone && shownChange(undone),
  }
  if (isSameCid(now, back))
    return { commit: branch.commit.toString(), added: 0, changed: 0, removed: 0, ...said }
  if (back !== undefined) await requireHeld(node, record, back)
  // Read before the write: nothing can fail between the commit and the answer.
  const texts = request.text
    ? await textsOfRevert(node, record, branch, { key, ...sides(now, back), backAt })
    : {}
  const after = back && { cid: back, memory: undefined, blocks: [] as [] }
  const change = { key, before: now, after }
  const { commit } = await writeCommit(node, record, [change], request.message ?? message, branch)
  const grown = (back === undefined ? 0 : 1) - (now === undefined ? 0 : 1)
  return {
    commit: commit.toString(),
    added: Math.max(grown, 0),
    changed: grown === 0 ? 1 : 0,
    removed: Math.max(-grown, 0),
    ...said,
    ...texts,
  }
}

async function textsOfRevert(
  node: Writes & Hears,
  record: CubeRecord,
  { commit }: Branch,
  { backAt, ...change }: TreeChange & Pick<Target, 'backAt'>,
): Promise<{ texts: z.infer<typeof shape>['texts'] }> {
  const blocked = createBlockedWords(node)
  const before = await blocked(record, commit)
  const after = backAt === undefined ? before : await blocked(record, backAt)
  return textsOf(node, [change], { before, after }, createTextBudget())
}

async function targetOf(
  node: Looks,
  record: CubeRecord,
  { key, branch, rev, to }: KeyRequest,
  signal: AbortSignal,
): Promise<Target> {
  const now = await getEntry(node.store, await node.cubes.state(branch.commit), key)
  if (to !== undefined) {
    const cid = await resolveRevision(node, record, to)
    const back = await getEntry(node.store, await node.cubes.state(cid), key)
    const { message } = await node.cubes.commit(cid)
    if (now === undefined && back === undefined) throw never(record, key, ` there or at ${to}`)
    return {
      now,
      back,
      backAt: cid,
      undone: null,
      message: `revert ${key} to what it was at ${quoted(message)}`,
    }
  }
  const undone =
    rev === undefined
      ? await lastChange(node, record, { key, branch }, signal)
      : await changeBy(node, record, { key, rev }, signal)
  const { before, after, made, merge } = undone
  if (!isSameCid(now, after) && !isSameCid(now, before)) throw changedSince(record, key, rev)
  const [backAt] = (merge ?? made).commit.parents
  return { now, back: before, backAt, undone, message: `revert ${key}: ${quoted(made.commit.message)}` }
}

async function lastChange(
  node: Reads,
  record: CubeRecord,
  { key, branch }: Pick<KeyRequest, 'key' | 'branch'>,
  signal: AbortSignal,
): Promise<KeyChange> {
  const found = await lastChangeOf(node, branch.commit, key, signal)
  if (found === 'none') throw never(record, key, ', and never had one')
  if (found === 'not-held')
    throw notFound(
      `what "${key}" held before is not held here: older states of ${record.name} were not pulled`,
      `write it anew with \`memcube add ${record.name} TEXT --key ${key}\``,
    )
  return found
}

/** What one commit did to the key, against the branch that it was made on. */
async function changeBy(
  node: Looks,
  record: CubeRecord,
  { key, rev }: { key: string; rev: string },
  signal: AbortSignal,
): Promise<KeyChange> {
  const cid = await resolveRevision(node, record, rev)
  const commit: Commit = await node.cubes.commit(cid)
  const found = await lastChangeOf(node, cid, key, signal)
  if (typeof found === 'string' || !(found.merge ?? found.made).cid.equals(cid))
    throw notFound(
      `the commit ${quoted(commit.message)} did not change "${key}"`,
      `\`memcube log ${record.name} --key ${key}\` shows which did`,
    )
  return found
}

async function requireHeld(node: Reads & Forgets, record: CubeRecord, memory: CID): Promise<void> {
  const isHeld = await node.store.has(memory)
  const gone = node.forgotten.in(record.cube, memory) ?? (isHeld ? undefined : node.forgotten.find(memory))
  if (gone !== undefined) throw forgottenError(gone)
  if (!isHeld) throw notFound('what the key held before is not held here', 'write it anew with `memcube add`')
}

function shownChange({ made: { cid, commit }, merge }: KeyChange): NonNullable<Reverted['undone']> {
  return {
    commit: cid.toString(),
    author: formatDid(commit.author),
    time: commit.time,
    message: commit.message,
    merge: merge?.cid.toString() ?? null,
  }
}

/** Whether the key stands in the branch, or once did. */
export async function wasEver(
  node: Reads,
  record: CubeRecord,
  { key, branch }: { key: string; branch?: string | undefined },
  signal: AbortSignal,
): Promise<boolean> {
  const { commit } = branchNamed(record, branch)
  if (!(await hasState(node, commit))) return false
  const normal = key.normalize('NFC')
  if ((await getEntry(node.store, await node.cubes.state(commit), normal)) !== undefined) return true
  const found = await lastChangeOf(node, commit, normal, signal)
  return typeof found !== 'string'
}

function never(record: CubeRecord, key: string, where: string): NodeError {
  return notFound(`${record.name} has no memory "${key}"${where}`, `see \`memcube keys ${record.name}\``)
}

function changedSince(record: CubeRecord, key: string, rev: string | undefined): NodeError {
  return new NodeError('ERR_CONFLICT', `"${key}" was changed since ${rev ?? 'then'}; nothing was reverted`, {
    hint: `\`memcube log ${record.name} --key ${key}\` shows its changes; \`memcube revert ${record.name} --key ${key} --to REV\` puts back what it held at one`,
  })
}

function sides(before: CID | undefined, after: CID | undefined): { before?: CID; after?: CID } {
  return { ...(before && { before }), ...(after && { after }) }
}
