// A tree that is complete and verified, opened in step with another one: only nodes that differ are read.
// Of a part, only what of it can lie under them is looked at on both sides.
// Invariant: after a walk, `openedEntries` are the entries that do not lie in shared subtrees, so the entries in shared
// ones are the count of the tree less these.
import type { CID } from 'multiformats/cid'
import {
  DEFAULT_TREE_OPTIONS,
  EVERY_KEY,
  frontierBelow,
  openRootBytes,
  openSubtrees,
  withoutShared,
  type Frontier,
  type KeyFilter,
  type LinkId,
  type Subtree,
  type TreeReader,
} from '../../core/tree/index.ts'
import { ProtocolError } from '../errors.ts'

const CHECKS = Object.freeze({ bitsPerLevel: DEFAULT_TREE_OPTIONS.bitsPerLevel })

export class BaseTree {
  openedEntries = 0
  readonly #reader: TreeReader
  readonly #root: CID
  readonly #within: KeyFilter
  /** Ids of subtrees found in both trees, by this walk or an earlier one. */
  readonly #shared = new Set<LinkId>()
  #frontier: Frontier = []
  #wholeShared = false

  constructor(reader: TreeReader, root: CID, within: KeyFilter = EVERY_KEY) {
    this.#reader = reader
    this.#root = root
    this.#within = within
  }

  /** Whether anything of the tree has been found in the other one. */
  get isShared(): boolean {
    return this.#wholeShared || this.#shared.size > 0
  }

  sharesRoot(root: CID): boolean {
    this.#wholeShared ||= root.equals(this.#root)
    return this.#wholeShared
  }

  /** Begins a walk at the root and returns its level, -1 for a tree without entries. */
  async restart(): Promise<number> {
    const [bytes] = await this.#reader.getMany([this.#root])
    if (bytes === undefined)
      throw new ProtocolError(
        'ERR_CORRUPT',
        `the tree ${this.#root.toString()} of a commit that this node has is missing`,
        { hint: 'run memcube fsck' },
      )
    const root = openRootBytes(this.#root.bytes, bytes, CHECKS)
    this.openedEntries = 0
    this.#frontier = root.level < 0 ? [] : [root]
    return root.level
  }

  /** Which of the wanted subtrees of this level stand here too; they stay closed. Call with falling levels. */
  shared(level: number, wanted: Subtree[]): LinkId[] {
    if (this.#frontier[0]?.level !== level) return []
    const { right } = withoutShared(this.#frontier, wanted)
    const differing = new Set(right.map(({ id }) => id))
    const same = wanted.map(({ id }) => id).filter((id) => !differing.has(id))
    for (const id of same) this.#shared.add(id)
    this.#frontier = this.#frontier.filter(({ id }) => !this.#shared.has(id))
    return same
  }

  /** Opens what is left of the level and returns the values in it. */
  async openLevel(level: number): Promise<LinkId[]> {
    if (this.#frontier[0]?.level !== level) return []
    const nodes = await openSubtrees(this.#reader, this.#frontier, CHECKS)
    this.#frontier = frontierBelow(nodes).filter((subtree) => this.#within.meets(subtree))
    return nodes.flatMap(({ view }) => {
      this.openedEntries += view.keys.length
      return view.keys.flatMap((key, i) => (this.#within.has(key) ? [view.valueId(i)] : []))
    })
  }
}
