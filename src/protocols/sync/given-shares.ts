// Which source was asked for which leaves of a tree. Each leaf is free, or the business of one source; what `choose-share.ts`
// says is done here. Pure but for reading leaves.
import { chooseShare, leastLeaves } from './choose-share.ts'
import type { Closure } from './closure.ts'
import type { SourceTotals } from './ports.ts'
import type { Leaf, ShareTree } from './share-tree.ts'

/** A source beside the one that was asked for everything. */
export interface Helper extends SourceTotals {
  isSlow: boolean
  isOver: boolean
  /** Since when a stream to it is being opened. */
  openingMs: number | undefined
  readonly leaving: AbortController
}

export function createHelper(peerId: string): Helper {
  return {
    peerId,
    blocks: 0,
    bytes: 0,
    isSlow: false,
    isOver: false,
    openingMs: undefined,
    leaving: new AbortController(),
  }
}

export class GivenShares {
  readonly #closure: Closure
  readonly #tree: ShareTree
  readonly #free: Leaf[]
  readonly #least: number
  /** Memories of a leaf, on the average. */
  readonly #perLeaf: number
  readonly #given = new Map<Helper, Leaf[]>()

  /** @param bytesLeft about as much as the leaves cost */
  constructor(closure: Closure, tree: ShareTree, bytesLeft: number) {
    this.#closure = closure
    this.#tree = tree
    this.#free = [...tree.leaves]
    this.#least = leastLeaves(bytesLeft, tree.leaves.length)
    this.#perLeaf = closure.outstanding('memory') / Math.max(1, tree.leaves.length)
  }

  has(helper: Helper): boolean {
    return this.#given.has(helper)
  }

  /** Whether a source that goes on has something to bring. */
  get isUnderWay(): boolean {
    return [...this.#given].some(([{ isOver }, leaves]) => !isOver && leaves.length > 0)
  }

  /**
   * Gives a source what it is asked for next.
   * @param sources how many give now, the first one counted
   * @returns whether there is anything; and who is of no use any more, because all that was missing of its share is given to this one
   */
  give(
    helper: Helper,
    { sources, isFirstStuck }: { sources: number; isFirstStuck: boolean },
  ): { isGiven: boolean; useless?: Helper } {
    this.#forgetWhatCame()
    const others = [...this.#given]
    const choice = chooseShare(
      {
        // Where nobody else brings them, each has to be looked at.
        free: isFirstStuck ? this.#free.length : this.#freeLeaves(),
        least: this.#least,
        sources,
        isFirstStuck,
      },
      others.map(([{ isSlow, isOver }, leaves]) => ({ leaves: leaves.length, isStuck: isSlow || isOver })),
    )
    if (choice === undefined) return { isGiven: false }
    const from = choice.type === 'free' ? this.#free : others[choice.share]![1]
    this.#given.set(helper, from.splice(-choice.leaves))
    const useless = choice.type === 'of' && from.length === 0 ? others[choice.share]![0] : undefined
    return { isGiven: true, ...(useless !== undefined && { useless }) }
  }

  /** Reads what a source is to be asked for; what is too much for one share is free again. @returns undefined when nothing is missing */
  async open(helper: Helper): Promise<ReturnType<ShareTree['cut']> | 'nothing'> {
    const { opened, rest } = await this.#tree.open(this.#given.get(helper) ?? [])
    this.#free.push(...rest)
    this.#given.set(helper, opened)
    return opened.length === 0 ? 'nothing' : this.#tree.cut(opened)
  }

  /** Whether something of its share is missing. */
  lacks(helper: Helper): boolean {
    const lacking = this.#closure.lackingPayload()
    return this.#given.get(helper)?.some((leaf) => this.#tree.lacks(leaf, lacking)) ?? false
  }

  /** Its share is over, however it ended. */
  end(helper: Helper): void {
    this.#given.delete(helper)
  }

  /** About as many as those of which something is missing: what the first source brought is only known in all. */
  #freeLeaves(): number {
    let missing = this.#closure.outstanding('memory') + this.#closure.lackingPayload().size
    for (const leaves of this.#given.values())
      for (const { memories } of leaves)
        missing -= memories?.filter((id) => !this.#closure.isDone(id)).length ?? this.#perLeaf
    return Math.min(this.#free.length, Math.ceil(Math.max(0, missing) / this.#perLeaf))
  }

  #forgetWhatCame(): void {
    const lacking = this.#closure.lackingPayload()
    for (const [helper, leaves] of this.#given) {
      const missing = leaves.filter((leaf) => this.#tree.lacks(leaf, lacking))
      leaves.splice(0, leaves.length, ...missing)
      if (helper.isOver && leaves.length === 0) this.#given.delete(helper)
    }
  }
}
