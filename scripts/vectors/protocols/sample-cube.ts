// A small cube with three commits, the same at every run.
import type { CID } from 'multiformats/cid'
import type { Block } from '../../../src/core/codec/index.ts'
import {
  createGenesis,
  createMemory,
  signCommit,
  signHead,
  signWithdrawal,
  type Version,
} from '../../../src/core/cube/index.ts'
import { keyPairFromSecret, type KeyPair } from '../../../src/core/identity/index.ts'
import { buildTree } from '../../../src/core/tree/index.ts'
import { memoryKey } from '../../../src/protocols/index.ts'

export const TIME = 1_767_225_600_000
export const alice = keyPairFromSecret(new Uint8Array(32).fill(1))
export const eve = keyPairFromSecret(new Uint8Array(32).fill(2))

/** Every block of the vectors, by CID. */
export class Blocks {
  readonly #blocks = new Map<string, Block>()

  put(...blocks: Block[]): void {
    for (const block of blocks) this.#blocks.set(memoryKey(block.cid), block)
  }

  get(cid: CID): Block {
    return this.#blocks.get(memoryKey(cid))!
  }

  getMany(cids: CID[]): Promise<(Uint8Array | undefined)[]> {
    return Promise.resolve(cids.map((cid) => this.#blocks.get(memoryKey(cid))?.bytes))
  }
}

function memory(text: string, v: Version): Block {
  const input = {
    v,
    type: 'plaintext' as const,
    media: 'text/plain',
    body: text,
    tags: [],
    created: TIME,
    provenance: { activity: 'vector' },
    governance: {},
  }
  return createMemory(input).block
}

/** Texts by key, for the tree of one commit. */
export type Texts = Record<string, string>

interface CommitOptions {
  count?: number
  by?: KeyPair
  v?: Version
  /** What else the tree has, by key. */
  others?: Record<string, Block>
}

export class VectorCube {
  readonly blocks = new Blocks()
  readonly genesis = createGenesis({
    v: 1,
    name: 'vectors',
    authors: [alice.publicKey],
    visibility: 'public',
    created: TIME,
    nonce: new Uint8Array(16),
  })
  readonly commits: Block[] = []
  /** Of the tree of the newest commit. */
  entries: [key: string, value: CID][] = []

  constructor() {
    this.blocks.put(this.genesis)
  }

  commit(content: Texts, options: CommitOptions = {}): Block {
    const { by = alice, v = 1, others = {} } = options
    const said = Object.entries(content).map(([key, text]) => ({ key, block: memory(text, v) }))
    const memories = [...said, ...Object.entries(others).map(([key, block]) => ({ key, block }))]
    this.entries = memories.map(({ key, block }) => [key, block.cid])
    const tree = buildTree(this.entries)
    const { count = memories.length } = options
    const { block } = signCommit(
      {
        v,
        cube: this.genesis.cid,
        tree: tree.root,
        parents: this.commits.slice(-1).map(({ cid }) => cid),
        rev: `3mbdhk5zk222${'234567'[this.commits.length]!}`,
        author: by.publicKey,
        time: TIME,
        message: `commit ${this.commits.length + 1}`,
        count,
      },
      by.secret,
    )
    this.blocks.put(...memories.map(({ block: one }) => one), ...tree.blocks, block)
    this.commits.push(block)
    return block
  }

  /** The nodes of the newest tree, parents first, and then what its keys name. */
  state(): Block[] {
    return [...this.nodes(), ...this.entries.map(([, value]) => this.blocks.get(value))]
  }

  nodes(): Block[] {
    return buildTree(this.entries).blocks.toReversed()
  }

  head(seq: number, options: { expires?: number; by?: KeyPair; v?: Version } = {}): Uint8Array {
    const { expires = TIME + 86_400_000, by = alice, v = 1 } = options
    const commit = this.commits.at(-1)!.cid
    const refs = { main: commit }
    const { cid: cube } = this.genesis
    return signHead({ v, cube, seq, refs, author: by.publicKey, time: TIME, expires }, by.secret).bytes
  }

  withdrawal(seq: number): Uint8Array {
    const { cid: cube } = this.genesis
    return signWithdrawal({ v: 1, cube, seq, author: alice.publicKey, time: TIME }, alice.secret).bytes
  }
}

export function texts(count: number): Texts {
  return Object.fromEntries(
    Array.from({ length: count }, (_, i) => [`notes/${String(i).padStart(3, '0')}`, `note ${i}`]),
  )
}
