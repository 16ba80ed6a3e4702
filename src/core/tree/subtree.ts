// A link together with what its parent says about it, and the one place where nodes are read and held against that:
// level, range of keys, and on demand the depth of every key. A node passes only if it could stand where it was found,
// so a path through a tree is at most as long as the depth of a key that its root shows.
import type { CID } from 'multiformats/cid'
import { shortened } from '../errors.ts'
import { bytesEqual, rememberLast, sha256 } from '../codec/index.ts'
import { compareKeys, keyDepth } from './key.ts'
import { cidToLink, idToCid, idToLink, linkId, type LinkId } from './link.ts'
import { readNode, type NodeView } from './read-node.ts'
import { TreeError, unverifiable } from './tree-error.ts'

/** Gives the bytes of blocks, in the order asked; `undefined` for one that it does not have. */
export interface TreeReader {
  getMany(cids: CID[]): Promise<(Uint8Array | undefined)[]>
  /** Between two nodes: resolves when others have had their turn; undefined while there is time. Whoever reads strangers' trees has it. */
  pause?(): Promise<void> | undefined
}

/** A link at its place: every key below it lies strictly between `after` and `before`. */
export class Subtree {
  readonly id: LinkId
  readonly level: number
  readonly after: string | undefined
  readonly before: string | undefined
  /** The node, where it has been read. */
  readonly view: NodeView | undefined

  constructor(id: LinkId, level: number, after?: string, before?: string, view?: NodeView) {
    this.id = id
    this.level = level
    this.after = after
    this.before = before
    this.view = view
  }

  /** The 36 bytes of the link. */
  get link(): Uint8Array {
    return idToLink(this.id)
  }
}

/** A subtree whose node has been read and fits. */
export type OpenNode = Subtree & { readonly view: NodeView }

/** How much of a node is checked beyond shape, level and range. */
export interface Checks {
  bitsPerLevel: number
  /** Hash every key: does it live at the level where it stands? Costs 1 microsecond a key. */
  depths?: boolean
  /** Keeps depths of keys that many trees have: see `createDepths`. */
  depthOf?: (key: string) => number
  /** Nodes that were read before, for who looks at trees that have most nodes in common, through a reader that keeps their bytes. */
  seen?: SeenNodes
  /** Hash every block, for readers that do not. */
  hashes?: boolean
}

/** Nodes by their very bytes, read and checked as they stood at a level. */
export type SeenNodes = WeakMap<Uint8Array, { view: NodeView; level: number }>

// Nodes asked of the reader at once: large enough for the batched reads of a store, small enough that a batch of
// ordinary nodes (2.5 KiB) is under 1 MiB. A guess.
export const BATCH_NODES = 256

/** A change to a tree looks several times at the nodes on the way to a key. Enough for those of some writers. Guess. */
const viewOf = rememberLast(readNode, 64)

/**
 * The root, whose level is that of its keys, or -1 for the tree without entries.
 * @throws TreeError ERR_NOT_FOUND, ERR_UNVERIFIABLE
 */
export async function openRoot(reader: TreeReader, root: CID, checks: Checks): Promise<OpenNode> {
  const link = cidToLink(root)
  const [bytes] = await reader.getMany([root])
  return openRootBytes(link, bytes, checks)
}

/** As `openRoot`, with the bytes at hand. */
export function openRootBytes(link: Uint8Array, bytes: Uint8Array | undefined, checks: Checks): OpenNode {
  const id = linkId(link)
  const view = knownView(present(id, bytes), checks)
  const first = view.keys[0]
  if (first === undefined && view.hasChild(0)) throw unverifiable('a root without entries has a child')
  const level = first === undefined ? -1 : keyDepth(first, checks.bitsPerLevel)
  const node = new Subtree(id, level, undefined, undefined, view) as OpenNode
  checkNode(node, checks)
  return node
}

/** Reads the nodes of subtrees, in their order. @throws TreeError ERR_NOT_FOUND, ERR_UNVERIFIABLE */
export async function openSubtrees(
  reader: TreeReader,
  subtrees: Subtree[],
  checks: Checks,
): Promise<OpenNode[]> {
  const opened: OpenNode[] = []
  for (let from = 0; from < subtrees.length; from += BATCH_NODES) {
    // One batch after the other, so that the reader never holds a whole level.
    opened.push(...(await openBatch(reader, subtrees.slice(from, from + BATCH_NODES), checks)))
  }
  return opened
}

async function openBatch(reader: TreeReader, subtrees: Subtree[], checks: Checks): Promise<OpenNode[]> {
  const closed = subtrees.filter((subtree) => subtree.view === undefined)
  const blocks = closed.length === 0 ? [] : await reader.getMany(closed.map((subtree) => idToCid(subtree.id)))
  const opened: OpenNode[] = []
  let next = 0
  for (const subtree of subtrees) {
    opened.push(isOpen(subtree) ? subtree : openSubtree(subtree, blocks[next++], checks))
    await reader.pause?.()
  }
  return opened
}

function isOpen(subtree: Subtree): subtree is OpenNode {
  return subtree.view !== undefined
}

/** As `openSubtrees`, for one and with the bytes at hand. */
export function openSubtree(subtree: Subtree, bytes: Uint8Array | undefined, checks: Checks): OpenNode {
  const view = knownView(present(subtree.id, bytes), checks)
  const { id, level, after, before } = subtree
  const node = new Subtree(id, level, after, before, view) as OpenNode
  if (view.keys.length === 0 && !view.hasChild(0)) throw unverifiable('an empty node below the root')
  checkNode(node, checks)
  return node
}

/** Child `i` of a node, or `undefined` where there is none. */
export function childOf(node: OpenNode, i: number): Subtree | undefined {
  const { view, level } = node
  if (!view.hasChild(i)) return undefined
  const after = i === 0 ? node.after : view.keys[i - 1]
  const before = i === view.keys.length ? node.before : view.keys[i]
  return new Subtree(view.childId(i), level - 1, after, before)
}

/** All children of a node in key order. */
export function childrenOf(node: OpenNode): Subtree[] {
  const children: Subtree[] = []
  for (let i = 0; i <= node.view.keys.length; i++) {
    const child = childOf(node, i)
    if (child !== undefined) children.push(child)
  }
  return children
}

function knownView(bytes: Uint8Array, { seen }: Checks): NodeView {
  return seen?.get(bytes)?.view ?? viewOf(bytes)
}

function present(id: LinkId, bytes: Uint8Array | undefined): Uint8Array {
  if (bytes !== undefined) return bytes
  throw new TreeError('ERR_NOT_FOUND', `the tree node ${idToCid(id).toString()} is not here`)
}

function checkNode(node: OpenNode, checks: Checks): void {
  const { view, level, after, before } = node
  const { keys } = view
  if (checks.hashes === true && !bytesEqual(sha256(view.bytes), node.link.subarray(4))) {
    throw unverifiable(`its bytes do not have the hash of ${idToCid(node.id).toString()}`)
  }
  const isSeen = checks.seen?.get(view.bytes)?.level === level
  if (level === 0) checkIsLeaf(view)
  const first = keys[0]
  if (first === undefined) return
  if (after !== undefined && compareKeys(first, after) <= 0)
    throw unverifiable(`the key ${quote(first)} lies before its parent's range`)
  const last = keys.at(-1)!
  if (before !== undefined && compareKeys(last, before) >= 0)
    throw unverifiable(`the key ${quote(last)} lies after its parent's range`)
  if (checks.depths === true && !isSeen) checkDepths(keys, level, checks)
  checks.seen?.set(view.bytes, { view, level })
}

function checkIsLeaf(view: NodeView): void {
  for (let i = 0; i <= view.keys.length; i++) {
    if (view.hasChild(i)) throw unverifiable('a node of level 0 has a child')
  }
}

function checkDepths(keys: readonly string[], level: number, { bitsPerLevel, depthOf }: Checks): void {
  for (const key of keys) {
    const depth = depthOf === undefined ? keyDepth(key, bitsPerLevel) : depthOf(key)
    if (depth !== level)
      throw unverifiable(`the key ${quote(key)} of level ${depth} stands at level ${level}`)
  }
}

function quote(key: string): string {
  return JSON.stringify(shortened(key, 80))
}
