import { z } from 'zod'
import type { CID } from 'multiformats/cid'
import { cidText, isSameCid } from '../../core/codec/index.ts'
import type { Commit } from '../../core/cube/index.ts'
import { formatDid } from '../../core/identity/index.ts'
import { createKeySearch, linkId } from '../../core/tree/index.ts'
import {
  type IsBlocked,
  type Reads,
  commitsOf,
  createBlockedWords,
  createTextBudget,
  readingOnce,
  requireWhole,
  resolveRevision,
  signedHistory,
} from '../../cubes/index.ts'
import { changesOfCommit, commitChanges } from '../../cubes/lineage/index.ts'
import { reads } from '../agents/needed-grants.ts'
import { useCase } from '../use-case.ts'
import * as inputs from './inputs.ts'
import * as outputs from './outputs.ts'

/** Trees of which it is kept what they have under the key. Guess. */
const maxSearched = 1_000

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
    const kept = readingOnce(node, signal)
    const asked = { ...kept, authors: node.authors, nowMs: () => node.nowMs() }
    const from = branch === undefined ? record.commit : await resolveRevision(asked, record, branch)
    const signed = await signedHistory(kept, record.cube, from)
    const changesKey = key === undefined ? undefined : createKeyChanges(kept, key)
    const changesIn = async (cid: CID, commit: Commit) => {
      const entry = { cid, commit, hasState: await kept.store.has(commit.tree) }
      return (await changesOfCommit(node, entry, { key, budget, blockedAt })) ?? null
    }
    const commits = []
    for await (const { cid, commit } of commitsOf(kept, [from])) {
      signal.throwIfAborted()
      if (commits.length >= limit) break
      const isVerified = signed.pass(cid, commit)
      if (changesKey !== undefined && !(await changesKey(commit))) continue
      commits.push({
        commit: cidText(cid),
        parents: commit.parents.map(cidText),
        author: formatDid(commit.author),
        time: commit.time,
        message: commit.message,
        count: commit.count,
        verified: await isVerified(),
        ...(text && { changes: await changesIn(cid, commit) }),
      })
    }
    await signed.keep()
    return { commits }
  },
})

/** Whether a commit, whose state is held here, holds something else under the key than each of its parents. */
function createKeyChanges({ store, cubes }: Reads, key: string): (commit: Commit) => Promise<boolean> {
  const search = createKeySearch(store, key)
  /** Of trees that were searched: the parent of one commit is the next. Null for one that is not held. */
  const found = new Map<string, CID | undefined | null>()
  const entryIn = async (tree: CID): Promise<CID | undefined | null> => {
    const id = linkId(tree.bytes)
    if (!found.has(id)) {
      if (found.size >= maxSearched) found.clear()
      // The search has its root from what was read just now.
      found.set(id, (await store.get(tree)) === undefined ? null : await search(tree))
    }
    return found.get(id)
  }
  /** Undefined also where the parent or its state is not held: then the commit is the oldest that is known to have it. */
  const entryAt = async (cid: CID): Promise<CID | undefined> => {
    const commit = await cubes.commitIfHeld(cid)
    return commit && ((await entryIn(commit.tree)) ?? undefined)
  }
  return async ({ tree, parents }) => {
    const now = await entryIn(tree)
    if (now === null) return false
    if (parents.length === 0) return now !== undefined
    for (const parent of parents) if (isSameCid(await entryAt(parent), now)) return false
    return true
  }
}
