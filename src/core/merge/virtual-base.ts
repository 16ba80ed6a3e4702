// One base out of several: the merge of the best common ancestors, whose own base is found in the same way. Where they
// contradict each other the base is contested, and the merge above it decides nothing at that key on its own.
import type { CID } from 'multiformats/cid'
import type { TreeOptions, TreeReader } from '../tree/index.ts'
import { readCommits, type HistoryReader } from './history.ts'
import { mergeBases } from './merge-bases.ts'
import { compareStates, isSame, stateOfTree, type KeyValue, type MergeState } from './three-way.ts'

// Criss-cross merges on top of criss-cross merges: each costs two diffs. Nobody was seen to need more than three; a
// guess that bounds what a hostile history can cost.
const MAX_VIRTUAL_DEPTH = 16

export interface MergeSource {
  history: HistoryReader
  reader: TreeReader
  options?: Partial<TreeOptions> | undefined
}

/** The state that the best common ancestors `bases` agree on. @throws MergeError, TreeError */
export async function virtualBase(
  source: MergeSource,
  bases: CID[],
  depth = 0,
): Promise<MergeState | 'contested'> {
  const [first, ...rest] = await readCommits(source.history, bases)
  if (first === undefined) return stateOfTree(undefined)
  if (rest.length > 0 && depth >= MAX_VIRTUAL_DEPTH) return 'contested'
  let state = stateOfTree(first.tree)
  for (const [i, next] of rest.entries()) {
    const below = await mergeBases(source.history, bases.slice(0, i + 1), [bases[i + 1]!])
    const base = await virtualBase(source, below, depth + 1)
    state = await joinStates(source, base, state, stateOfTree(next.tree))
  }
  return state
}

async function joinStates(
  source: MergeSource,
  base: MergeState | 'contested',
  ours: MergeState,
  theirs: MergeState,
): Promise<MergeState> {
  const over = new Map(ours.over)
  for (const difference of await compareStates(source.reader, { base, ours, theirs }, source.options)) {
    const { key } = difference
    const known = ours.over.get(key)
    const inTree = known === undefined ? (difference.ours as CID | undefined) : known.inTree
    over.set(key, { inTree, value: joined(difference) })
  }
  return { tree: ours.tree, over }
}

function joined({ base, ours, theirs }: { base: KeyValue; ours: KeyValue; theirs: KeyValue }): KeyValue {
  if (isSame(base, ours)) return theirs
  return isSame(base, theirs) ? ours : 'contested'
}
