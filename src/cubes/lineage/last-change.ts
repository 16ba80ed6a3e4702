/** The last change of one key on a branch: what it held before, what since, and which commit brought that. Reads only. */
import type { CID } from 'multiformats/cid'
import { isSameCid } from '../../core/codec/index.ts'
import type { Commit } from '../../core/cube/index.ts'
import { getEntry } from '../../core/tree/index.ts'
import type { Reads } from '../needs.ts'
import { hasState } from '../branches.ts'

interface At {
  cid: CID
  commit: Commit
}

export interface KeyChange {
  /** Undefined where the key was not there. */
  before: CID | undefined
  after: CID | undefined
  /** The commit that made the change. */
  made: At
  /** The merge that brought it to the branch, where it was made elsewhere. */
  merge: At | undefined
}

/** `none`: the key was never there. `not-held`: it was as it is in the oldest state that is held here. */
export type LastChange = KeyChange | 'none' | 'not-held'

/** Goes back along first parents, which is the branch itself. Costs a search in a tree for every commit on the way. */
export async function lastChangeOf(
  node: Reads,
  tip: CID,
  key: string,
  signal: AbortSignal,
): Promise<LastChange> {
  let here = await at(node, tip)
  const after = await getEntry(node.store, await node.cubes.state(tip), key)
  for (;;) {
    signal.throwIfAborted()
    const [parent] = here.commit.parents
    if (parent === undefined && after === undefined) return 'none'
    if (parent !== undefined && !(await hasState(node, parent))) return 'not-held'
    const older = parent && (await at(node, parent))
    const before = older && (await entryOf(node, older.commit, here.commit, key, after))
    if (!isSameCid(before, after)) {
      const made = await maker(node, here, key, after, signal)
      return { before, after, made, merge: made.cid.equals(here.cid) ? undefined : here }
    }
    // Here is an older one: without it the two would differ.
    here = older as At
  }
}

/** Who made it: goes down the side of a merge that has it too, as long as there is one. */
async function maker(
  node: Reads,
  from: At,
  key: string,
  after: CID | undefined,
  signal: AbortSignal,
): Promise<At> {
  let here = from
  for (;;) {
    signal.throwIfAborted()
    const next = await parentWith(node, here, key, after)
    if (next === undefined) return here
    here = next
  }
}

async function parentWith(
  node: Reads,
  { commit }: At,
  key: string,
  value: CID | undefined,
): Promise<At | undefined> {
  for (const cid of commit.parents) {
    if (!(await hasState(node, cid))) continue
    const parent = await at(node, cid)
    if (isSameCid(await entryOf(node, parent.commit, commit, key, value), value)) return parent
  }
  return undefined
}

/** What an older state holds under the key, given what the newer one does: equal trees need no search. */
async function entryOf(
  { store }: Reads,
  older: Commit,
  newer: Commit,
  key: string,
  value: CID | undefined,
): Promise<CID | undefined> {
  return older.tree.equals(newer.tree) ? value : getEntry(store, older.tree, key)
}

async function at({ cubes }: Reads, cid: CID): Promise<At> {
  return { cid, commit: await cubes.commit(cid) }
}
