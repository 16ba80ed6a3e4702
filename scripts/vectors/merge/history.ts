// Histories of a few commits, for the vectors of merging: keys and small numbers, made into trees and commits in memory.
import type { CID } from 'multiformats/cid'
import { encodeBlock } from '../../../src/core/codec/index.ts'
import type { HistoryCommit, HistoryReader } from '../../../src/core/merge/index.ts'
import { buildTree, type Entry, type TreeReader } from '../../../src/core/tree/index.ts'

/** Keys with numbers that stand for values. */
export type Sketch = Readonly<Record<string, number>>

/** The value that a number stands for: the CID of the block `{ value: number }`. */
export function valueOf(value: number): CID {
  return encodeBlock({ value }).cid
}

export interface VectorCommit {
  commit: string
  rev: string
  parents: string[]
  tree: string
  entries: { key: string; value: string }[]
}

/** Commits are named by the block of their tree, parents and rev: vectors need no signatures. */
export class VectorHistory implements HistoryReader {
  readonly #commits = new Map<string, HistoryCommit & { cid: CID; entries: Entry[] }>()
  readonly #nodes = new Map<string, Uint8Array>()
  readonly reader: TreeReader = {
    getMany: async (cids) => cids.map((cid) => this.#nodes.get(cid.toString())),
  }

  /** A commit with these entries; its rev counts the commits made so far, unless it is given. */
  commit(sketch: Sketch, parents: readonly CID[] = [], rev = this.#commits.size): CID {
    const entries = Object.entries(sketch).map(([key, value]): Entry => [key, valueOf(value)])
    return this.add({ parents: [...parents], rev: String(rev).padStart(6, '0') }, entries)
  }

  add(fields: Omit<HistoryCommit, 'tree'>, entries: Entry[]): CID {
    const { root, blocks } = buildTree(entries)
    for (const { cid, bytes } of blocks) this.#nodes.set(cid.toString(), bytes)
    const commit = { tree: root, parents: fields.parents, rev: fields.rev }
    const { cid } = encodeBlock(commit)
    this.#commits.set(cid.toString(), { ...commit, cid, entries })
    return cid
  }

  async getMany(cids: CID[]): Promise<(HistoryCommit | undefined)[]> {
    return cids.map((cid) => this.#commits.get(cid.toString()))
  }

  /** Oldest first. */
  shown(): VectorCommit[] {
    return [...this.#commits.values()].map(({ cid, rev, parents, tree, entries }) => ({
      commit: cid.toString(),
      rev,
      parents: parents.map(String),
      tree: tree.toString(),
      entries: entries.map(([key, value]) => ({ key, value: value.toString() })),
    }))
  }
}
