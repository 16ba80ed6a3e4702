// What changed between two trees, at the cost of the difference: subtrees with the same link on both sides are never
// read, and the rest of a level is read at once.
import type { CID } from 'multiformats/cid'
import { bytesEqual } from '../codec/index.ts'
import { compareKeys, createDepths } from './key.ts'
import { EVERY_KEY, type KeyFilter } from './key-filter.ts'
import { frontierBelow, withoutShared, type Frontier } from './levels.ts'
import { linkToCid } from './link.ts'
import { bitsPerLevelOf, type TreeOptions } from './options.ts'
import type { NodeView } from './read-node.ts'
import { openRoot, openSubtrees, type Checks, type OpenNode, type TreeReader } from './subtree.ts'
import { walkChecked } from './walk.ts'

/** One key that differs: only `after` means added, only `before` removed, both changed. */
export interface TreeChange {
  key: string
  before?: CID
  after?: CID
}

/** For many trees with the same keys: what was found of keys and nodes is kept between them. */
export type DepthChecks = Required<Pick<Checks, 'bitsPerLevel' | 'depths' | 'depthOf' | 'seen'>>

export function createDepthChecks(bitsPerLevel: number): DepthChecks {
  return { bitsPerLevel, depths: true, depthOf: createDepths(bitsPerLevel), seen: new WeakMap() }
}

interface DiffOptions extends Partial<TreeOptions> {
  /**
   * Verify every node of `b` that is read: key depths and block hashes too. If `a` is a valid tree, so is `b` then, and
   * that at the cost of the difference.
   */
  verify?: boolean
  /** Verify the depths of keys in every node of both trees that is read: what is found is then shown by nodes that a stranger would take. */
  checks?: DepthChecks
  /** Only these keys; nodes in which none of them can lie are not read. */
  within?: KeyFilter
}

interface FoundChange {
  key: string
  before?: Uint8Array
  after?: Uint8Array
}

/**
 * The changes that lead from tree `a` (or from nothing) to tree `b`, in key order.
 * @throws TreeError ERR_NOT_FOUND, ERR_UNVERIFIABLE
 */
export async function* diffTrees(
  reader: TreeReader,
  a: CID | undefined,
  b: CID,
  options?: DiffOptions,
): AsyncGenerator<TreeChange> {
  const checks: Checks = options?.checks ?? { bitsPerLevel: bitsPerLevelOf(options) }
  const within = options?.within ?? EVERY_KEY
  const checksOfB = options?.verify === true ? { ...checks, depths: true, hashes: true } : checks
  if (a === undefined) {
    for await (const [key, after] of walkChecked(reader, b, checksOfB, within)) yield { key, after }
  } else if (!a.equals(b)) {
    const [left, right] = await Promise.all([openRoot(reader, a, checks), openRoot(reader, b, checksOfB)])
    for (const { key, before, after } of inKeyOrder(
      await diffByLevel(reader, { node: left, checks }, { node: right, checks: checksOfB }, within),
    )) {
      if (!within.has(key)) continue
      const change: TreeChange = { key }
      if (before !== undefined) change.before = linkToCid(before)
      if (after !== undefined) change.after = linkToCid(after)
      yield change
    }
  }
}

interface Side {
  node: OpenNode
  checks: Checks
}

async function diffByLevel(reader: TreeReader, a: Side, b: Side, within: KeyFilter): Promise<FoundChange[]> {
  const found: FoundChange[] = []
  let left: Frontier = []
  let right: Frontier = []
  for (let level = Math.max(a.node.level, b.node.level); level >= 0; level--) {
    if (level === a.node.level) left = [a.node]
    if (level === b.node.level) right = [b.node]
    const rest = withoutShared(left, right)
    const [leftNodes, rightNodes] = await Promise.all([
      openSubtrees(reader, rest.left, a.checks),
      openSubtrees(reader, rest.right, b.checks),
    ])
    diffEntries(new EntryCursor(leftNodes), new EntryCursor(rightNodes), found)
    left = frontierBelow(leftNodes).filter((one) => within.meets(one))
    right = frontierBelow(rightNodes).filter((one) => within.meets(one))
  }
  return found
}

/** The entries of nodes one after the other. */
class EntryCursor {
  readonly #nodes: OpenNode[]
  #node = 0
  index = 0

  constructor(nodes: OpenNode[]) {
    this.#nodes = nodes
    this.#settle()
  }

  get view(): NodeView | undefined {
    return this.#nodes[this.#node]?.view
  }

  get key(): string | undefined {
    return this.view?.keys[this.index]
  }

  next(): void {
    this.index += 1
    this.#settle()
  }

  // Nodes without entries are legal where a level is skipped.
  #settle(): void {
    while (this.#node < this.#nodes.length && this.index >= this.view!.keys.length) {
      this.#node += 1
      this.index = 0
    }
  }
}

/** Compares the entries of one level; a key lives at one level only, so levels can be compared one by one. */
function diffEntries(left: EntryCursor, right: EntryCursor, found: FoundChange[]): void {
  for (;;) {
    const before = left.key
    const after = right.key
    if (before === undefined && after === undefined) return
    const order =
      before === after ? 0 : before === undefined ? 1 : after === undefined ? -1 : compareKeys(before, after)
    if (order < 0) found.push({ key: before!, before: left.view!.value(left.index) })
    else if (order > 0) found.push({ key: after!, after: right.view!.value(right.index) })
    else if (!left.view!.hasSameValue(left.index, right.view!, right.index)) {
      found.push({
        key: before!,
        before: left.view!.value(left.index),
        after: right.view!.value(right.index),
      })
    }
    if (order <= 0) left.next()
    if (order >= 0) right.next()
  }
}

/** Sorts by key; a key that stands at different levels in an invalid tree is still one change. */
function inKeyOrder(found: FoundChange[]): FoundChange[] {
  const sorted = found.sort((x, y) => compareKeys(x.key, y.key))
  const merged: FoundChange[] = []
  for (const change of sorted) {
    const last = merged.at(-1)
    if (last?.key !== change.key) {
      merged.push(change)
      continue
    }
    Object.assign(last, change)
    if (last.before !== undefined && last.after !== undefined && bytesEqual(last.before, last.after))
      merged.pop()
  }
  return merged
}
