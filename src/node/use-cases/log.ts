import { z } from 'zod'
import type { CID } from 'multiformats/cid'
import { isSameCid } from '../../core/codec/index.ts'
import type { Commit } from '../../core/cube/index.ts'
import { formatDid } from '../../core/identity/index.ts'
import { getEntry } from '../../core/tree/index.ts'
import {
  type IsBlocked,
  type Reads,
  createBlockedWords,
  createTextBudget,
  history,
  isVerified,
  requireWhole,
  resolveRevision,
} from '../../cubes/index.ts'
import { changesOfCommit, commitChanges } from '../../cubes/lineage/index.ts'
import { reads } from '../agents/needed-grants.ts'
import { useCase } from '../use-case.ts'
import * as inputs from './inputs.ts'
import * as outputs from './outputs.ts'

export const log = useCase({
  name: 'log',
  summary: 'The commits of a cube, newest first.',
  writes: 'nothing',
  spans: 'one',
  placedBy: 'cube',
  grants: reads(['cube', 'branch', 'key', 'limit']),
  input: z.strictObject({
    cube: inputs.cube,
    branch: inputs.revision.optional(),
    key: inputs.key.optional(),
    limit: z.number().int().min(0).max(100_000).optional(),
    text: inputs.text,
  }),
  output: z.object({
    commits: z.array(
      z.object({
        commit: outputs.text,
        parents: outputs.texts,
        ...outputs.author,
        time: outputs.timeMs,
        message: outputs.text,
        count: outputs.count,
        verified: z.boolean(),
        changes: z
          .object(commitChanges)
          .nullable()
          .optional()
          .describe('with `text`; null where the state is not held here'),
      }),
    ),
  }),
  async run(node, { cube, branch, key: given, limit = 100_000, text }, { signal }) {
    const key = given?.normalize('NFC')
    const budget = createTextBudget()
    const record = await node.cubes.resolveHeld(cube)
    const blocked = createBlockedWords(node)
    const blockedAt = (commit: CID): Promise<IsBlocked> => blocked(record, commit)
    // Its commits are here, and of their states one part alone.
    if (key !== undefined || text) requireWhole(record)
    const from = branch === undefined ? record.commit : await resolveRevision(node, record, branch)
    const commits = []
    for await (const entry of history(node, [from])) {
      const { cid, commit, hasState } = entry
      signal.throwIfAborted()
      if (commits.length >= limit) break
      if (key !== undefined && !(hasState && (await changesKey(node, commit, key)))) continue
      commits.push({
        commit: cid.toString(),
        parents: commit.parents.map(String),
        author: formatDid(commit.author),
        time: commit.time,
        message: commit.message,
        count: commit.count,
        verified: await isVerified(node, commit),
        ...(text && { changes: (await changesOfCommit(node, entry, { key, budget, blockedAt })) ?? null }),
      })
    }
    return { commits }
  },
})

/** Whether a commit holds something else under the key than each of its parents. */
async function changesKey(node: Reads, commit: Commit, key: string): Promise<boolean> {
  const now = await getEntry(node.store, commit.tree, key)
  if (commit.parents.length === 0) return now !== undefined
  for (const parent of commit.parents) {
    const before = await entryAt(node, parent, key)
    if (isSameCid(before, now)) return false
  }
  return true
}

/** Undefined also where the parent or its state is not held: then the commit is the oldest that is known to have it. */
async function entryAt(node: Reads, commit: CID, key: string): Promise<CID | undefined> {
  if (!(await node.store.has(commit))) return undefined
  const { tree } = await node.cubes.commit(commit)
  return (await node.store.has(tree)) ? getEntry(node.store, tree, key) : undefined
}
