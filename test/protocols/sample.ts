/** Cubes, stores and streams for the tests of the protocols: small, in memory, the same at every run. */
import { CID } from 'multiformats/cid'
import type { Block } from '../../src/core/codec/index.ts'
import {
  createGenesis,
  createMemory,
  nextTid,
  signCommit,
  signHead,
  signWithdrawal,
  type Genesis,
  type Head,
} from '../../src/core/cube/index.ts'
import { keyPairFromSecret, type KeyPair } from '../../src/core/identity/index.ts'
import { applyChanges, buildTree, type TreeReader } from '../../src/core/tree/index.ts'
import type { Channel } from '../../src/network/index.ts'
import {
  memoryKey,
  type ProtocolLogger,
  type Receiver,
  type Refusal,
  type VerifiedPull,
} from '../../src/protocols/index.ts'

export const NOW = 1_790_000_000_000

export function person(name: string): KeyPair {
  return keyPairFromSecret(new Uint8Array(32).fill(name.charCodeAt(0)))
}

export const alice = person('alice')
export const bob = person('bob')
export const eve = person('eve')

export function memoryBlock(text: string, body: unknown = text): Block {
  return createMemory({
    type: 'plaintext',
    media: 'text/plain',
    body: body as string,
    tags: [],
    created: NOW,
    provenance: { activity: 'test' },
    governance: {},
  }).block
}

/** Blocks by CID, in memory; remembers what was asked of it. */
export class MemoryStore implements TreeReader {
  readonly blocks = new Map<string, Uint8Array>()
  readonly reads: string[] = []

  put(...blocks: Block[]): void {
    for (const { cid, bytes } of blocks) this.blocks.set(memoryKey(cid), bytes)
  }

  get(cid: CID): Uint8Array | undefined {
    return this.blocks.get(memoryKey(cid))
  }

  delete(cid: CID): void {
    this.blocks.delete(memoryKey(cid))
  }

  getMany(cids: CID[]): Promise<(Uint8Array | undefined)[]> {
    this.reads.push(...cids.map(memoryKey))
    return Promise.resolve(cids.map((cid) => this.get(cid)))
  }
}

/** A cube whose author commits to it; every block it ever had is in `store`. */
export class SampleCube {
  readonly store = new MemoryStore()
  readonly author: KeyPair
  readonly genesis: Block & { genesis: Genesis }
  /** From the first commit to the last. */
  readonly commits: Block[] = []
  tree: CID
  #rev: string | undefined
  #entries = new Map<string, CID>()

  constructor(
    options: {
      author?: KeyPair
      name?: string
      forkOf?: { cube: CID; commit: CID }
      coAuthor?: KeyPair
    } = {},
  ) {
    const { author = alice, name = 'field-notes', forkOf, coAuthor } = options
    this.author = author
    this.genesis = createGenesis({
      name,
      authors: [author, ...(coAuthor === undefined ? [] : [coAuthor])].map(({ publicKey }) => publicKey),
      visibility: 'public',
      created: NOW,
      nonce: new Uint8Array(16),
      ...(forkOf && { forkOf }),
    })
    this.store.put(this.genesis)
    const empty = buildTree([])
    this.tree = empty.root
    this.store.put(...empty.blocks)
  }

  get id(): CID {
    return this.genesis.cid
  }

  get tip(): Block {
    return this.commits.at(-1)!
  }

  get size(): number {
    return this.#entries.size
  }

  keys(): string[] {
    return [...this.#entries.keys()]
  }

  /** Commits changes: texts by key, `null` to remove; a block stands for itself. */
  async commit(
    changes: Record<string, string | Block | null>,
    options: { parents?: CID[]; count?: number; by?: KeyPair } = {},
  ): Promise<Block> {
    const treeChanges = Object.entries(changes).map(([key, content]) => {
      if (content === null) {
        this.#entries.delete(key)
        return { key, value: null }
      }
      const block = typeof content === 'string' ? memoryBlock(content) : content
      this.store.put(block)
      this.#entries.set(key, block.cid)
      return { key, value: block.cid }
    })
    const write = await applyChanges(this.store, this.tree, treeChanges)
    this.store.put(...write.blocks)
    this.tree = write.root
    return this.sign(write.root, options)
  }

  /** Signs a commit over any tree, true or not. */
  sign(tree: CID, options: { parents?: CID[]; count?: number; cube?: CID; by?: KeyPair } = {}): Block {
    const { by = this.author } = options
    this.#rev = nextTid(this.#rev, NOW + this.commits.length, 0)
    const parents = options.parents ?? (this.commits.length === 0 ? [] : [this.tip.cid])
    const { block } = signCommit(
      {
        cube: options.cube ?? this.id,
        tree,
        parents,
        rev: this.#rev,
        author: by.publicKey,
        time: NOW,
        message: `commit ${this.commits.length + 1}`,
        count: options.count ?? this.#entries.size,
      },
      by.secret,
    )
    this.store.put(block)
    this.commits.push(block)
    return block
  }

  head(
    seq: number,
    options: { commit?: CID; expires?: number; by?: KeyPair } = {},
  ): { head: Head; bytes: Uint8Array } {
    const { commit = this.tip.cid, expires = NOW + 86_400_000, by = this.author } = options
    return signHead(
      { cube: this.id, seq, refs: { main: commit }, author: by.publicKey, time: NOW, expires },
      by.secret,
    )
  }

  withdrawal(seq: number): Uint8Array {
    return signWithdrawal(
      { cube: this.id, seq, author: this.author.publicKey, time: NOW },
      this.author.secret,
    ).bytes
  }
}

/** `count` texts under keys that spread over the whole tree. */
export function notes(count: number, from = 0): Record<string, string> {
  return Object.fromEntries(
    Array.from({ length: count }, (_, i) => [
      `notes/${String(from + i).padStart(5, '0')}`,
      `note ${from + i}`,
    ]),
  )
}

/** The receiving side of a node: staged blocks, and what was made visible. */
export class SampleReceiver extends MemoryStore implements Receiver {
  readonly staged = new Map<string, Set<string>>()
  readonly flips: VerifiedPull[] = []
  readonly offers: { blocks: number; bytes: number }[] = []
  refusal: Refusal | undefined
  /** Throws when more than so many blocks have been staged: the moment of a crash. */
  stageLimit = Infinity
  stagedBlocks = 0

  mayAccept(offer: { blocks: number; bytes: number }): Promise<Refusal | undefined> {
    this.offers.push(offer)
    return Promise.resolve(this.refusal)
  }

  stage(cube: CID, blocks: Block[]): Promise<void> {
    for (const block of blocks) {
      if (this.stagedBlocks >= this.stageLimit) return Promise.reject(new Error('killed'))
      this.stagedBlocks++
      this.put({ cid: block.cid, bytes: Uint8Array.from(block.bytes) })
      const mark = this.staged.get(cube.toString()) ?? new Set()
      this.staged.set(cube.toString(), mark.add(memoryKey(block.cid)))
    }
    return Promise.resolve()
  }

  discard(cube: CID): Promise<void> {
    for (const key of this.staged.get(cube.toString()) ?? []) this.blocks.delete(key)
    this.staged.delete(cube.toString())
    return Promise.resolve()
  }

  flip(pull: VerifiedPull): Promise<void> {
    this.put(pull.genesisBlock)
    this.staged.delete(pull.cube.toString())
    this.flips.push(pull)
    return Promise.resolve()
  }
}

/** Two ends of one stream in memory; frames arrive in order, each in a turn of its own. */
export function channelPair(left = 'alice', right = 'bob'): { left: TestChannel; right: TestChannel } {
  const a = new TestChannel(right)
  const b = new TestChannel(left)
  a.other = b
  b.other = a
  return { left: a, right: b }
}

export class TestChannel implements Channel {
  readonly protocol = '/test'
  readonly remotePeer: string
  other!: TestChannel
  /** Frames written by this end. */
  readonly written: Uint8Array[] = []
  /** Most bytes of this end that waited to be read: chunks of a pack, and the frames around them. */
  maxBacklogBytes = 0
  #inbox: Uint8Array[] = []
  #ended = false
  #failure: Error | undefined
  #wake: (() => void) | undefined

  constructor(remotePeer: string) {
    this.remotePeer = remotePeer
  }

  async read({ signal }: { signal?: AbortSignal } = {}): Promise<Uint8Array | undefined> {
    for (;;) {
      if (signal?.aborted) throw new Error('aborted')
      if (this.#failure !== undefined) throw this.#failure
      const frame = this.#inbox.shift()
      if (frame !== undefined) return frame
      if (this.#ended) return undefined
      await new Promise<void>((resolve) => {
        this.#wake = resolve
        signal?.addEventListener('abort', () => resolve(), { once: true })
      })
    }
  }

  write(frame: Uint8Array): Promise<void> {
    if (this.#failure !== undefined) return Promise.reject(this.#failure)
    this.written.push(frame)
    setImmediate(() => this.other.deliver(frame))
    return Promise.resolve()
  }

  deliver(frame: Uint8Array): void {
    this.#inbox.push(frame)
    const waiting = this.#inbox.reduce((sum, { length }) => sum + length, 0)
    this.other.maxBacklogBytes = Math.max(this.other.maxBacklogBytes, waiting)
    this.#wake?.()
  }

  close(): Promise<void> {
    setImmediate(() => this.other.end())
    return Promise.resolve()
  }

  end(): void {
    this.#ended = true
    this.#wake?.()
  }

  abort(error: Error): void {
    this.fail(error)
    setImmediate(() => this.other.fail(new Error('the stream was cut')))
  }

  fail(error: Error): void {
    this.#failure ??= error
    this.#wake?.()
  }
}

/** What a promise was rejected with. */
export async function rejection(
  promise: Promise<unknown>,
): Promise<Error & { code?: string; refusal?: Refusal }> {
  try {
    await promise
  } catch (error) {
    return error as Error
  }
  throw new Error('expected a rejection')
}

export const silent: ProtocolLogger = { debug: () => undefined, info: () => undefined, warn: () => undefined }

/** Keeps what was logged. */
export function keepingLogger(): ProtocolLogger & {
  lines: { fields: Record<string, unknown>; message: string }[]
} {
  const lines: { fields: Record<string, unknown>; message: string }[] = []
  const keep = (fields: object, message: string): undefined =>
    void lines.push({ fields: { ...fields }, message })
  return { lines, debug: keep, info: keep, warn: keep }
}
