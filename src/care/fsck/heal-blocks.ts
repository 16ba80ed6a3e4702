/**
 * Fetches what a cube lost, round by round: a block that comes back shows what it links to, and that may be missing too.
 * Every block is proved by its CID before it takes the place of the damaged copy, whose bytes are kept aside.
 */
import type { CID } from 'multiformats/cid'
import { parseCid, type Block } from '../../core/codec/index.ts'
import type { Feeds, Forgets, Reads } from '../../cubes/index.ts'
import type { Stored, CallOptions } from '../../home/index.ts'
import type { Peers } from '../../sharing/index.ts'
import { checkStill, type CheckedCube } from './check-home.ts'
import type { Problem } from './problem.ts'
import { rebuildTree } from './rebuild-tree.ts'

type HealedBy = 'rebuilt here' | 'fetched from peers' | 'set aside'

export interface Healing {
  /** Block (CID text) to what put it right. */
  healed: Map<string, HealedBy>
  /** Most peers that were asked at once; 0 when nobody was. */
  peers: number
}

/** Heals one cube as far as it can be healed. @returns what is there then */
export async function healCube(
  node: Reads & Forgets & Feeds & Peers,
  before: CheckedCube,
  healing: Healing,
  { signal, progress }: CallOptions,
): Promise<CheckedCube> {
  let cube = before
  for (let local = true; ; local = false) {
    const wanted = blocksOf(cube.problems)
    if (wanted.length === 0) return cube
    const here = local ? await healHere(node, cube, wanted) : []
    note(healing, here, 'rebuilt here')
    const rest = wanted.filter((cid) => !here.some((block) => block.cid.equals(cid)))
    progress({ phase: `fetch blocks of ${cube.record.name}`, done: healing.healed.size, unit: 'blocks' })
    const fetched = await healByPeers(node, cube.record.cube, rest, healing, signal)
    if (here.length + fetched === 0) return cube
    cube = await checkStill(node, cube.record, signal)
  }
}

/** Asks peers for blocks of a cube and stores what comes. @returns how many came */
export async function healByPeers(
  node: Stored & Peers,
  cube: string,
  wanted: readonly CID[],
  healing: Healing,
  signal: AbortSignal,
): Promise<number> {
  if (node.network === undefined || wanted.length === 0) return 0
  const { blocks, peers } = await node.network.fetchBlocks(cube, wanted, signal)
  healing.peers = Math.max(healing.peers, peers)
  await node.store.healBlocks(blocks)
  note(healing, blocks, 'fetched from peers')
  return blocks.length
}

/** From damaged blocks whose bytes can be made out, and from the index. */
async function healHere(
  node: Reads & Feeds,
  { record, check }: CheckedCube,
  wanted: readonly CID[],
): Promise<Block[]> {
  const blocks = await node.store.recoverBlocks(wanted).catch((): Block[] => [])
  const tree = check.damagedTrees.find(({ commit }) => commit.equals(record.commit))
  // A tree of which a part is held cannot be made of its keys.
  if (tree !== undefined && record.part === undefined)
    blocks.push(...(await rebuildTree(node, record, tree.tree)))
  await node.store.healBlocks(blocks)
  const names = new Set(wanted.map(String))
  return blocks.filter(({ cid }) => names.has(cid.toString()))
}

function note({ healed }: Healing, blocks: readonly Block[], by: HealedBy): void {
  for (const { cid } of blocks) healed.set(cid.toString(), by)
}

export function blocksOf(problems: readonly Problem[]): CID[] {
  const wanted = problems.filter(({ kind, cid }) => (kind === 'missing' || kind === 'corrupt') && cid !== '')
  return [...new Set(wanted.map(({ cid }) => cid))].map(parseCid)
}
