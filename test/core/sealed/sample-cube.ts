/** A cube in memory that grows commit by commit, and the blocks of everything in it. */
import type { CID } from 'multiformats/cid'
import { cidFor, linksOf, RAW, sha256, type Block } from '../../../src/core/codec/index.ts'
import {
  createGenesis,
  createMemory,
  nextTid,
  signCommit,
  signHead,
  type Commit,
} from '../../../src/core/cube/index.ts'
import { keyPairFromSecret, type KeyPair } from '../../../src/core/identity/index.ts'
import type { ContentKeys, Statement } from '../../../src/core/sealed/index.ts'
import { applyChanges, emptyTree, walk, type TreeReader } from '../../../src/core/tree/index.ts'

export const author = keyPairFromSecret(sha256(Buffer.from('author of sealed cubes')))
export const another = keyPairFromSecret(sha256(Buffer.from('another author of sealed cubes')))
const swarm = cidFor(RAW, Buffer.from('a swarm'))

/** The keys of the epochs listed, of one swarm. */
export function keysOf(...epochs: number[]): ContentKeys {
  return {
    swarm,
    contentOf: (epoch) => (epochs.includes(epoch) ? sha256(Buffer.from(`content ${epoch}`)) : undefined),
  }
}

export class Blocks implements TreeReader {
  readonly held = new Map<string, Uint8Array>()

  async getMany(cids: CID[]): Promise<(Uint8Array | undefined)[]> {
    return cids.map((cid) => this.held.get(cid.toString()))
  }

  put(blocks: readonly Block[]): void {
    for (const { cid, bytes } of blocks) this.held.set(cid.toString(), bytes)
  }
}

/** Texts to hold under keys; null takes a key out. Longer than 16 KiB they become payloads. */
export type Edit = Record<string, string | null>

export interface SampleCube {
  genesis: Block
  blocks: Blocks
  commits: { commit: Commit; block: Block }[]
}

export function sampleCube(name = 'notes'): SampleCube {
  const genesis = createGenesis({
    name,
    authors: [author.publicKey, another.publicKey],
    visibility: 'public',
    created: 1_700_000_000_000,
    nonce: sha256(Buffer.from(name)).slice(0, 16),
  })
  const blocks = new Blocks()
  blocks.put([genesis])
  return { genesis, blocks, commits: [] }
}

export async function commitEdit(cube: SampleCube, edit: Edit): Promise<void> {
  const { genesis, blocks, commits } = cube
  const last = commits.at(-1)
  if (last === undefined) blocks.put(emptyTree().blocks)
  const changes = Object.entries(edit).map(([key, text]) => {
    if (text === null) return { key, value: null }
    const payload = Buffer.from(text)
    const link = cidFor(RAW, payload)
    const isLong = payload.length > 16 * 1024
    if (isLong) blocks.put([{ cid: link, bytes: payload }])
    const { block } = createMemory({
      type: 'plaintext',
      media: 'text/plain',
      body: isLong ? { link, bytes: payload.length } : text,
      tags: [],
      created: 1_700_000_000_000,
      provenance: { activity: 'written' },
      governance: {},
    })
    blocks.put([block])
    return { key, value: block.cid }
  })
  const written = await applyChanges(blocks, last?.commit.tree ?? emptyTree().root, changes)
  blocks.put(written.blocks)
  const time = 1_700_000_000_000 + commits.length
  let count = 0
  for await (const _ of walk(blocks, written.root)) count++
  const next = signCommit(
    {
      cube: genesis.cid,
      tree: written.root,
      parents: last === undefined ? [] : [last.block.cid],
      rev: nextTid(last?.commit.rev, time, 0),
      author: author.publicKey,
      time,
      message: 'what changed is nobody’s business',
      count,
    },
    author.secret,
  )
  blocks.put([next.block])
  commits.push(next)
}

/** Every block of the cube but its genesis: commits, tree nodes, memories, payloads. */
export function blocksOf({ blocks, commits }: SampleCube, upTo = commits.length): Block[] {
  const found = new Map<string, Block>()
  const stack = commits.slice(0, upTo).map(({ block }) => block.cid)
  const known = new Set<string>()
  for (let cid = stack.pop(); cid !== undefined; cid = stack.pop()) {
    const bytes = blocks.held.get(cid.toString())
    if (bytes === undefined || known.has(cid.toString())) continue
    known.add(cid.toString())
    found.set(cid.toString(), { cid, bytes })
    stack.push(...linksOf({ cid, bytes }))
  }
  const genesis = commits[0]?.commit.cube.toString()
  return [...found.values()].filter(({ cid }) => cid.toString() !== genesis)
}

/** What an author says is current: the commit at this place, from the first. */
export function headOf({ genesis, commits }: SampleCube, at: number, by: KeyPair = author): Statement {
  const fields = { cube: genesis.cid, seq: at + 1, refs: { 'secret-branch': commits[at]!.block.cid } }
  const { bytes } = signHead({ ...fields, author: by.publicKey, time: 1, expires: 2 }, by.secret)
  return { statement: Uint8Array.from(bytes), rosters: [] }
}
