// Completes a closure from what is here already: from a commit that was verified before, whose tree is opened only where
// the two differ, and from blocks that an interrupted pull has left staged. Spec: protocols/sync/spec.md, "Verification".
import type { CID } from 'multiformats/cid'
import { parseCommit, type Commit } from '../../core/cube/index.ts'
import { idToCid, type LinkId, type TreeReader } from '../../core/tree/index.ts'
import { MemCubeError } from '../../core/errors.ts'
import { ProtocolError } from '../errors.ts'
import { AncestorWalk } from './ancestors.ts'
import { BaseTree } from './base-tree.ts'
import type { Closure } from './closure.ts'
import type { BlockKind } from './closure-entry.ts'
import { FalseCommitError } from './false-commit.ts'
import { memoryKey } from './memory-key.ts'

/** A commit that is complete here: the one to compare with. */
export interface Base {
  id: CID
  commit: Commit
}

// Blocks read at once: payload blocks can be 1 MiB each, the others are small. Guesses.
const READ_BLOCKS: Readonly<Record<BlockKind, number>> = Object.freeze({
  commit: 256,
  node: 256,
  memory: 512,
  payload: 32,
})

/** The first of the commits that the reader has. */
export async function loadBase(reader: TreeReader, have: CID[]): Promise<Base | undefined> {
  const blocks = have.length === 0 ? [] : await reader.getMany(have)
  const at = blocks.findIndex((bytes) => bytes !== undefined)
  return at < 0 ? undefined : { id: have[at]!, commit: parseCommit(blocks[at]!) }
}

/** Compares a closure with what is here; before a pack, to know what to ask for, and after it, to know that all came. */
export class LocalBlocks {
  readonly #closure: Closure
  readonly #reader: TreeReader
  readonly #base: Base | undefined
  readonly #history: AncestorWalk | undefined
  readonly #tree: BaseTree | undefined

  constructor(closure: Closure, reader: TreeReader, base: Base | undefined) {
    this.#closure = closure
    this.#reader = reader
    this.#base = base
    this.#history = base && new AncestorWalk(reader, [base.id])
    this.#tree = base && new BaseTree(reader, base.commit.tree, closure.within)
  }

  /** Admits everything that is here; what is still outstanding afterwards has to come from a peer. */
  async admit(): Promise<void> {
    await this.compare()
    await this.#recallAll('memory')
    await this.#recallAll('payload')
  }

  /** Admits commits, and what the tree shares with that of the base. */
  async compare(): Promise<void> {
    await this.#admitCommits()
    await this.#admitTree()
  }

  /**
   * The commit must be complete now, and its tree as large as it says; a part of it says nothing of the rest. Returns the number
   * of memories.
   * @throws ProtocolError ERR_UNVERIFIABLE
   */
  verify(): number {
    const missing = this.#closure.outstanding()
    if (missing > 0) {
      throw new ProtocolError(
        'ERR_UNVERIFIABLE',
        `the peer's pack is not complete: ${missing} blocks that the commit links to did not come, the first is ${this.#firstMissing()}`,
      )
    }
    const { tip } = this.#closure
    if (tip === undefined) throw new ProtocolError('ERR_INTERNAL', 'a complete pull without a commit')
    if (this.#closure.isPart) return tip.count
    const count = this.#count(tip)
    if (count !== tip.count)
      throw new FalseCommitError(`the commit says that it has ${tip.count} memories, its tree has ${count}`)
    return count
  }

  #firstMissing(): string {
    for (const kind of ['commit', 'node', 'memory', 'payload'] as const) {
      const [id] = this.#closure.ids(kind)
      if (id !== undefined) return `the ${kind} ${idToCid(id).toString()}`
    }
    return 'none'
  }

  /** What both trees share is counted by the base's count, which was verified when the base was. */
  #count(tip: Commit): number {
    const { entries } = this.#closure
    if (this.#base === undefined || this.#tree === undefined || !this.#tree.isShared) return entries
    if (tip.tree.equals(this.#base.commit.tree)) return this.#base.commit.count
    return this.#base.commit.count - this.#tree.openedEntries + entries
  }

  /** What the base descends from is here already. The wanted commit is read all the same: it may be one of them. */
  async #admitCommits(): Promise<void> {
    this.#admitBase()
    await this.#repeat('commit', async (ids) => {
      const here = await this.#read(ids)
      const ancestors = await this.#history?.among(
        here.map(({ cid, bytes }) => ({ cid, rev: parseCommit(bytes).rev })),
      )
      for (const block of here) {
        const id = memoryKey(block.cid)
        if (ancestors?.has(id) && this.#closure.tip !== undefined) this.#closure.markComplete(id)
        else this.#closure.recall(block)
      }
      this.#admitBase()
    })
  }

  #admitBase(): void {
    if (this.#base !== undefined && this.#closure.tip !== undefined)
      this.#closure.markComplete(memoryKey(this.#base.id))
  }

  /** Level by level from the top, so that what the base has as well is found before it is read. */
  async #admitTree(): Promise<void> {
    const { tip } = this.#closure
    if (tip === undefined) return
    const root = memoryKey(tip.tree)
    if (this.#tree?.sharesRoot(tip.tree)) return this.#closure.markComplete(root)
    if (!this.#closure.isDone(root)) await this.#recall([root])
    const top = this.#closure.rootLevel
    if (top === undefined || (this.#closure.outstanding() === 0 && this.#tree?.isShared !== true)) return
    for (let level = Math.max(top, (await this.#tree?.restart()) ?? top); level >= 0; level--) {
      for (const shared of this.#tree?.shared(level, this.#closure.subtrees(level)) ?? [])
        this.#closure.markComplete(shared)
      await this.#recall(this.#closure.subtrees(level).map(({ id }) => id))
      // A node that is missing hides what its children share with the base: compare again when it has come.
      if (this.#tree !== undefined && this.#closure.subtrees(level).length > 0) return
      for (const value of (await this.#tree?.openLevel(level)) ?? []) this.#closure.markComplete(value)
    }
  }

  async #recallAll(kind: BlockKind): Promise<void> {
    await this.#repeat(kind, (ids) => this.#recall(ids, READ_BLOCKS[kind]))
  }

  /** Until no more blocks of a kind are outstanding that have not been looked for. */
  async #repeat(kind: BlockKind, look: (ids: LinkId[]) => Promise<void>): Promise<void> {
    const tried = new Set<LinkId>()
    for (
      let ids = this.#closure.ids(kind);
      ids.length > 0;
      ids = this.#closure.ids(kind).filter((id) => !tried.has(id))
    ) {
      for (const id of ids) tried.add(id)
      await look(ids)
    }
  }

  async #recall(ids: LinkId[], batch = READ_BLOCKS.node): Promise<void> {
    for (let from = 0; from < ids.length; from += batch) {
      for (const block of await this.#read(ids.slice(from, from + batch))) {
        this.#closure.recall(block)
        await this.#reader.pause?.()
      }
    }
  }

  async #read(ids: LinkId[]): Promise<{ cid: CID; bytes: Uint8Array }[]> {
    const cids = ids.map(idToCid)
    const blocks = await readWhole(this.#reader, cids)
    return cids.flatMap((cid, i) => (blocks[i] === undefined ? [] : [{ cid, bytes: blocks[i] }]))
  }
}

/** A block that the disk has damaged counts as missing: it is fetched again and replaces the damaged one. */
async function readWhole(reader: TreeReader, cids: CID[]): Promise<(Uint8Array | undefined)[]> {
  try {
    return await reader.getMany(cids)
  } catch (error) {
    if (!(error instanceof MemCubeError) || error.code !== 'ERR_CORRUPT') throw error
    if (cids.length === 1) return [undefined]
    const halves = [cids.slice(0, cids.length >> 1), cids.slice(cids.length >> 1)]
    return (await Promise.all(halves.map((half) => readWhole(reader, half)))).flat()
  }
}
