// Three states compared key by key, at the cost of what differs. A state is a tree, or a tree with some keys laid over
// it: the virtual base of a criss-cross merge is never written as a tree, because some of its keys have no one value.
import type { CID } from 'multiformats/cid'
import { isSameCid } from '../codec/index.ts'
import { compareKeys, diffTrees, type TreeChange, type TreeOptions, type TreeReader } from '../tree/index.ts'

/** What a key holds: a value, nothing, or no one value because the bases themselves are in conflict. */
export type KeyValue = CID | undefined | 'contested'

/** A tree under `over`, which holds for each key that differs what the tree has and what the state has. */
export interface MergeState {
  /** `undefined` is the state before there was anything. */
  tree: CID | undefined
  over: ReadonlyMap<string, { inTree: CID | undefined; value: KeyValue }>
}

/** A key at which the two sides differ. */
export interface Difference {
  key: string
  base: KeyValue
  ours: KeyValue
  theirs: KeyValue
}

export interface MergeInput {
  /** `contested` when nothing is known of it: then every difference is a conflict. */
  base: MergeState | 'contested'
  ours: MergeState
  theirs: MergeState
}

/** A tree as it is. */
export function stateOfTree(tree: CID | undefined): MergeState {
  return { tree, over: new Map() }
}

/** The keys at which `ours` and `theirs` differ, in key order, with what all three have. @throws TreeError */
export async function compareStates(
  reader: TreeReader,
  input: MergeInput,
  options?: Partial<TreeOptions>,
): Promise<Difference[]> {
  const { ours, theirs } = input
  const base = input.base === 'contested' ? stateOfTree(ours.tree) : input.base
  const [toOurs, toTheirs] = await Promise.all([
    changesBetween(reader, base.tree, ours.tree, options),
    changesBetween(reader, base.tree, theirs.tree, options),
  ])
  const states = [base, ours, theirs]
  const keys = new Set([
    ...toOurs.keys(),
    ...toTheirs.keys(),
    ...states.flatMap((state) => [...state.over.keys()]),
  ])
  const differences: Difference[] = []
  for (const key of [...keys].sort(compareKeys)) {
    const inBase = baseTreeValue(key, [toOurs, toTheirs], states)
    const difference: Difference = {
      key,
      base: input.base === 'contested' ? 'contested' : valueIn(base, key, inBase),
      ours: valueIn(ours, key, toOurs.has(key) ? toOurs.get(key)!.after : inBase),
      theirs: valueIn(theirs, key, toTheirs.has(key) ? toTheirs.get(key)!.after : inBase),
    }
    if (!isSame(difference.ours, difference.theirs)) differences.push(difference)
  }
  return differences
}

/** Whether two keys hold the same. What is contested is the same as nothing, not even itself. */
export function isSame(a: KeyValue, b: KeyValue): boolean {
  if (a === 'contested' || b === 'contested') return false
  return isSameCid(a, b)
}

async function changesBetween(
  reader: TreeReader,
  from: CID | undefined,
  to: CID | undefined,
  options?: Partial<TreeOptions>,
): Promise<Map<string, TreeChange>> {
  const changes = new Map<string, TreeChange>()
  if (to === undefined) return changes
  for await (const change of diffTrees(reader, from, to, options)) changes.set(change.key, change)
  return changes
}

/** What the base's tree has: a diff says so, and a key in neither diff is the same in all three trees. */
function baseTreeValue(key: string, diffs: Map<string, TreeChange>[], states: MergeState[]): CID | undefined {
  const change = diffs.find((diff) => diff.has(key))?.get(key)
  return change === undefined
    ? states.find((state) => state.over.has(key))?.over.get(key)!.inTree
    : change.before
}

function valueIn(state: MergeState, key: string, inTree: CID | undefined): KeyValue {
  const over = state.over.get(key)
  return over === undefined ? inTree : over.value
}
