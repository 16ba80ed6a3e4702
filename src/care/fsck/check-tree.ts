/**
 * Checks trees as `verifyTree` does and goes on where it would stop: a node that cannot be read leaves a gap, and the rest
 * is checked all the same. A subtree that was found whole at the same place of an earlier tree is not read again, so the
 * cost is that of what differs.
 */
import type { CID } from 'multiformats/cid'
import {
  childrenOf,
  createDepths,
  DEFAULT_TREE_OPTIONS,
  EVERY_KEY,
  idToCid,
  openRootBytes,
  openSubtree,
  cidToLink,
  type LinkId,
  type KeyFilter,
  type OpenNode,
  type Subtree,
} from '../../core/tree/index.ts'
import type { Store } from '../../storage/index.ts'
import { problemOf, type ProblemPlace, type Problem } from './problem.ts'
import { readBlock, readEach } from './read-block.ts'

interface TreeCheck {
  /** Entries, as far as they can be read. */
  count: number
  /** No node is damaged or missing. */
  whole: boolean
}

/** Makes no CID: most of what a changed node has was seen in another one. */
type FoundEntry = [key: string, value: LinkId]

interface TreeChecker {
  check(root: CID, place: ProblemPlace): Promise<TreeCheck>
}

interface TreeCheckerDeps {
  store: Store
  /** Once it is aborted, the next node throws its reason. */
  signal: AbortSignal
  /** The keys that are held; all when absent. */
  within?: KeyFilter
  problem(found: Problem): void
  /** Called for each node that is read. */
  node(): void
  /** Entries of nodes that were not seen before. */
  entries(found: FoundEntry[], place: ProblemPlace): Promise<void>
}

export function createTreeChecker(deps: TreeCheckerDeps): TreeChecker {
  const { store, problem, signal, within = EVERY_KEY } = deps
  const { bitsPerLevel } = DEFAULT_TREE_OPTIONS
  const checks = { bitsPerLevel, depths: true, depthOf: createDepths(bitsPerLevel) }
  /** Entries below each subtree that was found whole, by what its parent says of it. */
  const whole = new Map<string, number>()

  const enter = async (node: OpenNode, place: ProblemPlace): Promise<TreeCheck> => {
    signal.throwIfAborted()
    deps.node()
    const { keys } = node.view
    const found: FoundEntry[] = []
    for (const [i, key] of keys.entries()) if (within.has(key)) found.push([key, node.view.valueId(i)])
    await deps.entries(found, place)
    const children = childrenOf(node).filter((child) => within.meets(child))
    const below = await checkAll(children, place)
    return { count: found.length + below.count, whole: below.whole }
  }

  const checkAll = async (subtrees: Subtree[], place: ProblemPlace): Promise<TreeCheck> => {
    const total: TreeCheck = { count: 0, whole: true }
    const unknown = subtrees.filter((subtree) => {
      const known = whole.get(nameOf(subtree))
      total.count += known ?? 0
      return known === undefined
    })
    const reads = await readEach(
      store,
      unknown.map((subtree) => ({ cid: idToCid(subtree.id), place, what: gapOf(subtree) })),
    )
    for (const [index, subtree] of unknown.entries()) {
      const found = await checkOne(subtree, reads[index], place)
      if (found.whole) whole.set(nameOf(subtree), found.count)
      total.count += found.count
      total.whole &&= found.whole
    }
    return total
  }

  const checkOne = async (
    subtree: Subtree,
    read: Awaited<ReturnType<typeof readBlock>> | undefined,
    place: ProblemPlace,
  ): Promise<TreeCheck> => {
    if (read?.bytes === undefined) {
      if (read !== undefined) problem(read.problem)
      return { count: 0, whole: false }
    }
    try {
      return await enter(openSubtree(subtree, read.bytes, checks), place)
    } catch (error) {
      signal.throwIfAborted()
      problem(problemOf(idToCid(subtree.id), error, place))
      return { count: 0, whole: false }
    }
  }

  return {
    async check(root, place) {
      const read = await readBlock(
        store,
        root,
        place,
        'the root of a tree, and with it every key of its state,',
      )
      if (read.bytes === undefined) {
        problem(read.problem)
        return { count: 0, whole: false }
      }
      try {
        return await enter(openRootBytes(cidToLink(root), read.bytes, checks), place)
      } catch (error) {
        signal.throwIfAborted()
        problem(problemOf(root, error, place))
        return { count: 0, whole: false }
      }
    },
  }
}

function nameOf({ id, level, after, before }: Subtree): string {
  return `${id}${level} ${after ?? ''}\0${before ?? ''}`
}

function gapOf({ after, before }: Subtree): string {
  const from = after === undefined ? 'from the start' : `after ${JSON.stringify(after)}`
  const to = before === undefined ? 'to the end' : `before ${JSON.stringify(before)}`
  return `a node of a tree, with the keys ${from} and ${to},`
}
