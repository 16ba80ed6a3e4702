/** The mirror of a sample cube, state by state, and only what a seed holds of it. */
import type { CID } from 'multiformats/cid'
import { verifyCommit, parseGenesis, nextTid, type Commit } from '../../../src/core/cube/index.ts'
import type { KeyPair } from '../../../src/core/identity/index.ts'
import {
  createMirror,
  openSealed,
  sealState,
  signMirrorCommit,
  type ContentKeys,
  type Mirror,
  type SealedReader,
} from '../../../src/core/sealed/index.ts'
import { author, Blocks, blocksOf, headOf, type SampleCube } from './sample-cube.ts'

export interface Mirrored {
  mirror: Mirror
  seed: Blocks
  commits: Commit[]
  /** Blocks that each state added. */
  added: number[]
}

/** Every state of the cube, each under the epoch given for it. */
export async function mirrorOf(
  cube: SampleCube,
  keys: ContentKeys,
  epochs: readonly number[],
  by: KeyPair = author,
): Promise<Mirrored> {
  const init = { genesis: cube.genesis.bytes, author: by.publicKey, epoch: epochs[0]! }
  const mirror = createMirror(keys, init)
  const seed = new Blocks()
  const commits: Commit[] = []
  const added: number[] = []
  let parents: CID[] = []
  for (const [at, epoch] of epochs.entries()) {
    const last = commits.at(-1)
    const blocks = blocksOf(cube, at + 1)
    const statement = headOf(cube, at, by)
    const state = await sealState({ reader: seed, mirror, epoch, base: last?.tree, blocks, statement })
    seed.put(state.blocks)
    added.push(state.blocks.length)
    const count = (last?.count ?? 0) + state.entries
    const fields = { tree: state.root, parents, rev: nextTid(last?.rev, at + 1, 0), time: at + 1, count }
    const { commit, block } = signMirrorCommit(mirror, fields, by.secret)
    verifyCommit(commit, parseGenesis(mirror.genesis.bytes))
    seed.put([block])
    commits.push(commit)
    parents = [block.cid]
  }
  return { mirror, seed, commits, added }
}

/** The newest state, or the one at this place. */
export function readerOf({ seed, mirror, commits }: Mirrored, at = commits.length - 1): SealedReader {
  return openSealed(seed, mirror, commits[at]!.tree)
}
