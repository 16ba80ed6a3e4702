// Entries in key order -> nodes. One open node per level; an entry closes every level below its own, because the
// nodes there cannot grow past it. Fed the same sequence it writes the same blocks, whether an unchanged subtree
// arrives as one link or entry by entry: that is why incremental changes give the root of a bulk build.
import type { CID } from 'multiformats/cid'
import type { Block } from '../codec/index.ts'
import { encodeNode, type EntryDraft, type NodeDraft } from './encode-node.ts'
import { TreeError } from './tree-error.ts'

/** What writing a tree gives: its root, and the blocks that were not there before. */
export interface TreeWrite {
  root: CID
  blocks: Block[]
}

export class TreeBuilder {
  readonly #open: NodeDraft[] = []
  /** Links of closed subtrees that stand for the node of their level, not yet attached to the level above. */
  readonly #closed: (Uint8Array | null)[] = []
  readonly #blocks: Block[] = []

  /** Appends an entry at its level; keys must ascend. */
  entry(level: number, key: Uint8Array, value: Uint8Array): void {
    this.#grow(level)
    this.#attach(level, this.#closeBelow(level))
    this.#open[level]!.entries.push({ key, value, right: null })
  }

  /**
   * Appends a subtree that is kept as it is. The caller sees to it that what comes before and after is an entry of a
   * higher level, or nothing.
   */
  subtree(level: number, link: Uint8Array): void {
    this.#grow(level)
    this.#closed[level] = link
  }

  finish(): TreeWrite {
    const top = this.#open.length - 1
    if (top < 0) {
      const empty = encodeNode({ left: null, entries: [] })
      return { root: empty.cid, blocks: [empty] }
    }
    this.#attach(top, this.#closeBelow(top))
    const root = encodeNode(this.#open[top]!)
    this.#blocks.push(root)
    return { root: root.cid, blocks: this.#blocks }
  }

  #grow(level: number): void {
    while (this.#open.length <= level) {
      this.#open.push({ left: null, entries: [] })
      this.#closed.push(null)
    }
  }

  /** Closes all levels under `level` and returns the link of what they held. */
  #closeBelow(level: number): Uint8Array | null {
    let link: Uint8Array | null = null
    for (let below = 0; below < level; below++) {
      link = this.#closeLevel(below, link)
    }
    return link
  }

  #closeLevel(level: number, child: Uint8Array | null): Uint8Array | null {
    const kept = this.#closed[level]!
    const node = this.#open[level]!
    if (kept !== null) {
      // A kept subtree is all there is below its parent's gap; anything beside it would be lost.
      if (child !== null || node.entries.length > 0)
        throw new TreeError('ERR_INTERNAL', `a kept subtree meets entries of level ${level}`)
      this.#closed[level] = null
      return kept
    }
    this.#attach(level, child)
    if (node.left === null && node.entries.length === 0) return null
    this.#open[level] = { left: null, entries: [] }
    const block = encodeNode(node)
    this.#blocks.push(block)
    return block.cid.bytes
  }

  #attach(level: number, child: Uint8Array | null): void {
    if (child === null) return
    const node = this.#open[level]!
    const last: EntryDraft | undefined = node.entries.at(-1)
    if (last === undefined) node.left = child
    else last.right = child
  }
}
