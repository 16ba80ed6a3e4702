// The tree of a commit whose nodes are all here, cut into shares: runs of leaves, with what a want has to leave out so that a
// source sends these alone. Only the nodes above the leaves are kept; a leaf is read when somebody is asked for it.
import type { CID } from 'multiformats/cid'
import {
  DEFAULT_TREE_OPTIONS,
  idToCid,
  openRootBytes,
  openSubtrees,
  type LinkId,
  type OpenNode,
  type Subtree,
  type TreeReader,
} from '../../core/tree/index.ts'
import type { Closure } from './closure.ts'
import { SYNC_LIMITS } from './limits.ts'

/** What a source is asked for. */
export interface Share {
  /** Subtrees that it leaves out. */
  skip: CID[]
  /** Memories that it may send: those of the leaves, and of the nodes above them. */
  memories: LinkId[]
}

export interface Leaf {
  readonly subtree: Subtree
  /** Its memories, once it was read. */
  memories?: readonly LinkId[]
}

/** Leaves read at once, 2.5 KiB each; a hostile one has 1 MiB. A guess. */
const LEAVES_AT_ONCE = 32

const CHECKS = Object.freeze({ bitsPerLevel: DEFAULT_TREE_OPTIONS.bitsPerLevel })

export class ShareTree {
  /** In the order of keys. */
  readonly leaves: Leaf[]
  readonly #closure: Closure
  readonly #reader: TreeReader
  readonly #root: OpenNode
  readonly #above: ReadonlyMap<LinkId, OpenNode>
  readonly #parents: ReadonlyMap<LinkId, LinkId>

  private constructor(
    closure: Closure,
    reader: TreeReader,
    root: OpenNode,
    above: ReadonlyMap<LinkId, OpenNode>,
    parents: ReadonlyMap<LinkId, LinkId>,
    leaves: readonly Subtree[],
  ) {
    this.#closure = closure
    this.#reader = reader
    this.#root = root
    this.#above = above
    this.#parents = parents
    this.leaves = leaves.map((subtree) => ({ subtree }))
  }

  /** Reads the nodes above the leaves, but for subtrees that were here before. @throws TreeError ERR_NOT_FOUND */
  static async read(closure: Closure, reader: TreeReader, tree: CID): Promise<ShareTree> {
    const [bytes] = await reader.getMany([tree])
    const root = openRootBytes(tree.bytes, bytes, CHECKS)
    const above = new Map<LinkId, OpenNode>()
    const parents = new Map<LinkId, LinkId>()
    let closed: Subtree[] = []
    const open = (node: OpenNode): void => {
      const below = closure.childrenOf(node).filter(({ id }) => closure.knows(id))
      if (below.length === 0) return
      above.set(node.id, node)
      for (const child of below) {
        parents.set(child.id, node.id)
        closed.push(child)
      }
    }
    open(root)
    for (let level = root.level - 1; level > 0; level--) {
      const nodes = await openSubtrees(reader, closed, CHECKS)
      closed = []
      for (const node of nodes) {
        open(node)
        await reader.pause?.()
      }
    }
    return new ShareTree(closure, reader, root, above, parents, root.level > 0 ? closed : [])
  }

  /** Whether something of a leaf is missing, as far as is known. @param lacking memories that lack some of their payload */
  lacks({ memories }: Leaf, lacking: ReadonlySet<LinkId>): boolean {
    return memories === undefined || memories.some((id) => !this.#closure.isDone(id) || lacking.has(id))
  }

  /**
   * Reads leaves, the last first, until they hold as much as a share may.
   * @returns those that were read, in the order of keys, without those of which nothing is missing
   */
  async open(leaves: readonly Leaf[]): Promise<{ opened: Leaf[]; rest: Leaf[] }> {
    let from = leaves.length
    let memories = 0
    while (from > 0 && memories < SYNC_LIMITS.maxShareMemories) {
      const batch = leaves.slice(Math.max(0, from - LEAVES_AT_ONCE), from)
      await this.#read(batch)
      memories += batch.reduce((sum, leaf) => sum + (leaf.memories?.length ?? 0), 0)
      from -= batch.length
    }
    const lacking = this.#closure.lackingPayload()
    return {
      opened: leaves.slice(from).filter((leaf) => this.lacks(leaf, lacking)),
      rest: leaves.slice(0, from),
    }
  }

  async #read(leaves: readonly Leaf[]): Promise<void> {
    const closed = leaves.filter(({ memories }) => memories === undefined)
    const subtrees = closed.map(({ subtree }) => subtree)
    const nodes = await openSubtrees(this.#reader, subtrees, CHECKS)
    for (const [index, node] of nodes.entries()) closed[index]!.memories = this.#closure.valuesOf(node)
  }

  /** The share of some leaves that were opened. @returns undefined where it cannot be said in one want */
  cut(leaves: readonly Leaf[]): Share | undefined {
    const wanted = new Set(leaves.map(({ subtree }) => subtree.id))
    const path = this.#pathsTo(wanted)
    const skip: LinkId[] = []
    const memories = leaves.flatMap((leaf) => leaf.memories ?? [])
    const isOnPath = (id: LinkId): boolean => {
      const node = this.#above.get(id)
      return node !== undefined && path.has(node)
    }
    for (const node of path) {
      memories.push(...this.#closure.valuesOf(node))
      for (const { id } of this.#closure.childrenOf(node)) if (!wanted.has(id) && !isOnPath(id)) skip.push(id)
      if (skip.length > SYNC_LIMITS.maxSkip) return undefined
    }
    return { skip: skip.map(idToCid), memories }
  }

  /** All nodes above these leaves. */
  #pathsTo(leaves: ReadonlySet<LinkId>): Set<OpenNode> {
    const path = new Set([this.#root])
    for (const leaf of leaves) {
      for (let id = this.#parents.get(leaf); id !== undefined; id = this.#parents.get(id)) {
        const node = this.#above.get(id)!
        if (path.has(node)) break
        path.add(node)
      }
    }
    return path
  }
}
