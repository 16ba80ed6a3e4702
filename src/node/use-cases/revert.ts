import { z } from 'zod'
import type { CID } from 'multiformats/cid'
import type { Commit } from '../../core/cube/index.ts'
import { mergeTrees } from '../../core/merge/index.ts'
import type { KeyChange } from '../../core/tree/index.ts'
import { isRosterKey } from '../../core/policy/index.ts'
import {
  type Shelved,
  branchNamed,
  type CubeRecord,
  infoKey,
  type Reads,
  type Trust,
  resolveRevision,
  holdOwn,
  writeState,
  infoIn,
} from '../../cubes/index.ts'
import { type Clock, invalidInput, NodeError, notFound } from '../../home/index.ts'
import { mergedTree, quoted } from '../../cubes/merging/index.ts'
import { writes } from '../agents/needed-grants.ts'
import { useCase } from '../use-case.ts'
import { revertedKey, revertKey, wasEver } from './revert-key.ts'
import * as inputs from './inputs.ts'
import { judgedBy } from './judged-by.ts'
import * as outputs from './outputs.ts'

export const revert = useCase({
  name: 'revert',
  summary:
    'Takes back what one commit did, or puts one memory back to what it was, in a new commit; refused where it was changed since.',
  writes: 'cube',
  spans: 'one',
  placedBy: 'cube',
  grants: writes(['cube', 'rev', 'key', 'to', 'branch', 'message']),
  input: z
    .strictObject({
      cube: inputs.cube,
      rev: z
        .string()
        .min(1)
        .max(1024)
        .optional()
        .describe('the commit to take back: a CID, a unique prefix of one, a branch, or REV~n; or a key'),
      key: inputs.ownKey.optional().describe('only this memory: its last change, or what `rev` did to it'),
      to: inputs.revision.optional().describe('put the memory back to what it was at this revision'),
      branch: inputs.branch.optional(),
      message: inputs.message,
      text: inputs.text,
    })
    .superRefine(judgedBy(requireOneTarget, () => 'rev')),
  output: z.object({
    commit: outputs.text,
    added: outputs.count,
    changed: outputs.count,
    removed: outputs.count,
    ...revertedKey,
    ...outputs.noticed,
  }),
  async run(node, { cube: text, branch: branchName, message, text: withText, ...asked }, { signal }) {
    return holdOwn(node, text, async (record) => {
      const branch = branchNamed(record, branchName)
      const { rev, key, to } = await whatToRevert(node, record, { ...asked, branch: branch.name }, signal)
      if (key !== undefined)
        return revertKey(node, record, { key, branch, rev, to, message, text: withText }, signal)
      const wrong = await resolveRevision(node, record, rev)
      const commit = await node.cubes.commit(wrong)
      const { tree: now } = await node.cubes.commit(branch.commit)
      // Back from what it made to what it found, as if the one had been merged into the other.
      const back = await mergeTrees(
        node.store,
        await node.cubes.state(wrong),
        now,
        await before(node, record, commit),
      )
      // Who may sign is said by signatures, not by what a commit holds: it is changed with `authors` alone.
      const changes = back.changes.filter((one) => !isRosterKey(one.key))
      const conflicts = back.conflicts.filter((one) => !isRosterKey(one.key))
      if (conflicts.length > 0)
        throw changedSince(
          rev,
          conflicts.map((one) => one.key),
        )
      if (changes.length === 0) return { commit: branch.commit.toString(), added: 0, changed: 0, removed: 0 }
      const { root, blocks, grownBy, added, changed, removed } = await mergedTree(node.store, now, changes)
      signal.throwIfAborted()
      const described = branch.name === record.branch ? await describedBy(node, record, changes) : record
      const written = await writeState(node, described, {
        branch,
        tree: root,
        blocks,
        grownBy,
        message: message ?? `revert ${quoted(commit.message)}`,
      })
      return { commit: written.commit.toString(), added, changed, removed }
    })
  },
})

interface Asked {
  rev?: string | undefined
  key?: string | undefined
  to?: string | undefined
}

/** @throws ERR_INVALID_INPUT for what means nothing in any cube */
function requireOneTarget({ rev, key, to }: Asked): void {
  if (key !== undefined && rev !== undefined && to !== undefined)
    throw invalidInput(
      'expected one revision for a key, got a commit to take back and one to go back to',
      'give the key with one of them',
    )
  if (key === undefined && rev === undefined)
    throw invalidInput(
      'expected a commit or a key, got none',
      'see `memcube log` for commits, `memcube keys` for memories',
    )
}

/** A word that is no revision may be a key: people type what they see. */
async function whatToRevert(
  node: Reads & Trust & Clock,
  record: CubeRecord,
  { rev, key, to, branch }: Asked & { branch: string },
  signal: AbortSignal,
): Promise<{ rev: string; key?: undefined; to?: undefined } | (Asked & { key: string })> {
  requireOneTarget({ rev, key, to })
  if (key !== undefined) return { rev, key, to }
  const named = rev as string
  if (to !== undefined) return { key: named, to }
  try {
    await resolveRevision(node, record, named)
    return { rev: named }
  } catch (error) {
    if (!(error instanceof NodeError) || error.code !== 'ERR_NOT_FOUND') throw error
    if (await wasEver(node, record, { key: named, branch }, signal)) return { key: named }
    throw notFound(
      `${record.name} has no commit, branch or memory "${named}"`,
      `see \`memcube log ${record.name}\` for commits, \`memcube keys ${record.name}\` for memories`,
    )
  }
}

/** The settings may come back too. */
async function describedBy(
  { cubes }: Shelved,
  record: CubeRecord,
  changes: readonly KeyChange[],
): Promise<CubeRecord> {
  const change = changes.find(({ key }) => key === infoKey)
  if (change === undefined) return record
  const info = change.value === null ? { topics: [] } : await infoIn({ cubes }, change.value)
  return { ...record, info }
}

/** The state that a commit was made on; of a merge, that of the branch it was merged into. */
async function before(node: Shelved, record: CubeRecord, { parents }: Commit): Promise<CID> {
  const [parent] = parents
  if (parent !== undefined) return node.cubes.state(parent)
  throw invalidInput(
    `that is the first commit of ${record.name}; nothing was before it`,
    'see `memcube log` for the others',
  )
}

function changedSince(rev: string, keys: readonly string[]): NodeError {
  const some = keys
    .slice(0, 5)
    .map((key) => `"${key}"`)
    .join(', ')
  return new NodeError(
    'ERR_CONFLICT',
    `${keys.length} of the memories that ${rev} changed were changed since: ${some}; nothing was reverted`,
    {
      hint: 'revert the later commits first, or write these memories anew: `memcube log CUBE --key KEY` shows who changed them',
    },
  )
}
