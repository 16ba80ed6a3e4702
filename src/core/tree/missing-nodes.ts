// What a peer that has some trees lacks of another one: nodes from the top, each followed by the values in it. A
// receiver can check every block against one that it has already seen.
import type { CID } from 'multiformats/cid'
import { frontierBelow, type Frontier } from './levels.ts'
import { cidToLink, idToCid, type LinkId } from './link.ts'
import { bitsPerLevelOf, type TreeOptions } from './options.ts'
import {
  BATCH_NODES,
  childrenOf,
  openRoot,
  openRootBytes,
  openSubtrees,
  type Checks,
  type OpenNode,
  type TreeReader,
} from './subtree.ts'

/** A node of the wanted tree, or the value of one of its entries. */
export type MissingBlock = { node: CID } | { key: string; value: CID }

/**
 * The nodes and values of tree `want` that none of the trees `haveRoots` has: level by level, parents before
 * children, a node before its values. A have root that the reader lacks counts for nothing; one that it has must be
 * there with all its nodes. A value that several new keys share comes once for each of them.
 * @throws TreeError ERR_NOT_FOUND, ERR_UNVERIFIABLE
 */
export async function* missingNodes(
  reader: TreeReader,
  haveRoots: CID[],
  want: CID,
  options?: Partial<TreeOptions>,
): AsyncGenerator<MissingBlock> {
  if (haveRoots.some((root) => root.equals(want))) return
  const checks: Checks = { bitsPerLevel: bitsPerLevelOf(options) }
  const root = await openRoot(reader, want, checks)
  const haves = await openHaves(reader, haveRoots, checks)
  if (root.level < 0) yield { node: want }
  let hadNodes: OpenNode[] = []
  let wanted: Frontier = []
  for (let level = Math.max(root.level, ...haves.map((have) => have.level)); level >= 0; level--) {
    if (level === root.level) wanted = [root]
    const rest = withoutTwins(
      [...frontierBelow(hadNodes), ...haves.filter((have) => have.level === level)],
      wanted,
    )
    wanted = rest.wanted
    if (level <= root.level && wanted.length === 0) return
    hadNodes = await openSubtrees(reader, rest.had, checks)
    const hadValues = new Set(hadNodes.flatMap(valueIds))
    const below: Frontier = []
    for (let from = 0; from < wanted.length; from += BATCH_NODES) {
      // In batches, so that a first pull of a large tree does not hold a whole level.
      for (const node of await openSubtrees(reader, wanted.slice(from, from + BATCH_NODES), checks)) {
        for (const block of blocksOf(node, hadValues)) yield block
        below.push(...childrenOf(node))
      }
    }
    wanted = below
  }
}

/** Leaves out what is on both sides, and on the side of the haves what several of them share. */
function withoutTwins(had: Frontier, wanted: Frontier): { had: Frontier; wanted: Frontier } {
  const hadById = new Map(had.map((subtree) => [subtree.id, subtree]))
  const missing = wanted.filter(({ id }) => !hadById.has(id))
  for (const { id } of wanted) hadById.delete(id)
  return { had: [...hadById.values()], wanted: missing }
}

async function openHaves(reader: TreeReader, roots: CID[], checks: Checks): Promise<OpenNode[]> {
  const blocks = roots.length === 0 ? [] : await reader.getMany(roots)
  return roots.flatMap((root, i) =>
    blocks[i] === undefined ? [] : [openRootBytes(cidToLink(root), blocks[i], checks)],
  )
}

/** A node, and those of its values that are not among `had`. */
function blocksOf({ id, view }: OpenNode, had: Set<LinkId>): MissingBlock[] {
  const blocks: MissingBlock[] = [{ node: idToCid(id) }]
  view.keys.forEach((key, i) => {
    const value = view.valueId(i)
    if (!had.has(value)) blocks.push({ key, value: idToCid(value) })
  })
  return blocks
}

function valueIds({ view }: OpenNode): LinkId[] {
  return view.keys.map((_, i) => view.valueId(i))
}
