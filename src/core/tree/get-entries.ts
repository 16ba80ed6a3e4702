// Many keys of one tree at once: level by level, each node opened once for all keys that lead through it.
import type { CID } from 'multiformats/cid'
import { Latest } from '../latest/index.ts'
import { locate } from './get-entry.ts'
import { compareKeys, keyBytes, keyDepth } from './key.ts'
import { linkToCid } from './link.ts'
import { bitsPerLevelOf, type TreeOptions } from './options.ts'
import {
  childOf,
  openRoot,
  openSubtrees,
  type Checks,
  type OpenNode,
  type Subtree,
  type TreeReader,
} from './subtree.ts'
import { unverifiable } from './tree-error.ts'

/** Nodes that stay open between look-ups: some 7 KiB each with 52-character keys, so 28 MiB. A guess. */
const maxOpened = 4_096

/** Nodes of one tree that were opened, the last ones up to a limit: a root passed to several look-ups is read once. */
export class OpenedNodes {
  readonly #nodes: Latest<string, OpenNode>

  constructor(limit = maxOpened) {
    this.#nodes = new Latest(limit)
  }

  /** @returns the node only for the place in which it was checked */
  at(place: Subtree): OpenNode | undefined {
    const node = this.#nodes.get(place.id)
    const fits = node?.level === place.level && node.after === place.after && node.before === place.before
    return fits ? node : undefined
  }

  keep(nodes: readonly OpenNode[]): void {
    for (const node of nodes) this.#nodes.keep(node.id, node)
  }

  root: OpenNode | undefined
}

interface Wanted {
  key: string
  depth: number
  at: number
}

interface Group {
  place: Subtree
  wanted: Wanted[]
}

/**
 * The values of keys, in the order asked; `undefined` for one that is not there. A key may be asked twice.
 * @param opened of this root and no other; a new one by default
 * @throws TreeError ERR_INVALID_INPUT, ERR_NOT_FOUND, ERR_UNVERIFIABLE
 */
export async function getEntries(
  reader: TreeReader,
  root: CID,
  keys: readonly string[],
  { opened = new OpenedNodes(), ...options }: Partial<TreeOptions> & { opened?: OpenedNodes } = {},
): Promise<(CID | undefined)[]> {
  const checks: Checks = { bitsPerLevel: bitsPerLevelOf(options) }
  const wanted = keys
    .map((key, at): Wanted => ({ key, depth: keyDepth(keyBytes(key), checks.bitsPerLevel), at }))
    .sort((a, b) => compareKeys(a.key, b.key))
  const found: (CID | undefined)[] = Array.from({ length: keys.length })
  opened.root ??= await openRoot(reader, root, checks)
  let groups = search(opened.root, wanted, found)
  while (groups.length > 0) {
    const nodes = await openAll(reader, groups, opened, checks)
    groups = groups.flatMap(({ wanted: here }, i) => search(nodes[i]!, here, found))
  }
  return found
}

async function openAll(
  reader: TreeReader,
  groups: readonly Group[],
  opened: OpenedNodes,
  checks: Checks,
): Promise<OpenNode[]> {
  const places = groups.map(({ place }) => opened.at(place) ?? place)
  const nodes = await openSubtrees(reader, places, checks)
  opened.keep(nodes)
  return nodes
}

/** Writes down what the node has, and says which of the rest to look for in which child. */
function search(node: OpenNode, wanted: readonly Wanted[], found: (CID | undefined)[]): Group[] {
  const groups: Group[] = []
  let last = -1
  for (const one of wanted) {
    // Below its own level a key cannot be.
    if (node.level < one.depth) continue
    const { index, found: isHere } = locate(node.view, one.key)
    if (isHere) {
      if (node.level !== one.depth)
        throw unverifiable(`a key of level ${one.depth} stands at level ${node.level}`)
      found[one.at] = linkToCid(node.view.value(index))
    } else if (node.level > one.depth) {
      if (index === last) groups.at(-1)!.wanted.push(one)
      else {
        const place = childOf(node, index)
        if (place === undefined) continue
        groups.push({ place, wanted: [one] })
        last = index
      }
    }
  }
  return groups
}
