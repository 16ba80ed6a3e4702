/**
 * Finds what roots keep, in steady memory: a compact set of what was seen and a stack of what is still to be read. Links
 * are followed by what a block is to the one that names it, so that a memory that mentions another keeps nothing of it.
 *
 * Invariant: a block in `marked` has everything it keeps in `marked` as well, or on the stack.
 */
import type { CID } from 'multiformats/cid'
import { CidSet, DAG_CBOR, DAG_PB, decode, linksOf, RAW, type Block } from '../../core/codec/index.ts'
import { parseCommit, payloadOf, readMemory } from '../../core/cube/index.ts'
import { MemCubeError } from '../../core/errors.ts'
import { parseNode } from '../../core/tree/index.ts'
import type { Reach, Root } from './roots.ts'

/** Blocks opened in one turn: a node has some 32 links. Of 256 the longest pause was 220 ms, of 32 100 ms (bench:gc, on a busy machine). */
const batchBlocks = 32

/**
 * What a block is to the one that named it. `asked` is a block that somebody read: it keeps what it is. `tree` is the
 * root of a state, which may have stayed with others; a `node` under it may not be missing. Any `open` node may: a part of its
 * tree is held.
 */
type Kind = Reach | 'tree' | 'node' | 'open' | 'payload' | 'part' | 'asked'

interface Wanted {
  cid: CID
  kind: Kind
}

interface Damage {
  cid: CID
  message: string
}

interface Marked {
  blocks: number
  bytes: number
}

interface MarkSource {
  getMany(cids: readonly CID[]): Promise<(Uint8Array | undefined)[]>
  pause?(): Promise<void> | undefined
}

const commitRank: Partial<Record<Kind, number>> = { history: 1, partial: 2, state: 2, all: 3 }

export class Marker {
  /** Blocks on which others hang, and which cannot be read: what they keep is not known. */
  readonly damage: Damage[] = []
  readonly #source: MarkSource
  readonly #marked: CidSet
  /** Blocks that stay whatever they are, and keep nothing. Apart, because another may name them as more than that. */
  readonly #bare: CidSet
  /** Commits that are kept without their state, with their state, and with all before them. */
  readonly #ranks: readonly CidSet[]
  /** Roots of states of commits that are kept without them. */
  #looseTrees: CID[] = []

  constructor(source: MarkSource, seed: number) {
    this.#source = source
    this.#marked = new CidSet(seed)
    this.#bare = new CidSet(seed)
    this.#ranks = [1, 2, 3].map(() => new CidSet(seed))
  }

  /** Blocks found so far. */
  get size(): number {
    return this.#marked.size
  }

  /** Bytes of memory that the sets take. */
  get bytes(): number {
    return this.#marked.bytes + this.#bare.bytes + this.#ranks.reduce((sum, set) => sum + set.bytes, 0)
  }

  has(cid: CID): boolean {
    return this.#marked.has(cid) || this.#bare.has(cid)
  }

  /** Whether somebody who reads the block can refer to nothing from there that is not kept. */
  isSettled(cid: CID): boolean {
    if (!this.#marked.has(cid)) return false
    const [bare, withState] = this.#ranks
    return bare?.has(cid) !== true || withState?.has(cid) === true
  }

  /** States that are not kept although their commits are. They go first: a state without its root is none. */
  looseTrees(): CID[] {
    const loose = this.#looseTrees.filter((cid) => !this.has(cid))
    this.#looseTrees = []
    return loose
  }

  /** Marks what the roots keep. @returns what was not marked before */
  async mark(roots: readonly Root[], onBatch: () => Promise<void> | void = () => {}): Promise<Marked> {
    return this.#follow([...roots], onBatch)
  }

  /** Marks what somebody who read these blocks may refer to. */
  async markAsked(cids: readonly CID[]): Promise<void> {
    await this.#follow(
      cids.map((cid) => ({ cid, reach: 'asked' })),
      () => {},
    )
  }

  async #follow(
    roots: readonly { cid: CID; reach: Kind }[],
    onBatch: () => Promise<void> | void,
  ): Promise<Marked> {
    const found: Marked = { blocks: 0, bytes: 0 }
    const stack: Wanted[] = []
    const want = (cid: CID, kind: Kind): void => this.#want(stack, found, cid, kind)
    for (const { cid, reach } of roots) want(cid, reach)
    while (stack.length > 0) {
      const batch = stack.splice(-batchBlocks)
      const blocks = await this.#read(batch)
      for (const [index, { cid, kind }] of batch.entries()) {
        this.#open(cid, kind, blocks[index], found, want)
        await this.#source.pause?.()
      }
      await onBatch()
    }
    return found
  }

  /** Puts a block on the stack unless as much of it is marked already. */
  #want(stack: Wanted[], found: Marked, cid: CID, kind: Kind): void {
    if (kind === 'asked') {
      // Marked only when it is found: what is not there cannot be kept.
      if (!this.isSettled(cid)) stack.push({ cid, kind })
      return
    }
    if (kind === 'block') return void this.#bare.add(cid)
    const rank = commitRank[kind]
    const isNew = this.#marked.add(cid)
    if (isNew) found.blocks++
    if (rank === undefined) {
      if (isNew && cid.code !== RAW) stack.push({ cid, kind })
    } else if (this.#raise(cid, rank)) stack.push({ cid, kind })
  }

  /** @returns whether the commit was kept to a lesser degree before */
  #raise(cid: CID, rank: number): boolean {
    if (this.#ranks.slice(rank - 1).some((set) => set.has(cid))) return false
    this.#ranks[rank - 1]?.add(cid)
    return true
  }

  #open(
    cid: CID,
    kind: Kind,
    bytes: Uint8Array | undefined,
    found: Marked,
    want: (cid: CID, kind: Kind) => void,
  ): void {
    if (bytes === undefined) {
      if (kind === 'node' || (kind === 'part' && cid.code === DAG_PB))
        this.damage.push({ cid, message: 'it is missing' })
      return
    }
    found.bytes += bytes.length
    try {
      this.#links({ cid, bytes }, kind, found, want)
    } catch (error) {
      if (!(error instanceof MemCubeError)) throw error
      // Not what it should be: everything that it names is kept.
      for (const link of linksOf({ cid, bytes })) want(link, 'asked')
    }
  }

  #links(block: Block, kind: Kind, found: Marked, want: (cid: CID, kind: Kind) => void): void {
    const { cid, bytes } = block
    switch (kind) {
      case 'all':
      case 'state':
      case 'partial':
      case 'history': {
        const { cube, tree, parents } = parseCommit(bytes)
        want(cube, 'block')
        if (kind === 'history') this.#looseTrees.push(tree)
        else want(tree, kind === 'partial' ? 'open' : 'tree')
        for (const parent of parents) want(parent, kind === 'all' ? 'all' : 'history')
        return
      }
      case 'tree':
      case 'open':
      case 'node': {
        const { left, entries } = parseNode(bytes)
        const below = kind === 'open' ? 'open' : 'node'
        if (left !== null) want(left, below)
        for (const { value, right } of entries) {
          want(value, 'memory')
          if (right !== null) want(right, below)
        }
        return
      }
      case 'memory': {
        if (linksOf(block).length === 0) return
        const payload = payloadOf(readMemory(bytes))
        if (payload === undefined) return
        want(payload.link, 'payload')
        if (payload.link.code === RAW) found.bytes += payload.bytes
        return
      }
      case 'payload':
      case 'part':
        for (const link of linksOf(block)) want(link, 'part')
        return
      case 'asked': {
        const what = kindOf(block)
        if (what === 'state') want(cid, what)
        else if (this.#marked.add(cid)) this.#links(block, what, found, want)
        return
      }
      case 'block':
    }
  }

  /** A block that cannot be read right is missing, and damage unless somebody only asked for it. */
  async #read(batch: readonly Wanted[]): Promise<(Uint8Array | undefined)[]> {
    try {
      return await this.#source.getMany(batch.map(({ cid }) => cid))
    } catch (error) {
      if (!isCorrupt(error)) throw error
    }
    const found: (Uint8Array | undefined)[] = []
    for (const { cid, kind } of batch) {
      try {
        found.push((await this.#source.getMany([cid]))[0])
      } catch (error) {
        if (!isCorrupt(error)) throw error
        if (kind !== 'asked') this.damage.push({ cid, message: error.message })
        found.push(undefined)
      }
    }
    return found
  }
}

/** What a block is by its own words. */
function kindOf({ cid, bytes }: Block): Kind {
  if (cid.code !== DAG_CBOR) return 'part'
  const { t } = decode<{ t?: unknown }>(bytes) ?? {}
  if (t === 'memcube/commit') return 'state'
  if (t === 'memcube/memory') return 'memory'
  return t === undefined ? 'node' : 'block'
}

function isCorrupt(error: unknown): error is MemCubeError {
  return error instanceof MemCubeError && error.code === 'ERR_CORRUPT'
}
