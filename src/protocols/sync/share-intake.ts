// What one source may send of the share that it was asked for: proof goes by share, so a source that lies spoils its own alone.
// Invariant: a block is taken only if the verified tree names it in this share, and once from each source. Pure but for hashing.
import type { Block } from '../../core/codec/index.ts'
import type { LinkId } from '../../core/tree/index.ts'
import type { Closure } from './closure.ts'
import { memoryKey } from './memory-key.ts'
import type { Share } from './share-tree.ts'
import { falsePack } from './verify-received.ts'

export class ShareIntake {
  readonly #closure: Closure
  readonly #tip: LinkId
  /** What may come still. */
  readonly #due: Set<LinkId>
  /** Blocks of payloads that were due: several memories may link to one. */
  readonly #payloads = new Set<LinkId>()

  constructor(closure: Closure, share: Pick<Share, 'memories'>) {
    this.#closure = closure
    this.#tip = memoryKey(closure.commitId)
    this.#due = new Set([this.#tip, ...share.memories])
  }

  /** @returns false for a block that is here already. @throws ProtocolError ERR_UNVERIFIABLE, FalseCommitError */
  take(block: Block): boolean {
    const id = memoryKey(block.cid)
    if (!this.#due.delete(id))
      throw falsePack(`it sent the block ${block.cid.toString()}, which is not of its share, or came before`)
    // Every pack begins with the commit, which is here.
    if (id === this.#tip) return false
    const { isNew, links } = this.#closure.receiveBeside(block)
    for (const link of links) {
      if (this.#payloads.has(link)) continue
      this.#payloads.add(link)
      this.#due.add(link)
    }
    return isNew
  }
}
