// What a pack has to hold: the commits, tree nodes and memories of a commit that the puller lacks. Reads nodes and
// commits only, and of trees only where they differ. Spec: protocols/sync/spec.md, "Pack".
import type { CID } from 'multiformats/cid'
import type { Block } from '../../core/codec/index.ts'
import { keysOfPart, parseCommit, type Commit } from '../../core/cube/index.ts'
import { MemCubeError } from '../../core/errors.ts'
import {
  childrenOf,
  DEFAULT_TREE_OPTIONS,
  idToCid,
  openRootBytes,
  openSubtrees,
  type KeyFilter,
  type LinkId,
  type OpenNode,
  type Subtree,
  type TreeReader,
} from '../../core/tree/index.ts'
import { ProtocolError, refusalError, type Refusal } from '../errors.ts'
import { AncestorWalk } from './ancestors.ts'
import { BaseTree } from './base-tree.ts'
import { SYNC_LIMITS } from './limits.ts'
import { memoryKey } from './memory-key.ts'
import type { Want } from './messages.ts'

export interface PackPlan {
  /** Children before parents. */
  commits: Block[]
  /** Parents before children. */
  nodes: Block[]
  /** In the order of their keys, each once. */
  memories: LinkId[]
}

/** Commits from which on the puller may read a cube. Any other commit counts as one that is not here, also in `have`. */
export type TipsOf = (cube: CID) => Promise<readonly CID[] | undefined>

/** The same answer to everything that is not there, not public or not for this peer. */
export const NOT_FOUND: Readonly<Refusal> = Object.freeze({
  class: 'denied',
  code: 'ERR_NOT_FOUND',
  message: 'the peer does not have this commit of this cube, or does not share it',
})

const CHECKS = Object.freeze({ bitsPerLevel: DEFAULT_TREE_OPTIONS.bitsPerLevel })

/** @throws ProtocolError ERR_NOT_FOUND with the refusal for the puller */
export async function planPack(reader: TreeReader, want: Want, tipsOf: TipsOf): Promise<PackPlan> {
  const tips = await tipsOf(want.cube)
  if (tips === undefined) throw refusalError(NOT_FOUND)
  const [bytes] = await reader.getMany([want.commit])
  const commit = bytes === undefined ? undefined : readCommit(bytes)
  if (commit === undefined || !commit.cube.equals(want.cube)) throw refusalError(NOT_FOUND)
  const wanted = await amongPublished(reader, tips, [{ id: want.commit, commit }])
  if (wanted.length === 0) throw refusalError(NOT_FOUND)
  const have = await usableCommits(reader, want, tipsOf)
  const commits = await planCommits(
    reader,
    want,
    { cid: want.commit, bytes: bytes! },
    have.map(({ id }) => id),
  )
  const base = await heldTree(reader, have)
  return { commits, ...(await planBeside(reader, want, commit.tree, base)) }
}

/** Of an older state there may be a part alone: then it is as if there were nothing of it. */
async function planBeside(
  reader: TreeReader,
  want: Want,
  tree: CID,
  base: CID | undefined,
): Promise<Omit<PackPlan, 'commits'>> {
  try {
    return await planTree(reader, want, tree, base)
  } catch (error) {
    const isIncomplete = error instanceof MemCubeError && error.code === 'ERR_NOT_FOUND'
    if (base === undefined || !isIncomplete) throw error
    return planTree(reader, want, tree, undefined)
  }
}

/** The tree to compare with. Of a cube of others a node holds all commits, and the states of a few. */
async function heldTree(reader: TreeReader, have: readonly { commit: Commit }[]): Promise<CID | undefined> {
  const trees = have.map(({ commit }) => commit.tree)
  const blocks = trees.length === 0 ? [] : await reader.getMany(trees)
  return trees.find((_, index) => blocks[index] !== undefined)
}

function readCommit(bytes: Uint8Array): Commit | undefined {
  try {
    return parseCommit(bytes)
  } catch {
    // Some other block of this node: no commit, and none of the puller's business.
    return undefined
  }
}

interface NamedCommit {
  id: CID
  commit: Commit
}

/** What the puller has and may know of. An answer that took others into account would tell that they are here. */
async function usableCommits(reader: TreeReader, want: Want, tipsOf: TipsOf): Promise<NamedCommit[]> {
  if (want.have.length === 0) return []
  const blocks = await reader.getMany(want.have)
  const here = want.have.flatMap((id, i): NamedCommit[] => {
    const commit = blocks[i] === undefined ? undefined : readCommit(blocks[i])
    return commit === undefined ? [] : [{ id, commit }]
  })
  const usable = new Set<NamedCommit>()
  for (const cube of new Map(here.map(({ commit }) => [memoryKey(commit.cube), commit.cube])).values()) {
    const tips = (await tipsOf(cube)) ?? []
    const ofCube = here.filter(({ commit }) => commit.cube.equals(cube))
    for (const one of await amongPublished(reader, tips, ofCube)) usable.add(one)
  }
  return here.filter((one) => usable.has(one))
}

/** Of commits of one cube those that are among the tips or in the history before them, in that cube. */
async function amongPublished(
  reader: TreeReader,
  tips: readonly CID[],
  commits: readonly NamedCommit[],
): Promise<readonly NamedCommit[]> {
  const [first] = commits
  if (first === undefined || commits.every(({ id }) => tips.some((tip) => tip.equals(id)))) return commits
  const walk = new AncestorWalk(reader, [...tips], first.commit.cube)
  const found = await walk.among(commits.map(({ id, commit: { rev } }) => ({ cid: id, rev })))
  return commits.filter(({ id }) => found.has(memoryKey(id)))
}

/** The commits that are not among the ancestors of what the puller has, level by level from the wanted one. */
async function planCommits(reader: TreeReader, want: Want, tip: Block, have: CID[]): Promise<Block[]> {
  if (have.some((id) => id.equals(tip.cid))) return [tip]
  const known = new AncestorWalk(reader, have)
  const seen = new Set([memoryKey(tip.cid)])
  const commits: Block[] = []
  let generation: Block[] = [tip]
  for (let depth = 1; generation.length > 0; depth++) {
    commits.push(...generation)
    if (commits.length > SYNC_LIMITS.maxCommits) throw tooLong()
    if (depth === want.depth) break
    generation = await parentsOf(reader, generation, want.cube, known, seen)
  }
  return commits
}

async function parentsOf(
  reader: TreeReader,
  generation: Block[],
  cube: CID,
  known: AncestorWalk,
  seen: Set<string>,
): Promise<Block[]> {
  const links: CID[] = []
  for (const { bytes } of generation) {
    const commit = parseCommit(bytes)
    // History of another cube ends with its first commit here.
    if (!commit.cube.equals(cube)) continue
    for (const parent of commit.parents) {
      const id = memoryKey(parent)
      if (seen.has(id)) continue
      seen.add(id)
      links.push(parent)
    }
  }
  if (links.length === 0) return []
  const blocks = await reader.getMany(links)
  const parents = links.map((cid, i) => ({ cid, bytes: present(cid, blocks[i]) }))
  const ancestors = await known.among(parents.map(({ cid, bytes }) => ({ cid, rev: parseCommit(bytes).rev })))
  return parents.filter(({ cid }) => !ancestors.has(memoryKey(cid)))
}

async function planTree(
  reader: TreeReader,
  want: Want,
  tree: CID,
  baseTree: CID | undefined,
): Promise<Omit<PackPlan, 'commits'>> {
  const within = keysOfPart(want.filter)
  const base = baseTree && new BaseTree(reader, baseTree, within)
  const skip = new Set(want.skip.map(memoryKey))
  if (base?.sharesRoot(tree) || skip.has(memoryKey(tree))) return { nodes: [], memories: [] }
  const [rootBytes] = await reader.getMany([tree])
  const root = openRootBytes(tree.bytes, present(tree, rootBytes), CHECKS)
  const opened: OpenNode[] = [root]
  const known = new Set<LinkId>()
  const below = (node: OpenNode): Subtree[] => childrenOf(node).filter((child) => within.meets(child))
  let closed = below(root)
  for (let level = Math.max(root.level, (await base?.restart()) ?? -1); level >= 0; level--) {
    if (level < root.level) {
      const shared = new Set(base?.shared(level, closed))
      const nodes = await openSubtrees(
        reader,
        closed.filter(({ id }) => !shared.has(id) && !skip.has(id)),
        CHECKS,
      )
      for (const node of nodes) opened.push(node)
      closed = nodes.flatMap(below)
    }
    for (const id of (await base?.openLevel(level)) ?? []) known.add(id)
  }
  const nodes = want.nodesHeld ? [] : opened.map(({ id, view }) => ({ cid: idToCid(id), bytes: view.bytes }))
  return { nodes, memories: memoriesInOrder(root, opened, { known, within }) }
}

/** In the order of keys, so that an interrupted pull leaves whole subtrees. */
function memoriesInOrder(
  root: OpenNode,
  opened: OpenNode[],
  { known, within }: { known: Set<LinkId>; within: KeyFilter },
): LinkId[] {
  const byId = new Map(opened.map((node) => [node.id, node]))
  const memories: LinkId[] = []
  const visit = ({ view }: OpenNode): void => {
    for (let i = 0; i <= view.keys.length; i++) {
      const child = view.hasChild(i) ? byId.get(view.childId(i)) : undefined
      if (child !== undefined) visit(child)
      if (i === view.keys.length) break
      const id = view.valueId(i)
      if (known.has(id) || !within.has(view.keys[i]!)) continue
      known.add(id)
      memories.push(id)
    }
  }
  visit(root)
  return memories
}

function present(cid: CID, bytes: Uint8Array | undefined): Uint8Array {
  if (bytes !== undefined) return bytes
  throw new ProtocolError('ERR_NOT_FOUND', `the block ${cid.toString()} of the commit is not here`, {
    refusal: {
      class: 'transient',
      code: 'ERR_NOT_FOUND',
      message: 'the peer does not have all of this commit; ask another one, or pull with a depth',
    },
  })
}

function tooLong(): ProtocolError {
  const message = `the history has more than ${SYNC_LIMITS.maxCommits} commits: pull with a depth`
  return new ProtocolError('ERR_LIMIT', message, {
    refusal: { class: 'limit', code: 'ERR_LIMIT', field: 'depth', message },
  })
}
