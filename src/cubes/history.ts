/** Walks the commits of a cube, newest first, each once. */
import type { CID } from 'multiformats/cid'
import { placeOfRev, type Commit } from '../core/cube/index.ts'
import { linkId } from '../core/tree/index.ts'
import type { Reads } from './needs.ts'

interface Step {
  cid: CID
  commit: Commit
}

export interface HistoryEntry extends Step {
  /** Whether the tree of the commit is here too. A pull brings every commit, and the state of the newest one. */
  hasState: boolean
}

/**
 * Parents that a shallow pull left out are passed over in silence: they are not a part of what is held.
 * @param isEnd commits beyond which nobody wants to look
 */
export function history(
  node: Reads,
  from: readonly CID[],
  isEnd: (entry: HistoryEntry) => boolean = () => false,
): AsyncGenerator<HistoryEntry> {
  const withState = async (step: Step): Promise<HistoryEntry> => ({
    ...step,
    hasState: await node.store.has(step.commit.tree),
  })
  return walkBack(node, from, withState, isEnd)
}

/** The same for who asks for commits alone: nothing is looked for but them. */
export function commitsOf(node: Reads, from: readonly CID[]): AsyncGenerator<Step> {
  return walkBack(
    node,
    from,
    (step) => step,
    () => false,
  )
}

async function* walkBack<T extends Step>(
  node: Reads,
  from: readonly CID[],
  entryOf: (step: Step) => T | Promise<T>,
  isEnd: (entry: T) => boolean,
): AsyncGenerator<T> {
  const seen = new Set<string>()
  /** Oldest first. */
  const open: T[] = []
  const enter = async (cid: CID): Promise<void> => {
    const id = linkId(cid.bytes)
    if (seen.has(id)) return
    const commit = await node.cubes.commitIfHeld(cid)
    if (commit === undefined) return
    seen.add(id)
    open.splice(placeOfRev(open, revOf, commit.rev), 0, await entryOf({ cid, commit }))
  }
  for (const cid of from) await enter(cid)
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    yield next
    if (isEnd(next)) continue
    for (const parent of next.commit.parents) await enter(parent)
  }
}

function revOf({ commit }: Step): string {
  return commit.rev
}
