// What belongs to a commit, block by block: commits of its history, nodes of its tree, memories, payloads.
// Invariant: a block is admitted only if one that was admitted before links to it, from the signed commit down; so
// nothing that the author did not sign is ever staged, and when nothing is outstanding the commit is complete.
// Pure but for hashing. Spec: protocols/sync/spec.md, "Verification".
import type { CID } from 'multiformats/cid'
import { DAG_CBOR, DAG_PB, linksOf, RAW, type Block } from '../../core/codec/index.ts'
import {
  parseCommit,
  verifyCommit,
  type Commit,
  type Genesis,
  type Memory,
  isOpaque,
  payloadOf,
  keysOfPart,
  readMemory,
} from '../../core/cube/index.ts'
import { MemCubeError } from '../../core/errors.ts'
import {
  childrenOf,
  DEFAULT_TREE_OPTIONS,
  idToLink,
  openRootBytes,
  openSubtree,
  type Checks,
  type KeyFilter,
  type LinkId,
  type OpenNode,
  type Subtree,
} from '../../core/tree/index.ts'
import { ProtocolError } from '../errors.ts'
import {
  DONE,
  isOutstanding,
  MEMORY,
  type BlockKind,
  type Entry,
  type Origin,
  type Outstanding,
} from './closure-entry.ts'
import { FalseCommitError } from './false-commit.ts'
import { laterVersion } from './later-version.ts'
import { SYNC_LIMITS } from './limits.ts'
import { memoryKey } from './memory-key.ts'
import { falsePack, verifyReceived } from './verify-received.ts'

interface ClosureOptions {
  commit: CID
  cube: CID
  genesis: Genesis
  /** Memories that count as here without their bytes, with all that they link to: what comes of them is not kept. */
  forgotten?: readonly CID[]
  /** Keys that may have signed its commits, where the cube has rosters. */
  authors?: readonly Uint8Array[]
  /** Commits of history that belong to it; all when absent. */
  depth?: number
  /** Prefixes of the part that is wanted; the whole when absent. */
  filter?: readonly string[]
}

// Parsed memories are kept for whoever indexes them; beyond this they are read from the store. A guess: the text of
// 50,000 memories of 600 bytes.
const MAX_KEPT_MEMORY_BYTES = 32 * 1024 * 1024

const CHECKS: Readonly<Checks> = Object.freeze({
  bitsPerLevel: DEFAULT_TREE_OPTIONS.bitsPerLevel,
  depths: true,
})

export class Closure {
  readonly commitId: CID
  /** The commit itself, once it has been admitted. */
  tip: Commit | undefined
  /** Whether history was cut by `depth`. */
  shallow = false
  /** Level of the tree's root, once it has been admitted; -1 for a tree without entries. */
  rootLevel: number | undefined
  /** Entries in the nodes admitted so far, of those that are wanted. */
  entries = 0
  /** Whether a memory has been admitted: in a pack all commits and nodes come before. */
  hasMemories = false
  readonly isPart: boolean
  readonly within: KeyFilter
  readonly memories = new Map<LinkId, Memory>()
  /** Nodes admitted from the store, for finding complete subtrees. */
  readonly storedNodes: OpenNode[] = []
  readonly #options: ClosureOptions
  readonly #blocks = new Map<LinkId, Entry>()
  /** Apart from the others, because each round over what is missing would else go over all that came. */
  readonly #outstanding: Readonly<Record<BlockKind, Map<LinkId, Outstanding>>> = {
    commit: new Map(),
    node: new Map(),
    memory: new Map(),
    payload: new Map(),
  }
  /** Blocks of forgotten memories, as far as they are known. */
  readonly #unwanted: Set<LinkId>
  #commits = 0
  #keptBytes = 0

  constructor(options: ClosureOptions) {
    this.#options = options
    this.isPart = options.filter !== undefined
    this.within = keysOfPart(options.filter)
    this.#unwanted = new Set((options.forgotten ?? []).map(memoryKey))
    this.commitId = options.commit
    this.#expect(memoryKey(options.commit), { state: 'outstanding', kind: 'commit', depth: 1 })
  }

  /** How many blocks of a kind, or of any kind, are linked but not here. */
  outstanding(kind?: BlockKind): number {
    const { commit, node, memory, payload } = this.#outstanding
    if (kind !== undefined) return this.#outstanding[kind].size
    return commit.size + node.size + memory.size + payload.size
  }

  /** The outstanding blocks of a kind. */
  ids(kind: BlockKind): LinkId[] {
    return [...this.#outstanding[kind].keys()]
  }

  /** The outstanding nodes of a level, with the place where each stands. The root has none: only its bytes tell its level. */
  subtrees(level: number): Subtree[] {
    const found: Subtree[] = []
    for (const entry of this.#outstanding.node.values()) {
      if (entry.kind === 'node' && entry.subtree?.level === level) found.push(entry.subtree)
    }
    return found
  }

  /** The children of a node that are wanted. */
  childrenOf(node: OpenNode): Subtree[] {
    return childrenOf(node).filter((child) => this.within.meets(child))
  }

  /** What its keys name, as far as they are wanted. */
  valuesOf({ view }: OpenNode): LinkId[] {
    return view.keys.flatMap((key, i) => (this.within.has(key) ? [view.valueId(i)] : []))
  }

  /** Whether a block that was admitted links to it. */
  knows(id: LinkId): boolean {
    return this.#blocks.has(id)
  }

  isDone(id: LinkId): boolean {
    const entry = this.#blocks.get(id)
    return entry !== undefined && entry.state !== 'outstanding'
  }

  /** Memories some of whose payload is outstanding. */
  lackingPayload(): Set<LinkId> {
    const owners = new Set<LinkId>()
    for (const entry of this.#outstanding.payload.values())
      if (entry.kind === 'payload') owners.add(entry.owner)
    return owners
  }

  /**
   * Takes a block from the peer: checks that it was asked for, its hash, its form and its place.
   * @returns false for a block that was here already and need not be stored
   * @throws ProtocolError ERR_UNVERIFIABLE, FalseCommitError
   */
  receive(block: Block): boolean {
    const id = memoryKey(block.cid)
    const entry = this.#blocks.get(id)
    if (!isOutstanding(entry) && this.#unwanted.has(id)) return this.#passOver(block)
    if (entry === undefined)
      throw falsePack(`it sent the block ${block.cid.toString()}, which nothing that was asked for links to`)
    if (entry.state === 'wire') throw falsePack(`it sent the block ${block.cid.toString()} twice`)
    if (entry.state === 'store') {
      this.#blocks.set(id, DONE.wire[entry.kind])
      if (entry.kind === 'commit') this.#passOverParents(block)
      return false
    }
    const outstanding = entry as Outstanding
    verifyReceived(block, entry.kind)
    this.#take(id, outstanding, block, 'wire')
    return true
  }

  /**
   * Takes a memory, or a block of a payload, from a source beside the one that sends everything. That one may send it too, so it
   * counts as here already.
   * @returns whether it is new, and what it links to
   * @throws ProtocolError ERR_UNVERIFIABLE, FalseCommitError
   */
  receiveBeside(block: Block): { isNew: boolean; links: LinkId[] } {
    const id = memoryKey(block.cid)
    const entry = this.#blocks.get(id)
    const isNew = isOutstanding(entry)
    verifyReceived(block, isNew ? entry.kind : block.cid.code === DAG_CBOR ? 'memory' : 'payload')
    if (isNew) this.#take(id, entry, block, 'store')
    const memory = this.memories.get(id)
    const payload = memory === undefined ? undefined : payloadOf(memory)
    if (memory === undefined) return { isNew, links: partsOf(block).map(memoryKey) }
    return { isNew, links: payload === undefined ? [] : [memoryKey(payload.link)] }
  }

  /**
   * A commit that was marked complete has its history here: a server that does not know what this one has sends that too. Those that
   * were read have their parents noted already.
   */
  #passOverParents(block: Block): void {
    verifyReceived(block, 'commit')
    for (const parent of parseCommit(block.bytes).parents) {
      const id = memoryKey(parent)
      if (!this.#blocks.has(id)) this.#blocks.set(id, DONE.store.commit)
    }
  }

  /** A block of a forgotten memory: not kept, but what it links to will come as well. */
  #passOver(block: Block): false {
    verifyReceived(block, 'payload')
    for (const link of partsOf(block)) {
      const id = memoryKey(link)
      if (!this.#blocks.has(id)) this.#unwanted.add(id)
    }
    return false
  }

  /** Takes an outstanding block from the store, which has verified its hash. @throws FalseCommitError */
  recall(block: Block): void {
    const id = memoryKey(block.cid)
    const entry = this.#blocks.get(id)
    if (isOutstanding(entry)) this.#take(id, entry, block, 'store')
  }

  /** An outstanding block, with all that lies under it, is known to be complete: it is part of what was verified before. */
  markComplete(id: LinkId): void {
    const entry = this.#blocks.get(id)
    if (isOutstanding(entry)) this.#finish(id, entry, 'store')
  }

  #take(id: LinkId, entry: Outstanding, block: Block, origin: Origin): void {
    try {
      if (entry.kind === 'commit') this.#takeCommit(entry.depth, block)
      else if (entry.kind === 'node') this.#takeNode(id, entry.subtree, block, origin)
      else if (entry.kind === 'memory') this.#takeMemory(id, block)
      else this.#takePayload(entry.owner, block)
    } catch (cause) {
      if (cause instanceof ProtocolError || !(cause instanceof MemCubeError)) throw cause
      const later = laterVersion(`the ${entry.kind} ${block.cid.toString()}`, cause)
      if (later !== undefined) throw later
      throw new FalseCommitError(
        `the ${entry.kind} block ${block.cid.toString()} of the cube is not valid: ${cause.message}`,
        cause,
      )
    }
    this.#finish(id, entry, origin)
  }

  #takeCommit(depth: number, block: Block): void {
    const { cube, genesis, authors } = this.#options
    const commit = parseCommit(block.bytes)
    if (++this.#commits > SYNC_LIMITS.maxCommits)
      throw new ProtocolError(
        'ERR_LIMIT',
        `the history has more than ${SYNC_LIMITS.maxCommits} commits: pull with a depth`,
      )
    const isTip = this.tip === undefined
    // A commit of another cube (a fork began there, or merged it) is where this cube's history ends.
    if (!isTip && !commit.cube.equals(cube)) return
    verifyCommit(commit, genesis, authors)
    if (!commit.cube.equals(cube))
      throw new FalseCommitError('the commit is of another cube than the one that was asked for')
    if (isTip) {
      this.tip = commit
      this.#expect(memoryKey(commit.tree), { state: 'outstanding', kind: 'node', subtree: undefined })
    }
    this.#expectParents(commit, depth)
  }

  #expectParents(commit: Commit, depth: number): void {
    if (this.#options.depth !== undefined && depth >= this.#options.depth) {
      this.shallow ||= commit.parents.length > 0
      return
    }
    for (const parent of commit.parents) {
      const id = memoryKey(parent)
      const known = this.#blocks.get(id)
      if (known === undefined) this.#expect(id, { state: 'outstanding', kind: 'commit', depth: depth + 1 })
      else if (known.kind !== 'commit') throw misplaced(parent.toString())
    }
  }

  #takeNode(id: LinkId, subtree: Subtree | undefined, { bytes }: Block, origin: Origin): void {
    const node =
      subtree === undefined ? openRootBytes(idToLink(id), bytes, CHECKS) : openSubtree(subtree, bytes, CHECKS)
    if (subtree === undefined) this.rootLevel = node.level
    if (origin === 'store') this.storedNodes.push(node)
    const values = this.valuesOf(node)
    this.entries += values.length
    for (const child of this.childrenOf(node)) this.#expectNode(child)
    for (const value of values) this.#expectMemory(value)
  }

  #expectNode(subtree: Subtree): void {
    // Keys are unique and every subtree has some, so in a valid tree no node stands twice.
    if (this.#blocks.has(subtree.id)) throw new FalseCommitError('the same node stands twice in the tree')
    this.#expect(subtree.id, { state: 'outstanding', kind: 'node', subtree })
  }

  #expectMemory(id: LinkId): void {
    const known = this.#blocks.get(id)
    if (known === undefined && this.#unwanted.has(id)) return void this.#blocks.set(id, DONE.store.memory)
    if (known === undefined && id.charCodeAt(1) === DAG_CBOR) return this.#expect(id, MEMORY)
    if (known?.kind !== 'memory')
      throw new FalseCommitError('a key of the tree names a block that is no memory')
  }

  #takeMemory(id: LinkId, { bytes }: Block): void {
    const memory = readMemory(bytes)
    this.hasMemories = true
    if (!isOpaque(memory) && this.#keptBytes < MAX_KEPT_MEMORY_BYTES) {
      this.#keptBytes += bytes.length
      this.memories.set(id, memory)
    }
    const payload = payloadOf(memory)
    if (payload !== undefined) this.#expectPayload(payload.link, id)
  }

  #takePayload(owner: LinkId, block: Block): void {
    for (const link of linksOf(block)) this.#expectPayload(link, owner)
  }

  #expectPayload(cid: CID, owner: LinkId): void {
    const { code, bytes } = cid
    if ((code !== RAW && code !== DAG_PB) || bytes.length !== 36)
      throw new FalseCommitError(`the payload ${cid.toString()} is neither raw nor UnixFS`)
    const id = memoryKey(cid)
    const known = this.#blocks.get(id)
    if (known === undefined) this.#expect(id, { state: 'outstanding', kind: 'payload', owner })
  }

  #expect(id: LinkId, entry: Outstanding): void {
    this.#blocks.set(id, entry)
    this.#outstanding[entry.kind].set(id, entry)
  }

  #finish(id: LinkId, entry: Outstanding, origin: Origin): void {
    this.#blocks.set(id, DONE[origin][entry.kind])
    this.#outstanding[entry.kind].delete(id)
  }
}

/** The payload of a memory, or what a block of a payload links to. */
function partsOf(block: Block): CID[] {
  if (block.cid.code !== DAG_CBOR) return linksOf(block)
  const payload = payloadOf(readMemory(block.bytes))
  return payload === undefined ? [] : [payload.link]
}

function misplaced(cid: string): FalseCommitError {
  return new FalseCommitError(`the block ${cid} stands in the history and elsewhere in the cube`)
}
