/** What a merge would do, from two commits: decided here, written elsewhere. Spec: protocols/merge/spec.md. */
import type { CID } from 'multiformats/cid'
import { RESERVED_PREFIX, type Commit } from '../../core/cube/index.ts'
import { mergeCommits, relateHistories, type MergeConflict } from '../../core/merge/index.ts'
import { authorsKey, isRosterKey, rosterId, rosterIn } from '../../core/policy/index.ts'
import { walk, type Entry, type KeyChange } from '../../core/tree/index.ts'
import type { Reads } from '../needs.ts'
import { type Logs, invalidInput } from '../../home/index.ts'
import { createMergeSource, MissingHistory } from './merge-source.ts'

export type MergePlan =
  /** Everything of theirs is here already. */
  | { type: 'nothing' }
  /** Nothing happened here since: the branch can stand where theirs stands. */
  | { type: 'fast-forward' }
  | { type: 'merge'; changes: KeyChange[]; conflicts: MergeConflict[]; keptSettings: string[] }

/** @throws ERR_INVALID_INPUT for histories that share nothing, ERR_NOT_FOUND where too little of them is held */
export async function planMerge(node: Reads, ours: CID, theirs: CID): Promise<MergePlan> {
  const source = createMergeSource(node.store)
  try {
    const relation = await relateHistories(source.history, ours, theirs)
    if (relation.type === 'unrelated') throw unrelated()
    if (relation.type === 'same' || relation.type === 'ahead') return { type: 'nothing' }
    const [ourCommit, theirCommit] = [await node.cubes.commit(ours), await node.cubes.commit(theirs)]
    const isFork = !ourCommit.cube.equals(theirCommit.cube)
    // A head leads to commits of its own cube, so a fork cannot stand on a commit of its upstream.
    if (relation.type === 'behind' && !isFork) return { type: 'fast-forward' }
    const merge = await mergeCommits(source, ours, theirs)
    const plan = isFork
      ? withoutSettings(merge)
      : { ...(await withRosters(node, merge, ourCommit, theirCommit)), keptSettings: [] }
    if (relation.type === 'behind' && plan.changes.length === 0) return { type: 'nothing' }
    return { type: 'merge', ...plan }
  } catch (error) {
    throw source.explain(error)
  }
}

/** Cubes whose history is fetched for one merge; more were hardly merged into each other. Guess. */
const maxFetched = 8

/** How what a merge lacks is fetched. */
export interface Fetching {
  signal: AbortSignal
  /** Pulls a cube from whoever has it; absent where nothing is asked of peers. */
  fetchCube?: ((cube: string) => Promise<unknown>) | undefined
}

/**
 * As `planMerge`; where one side took in what another cube did, and its history is not here, that cube is pulled from whoever
 * has it. @throws as `planMerge`, naming the cube that could not be pulled
 */
export async function planMergeFetching(
  node: Reads & Logs,
  ours: CID,
  theirs: CID,
  options: Fetching,
): Promise<MergePlan> {
  const fetched = new Set<string>()
  for (;;) {
    try {
      return await planMerge(node, ours, theirs)
    } catch (error) {
      const cube = error instanceof MissingHistory ? error.cube : undefined
      if (
        cube === undefined ||
        options.fetchCube === undefined ||
        fetched.has(cube) ||
        fetched.size >= maxFetched
      )
        throw error
      fetched.add(cube)
      try {
        await options.fetchCube(cube)
      } catch (failure) {
        options.signal.throwIfAborted()
        node.log.debug({ cube, error: failure }, 'the history that a merge needs could not be pulled')
        throw error
      }
    }
  }
}

/** What a cube says of itself is its own: a fork does not take its name, topics or rules from another cube. */
function withoutSettings(merge: {
  changes: KeyChange[]
  conflicts: MergeConflict[]
}): Omit<MergePlan & { type: 'merge' }, 'type'> {
  const isSetting = ({ key }: { key: string }): boolean => key.startsWith(RESERVED_PREFIX)
  return {
    changes: merge.changes.filter((change) => !isSetting(change)),
    conflicts: merge.conflicts.filter((conflict) => !isSetting(conflict)),
    keptSettings: [...merge.changes, ...merge.conflicts].filter(isSetting).map(({ key }) => key),
  }
}

/** Who may sign is said by signatures: the longer of two chains that contain each other is taken, else ours is kept. */
async function withRosters(
  node: Reads,
  { changes, conflicts }: { changes: KeyChange[]; conflicts: MergeConflict[] },
  ours: Commit,
  theirs: Commit,
): Promise<{ changes: KeyChange[]; conflicts: MergeConflict[] }> {
  if (![...changes, ...conflicts].some(({ key }) => isRosterKey(key))) return { changes, conflicts }
  const [before, after] = [await rostersIn(node, ours), await rostersIn(node, theirs)]
  const goesOn =
    after.rosters.length > before.rosters.length && before.rosters.every((id, at) => id === after.rosters[at])
  const taken = goesOn ? after.entries : []
  return {
    changes: [
      ...changes.filter(({ key }) => !isRosterKey(key)),
      ...taken
        .filter(([key, value]) => before.entries.every(([k, v]) => k !== key || !v.equals(value)))
        .map(([key, value]) => ({ key, value })),
    ],
    conflicts: conflicts.filter(({ key }) => !isRosterKey(key)),
  }
}

/** The rosters that a state holds, first to newest, by their ids, and the entries that hold them. */
async function rostersIn(
  node: Reads,
  { tree, cube }: Commit,
): Promise<{ rosters: string[]; entries: Entry[] }> {
  const found: { n: number; id: string; entry: Entry }[] = []
  for await (const entry of walk(node.store, tree, { prefix: authorsKey })) {
    if (!isRosterKey(entry[0])) continue
    const roster = rosterIn(await node.cubes.memory(entry[1]))
    if (roster.cube.equals(cube)) found.push({ n: roster.n, id: rosterId(roster).toString(), entry })
  }
  found.sort((a, b) => a.n - b.n)
  return { rosters: found.map(({ id }) => id), entries: found.map(({ entry }) => entry) }
}

/** The cube of the other side, where it is another one than ours. */
export function foreignCube(ours: Commit, theirs: Commit): CID | undefined {
  return ours.cube.equals(theirs.cube) ? undefined : theirs.cube
}

function unrelated(): Error {
  return invalidInput(
    'the two have no history in common; nothing was merged',
    'merge a fork, its upstream, or a branch; `memcube export` and `import` bring over what unrelated cubes hold',
  )
}
