import type { CID } from 'multiformats/cid'
import { compareKeys, keyBytes, keyDepth } from './key.ts'
import { linkToCid } from './link.ts'
import { bitsPerLevelOf, type TreeOptions } from './options.ts'
import type { NodeView } from './read-node.ts'
import { childOf, openRoot, openSubtrees, type OpenNode, type Subtree, type TreeReader } from './subtree.ts'
import { unverifiable } from './tree-error.ts'

/** Where a search for a key goes from one node: to its value, to a child, or nowhere because it is not there. */
type SearchStep = { type: 'found'; value: CID } | { type: 'down'; child: Subtree } | { type: 'absent' }

/** The value of a key, or `undefined`. Reads one node a level. @throws TreeError ERR_NOT_FOUND, ERR_UNVERIFIABLE */
export async function getEntry(
  reader: TreeReader,
  root: CID,
  key: string,
  options?: Partial<TreeOptions>,
): Promise<CID | undefined> {
  const checks = { bitsPerLevel: bitsPerLevelOf(options) }
  const depth = keyDepth(keyBytes(key), checks.bitsPerLevel)
  let node: OpenNode | undefined = await openRoot(reader, root, checks)
  while (node !== undefined) {
    const step: SearchStep = searchStep(node, key, depth)
    if (step.type === 'found') return step.value
    if (step.type === 'absent') return undefined
    const opened: OpenNode[] = await openSubtrees(reader, [step.child], checks)
    node = opened[0]
  }
  return undefined
}

/** Nodes of which it is kept what a search from there on finds. Guess: some hundred bytes each. */
const maxPassed = 10_000

/**
 * Searches one tree after another for one key. What a node leads to is kept, so that of trees with the way to the key in common only
 * the nodes that differ are read.
 * @returns the value in the tree with this root, or `undefined`; throws as `getEntry` does
 */
export function createKeySearch(
  reader: TreeReader,
  key: string,
  options?: Partial<TreeOptions>,
): (root: CID) => Promise<CID | undefined> {
  const checks = { bitsPerLevel: bitsPerLevelOf(options) }
  const depth = keyDepth(keyBytes(key), checks.bitsPerLevel)
  const known = new Map<string, CID | undefined>()
  return async (root) => {
    const passed: string[] = []
    const foundBelow = (value: CID | undefined): CID | undefined => {
      if (known.size + passed.length > maxPassed) known.clear()
      for (const name of passed) known.set(name, value)
      return value
    }
    for (let node = await openRoot(reader, root, checks); ;) {
      const step: SearchStep = searchStep(node, key, depth)
      if (step.type !== 'down') return foundBelow(step.type === 'found' ? step.value : undefined)
      const name = placeName(step.child)
      if (known.has(name)) return foundBelow(known.get(name))
      passed.push(name)
      ;[node] = (await openSubtrees(reader, [step.child], checks)) as [OpenNode]
    }
  }
}

/** A node at its place: the same one fits nowhere else. */
function placeName({ id, level, after, before }: Subtree): string {
  return `${id}${level} ${after ?? ''}\0${before ?? ''}`
}

/**
 * One step of the search for a key of this depth: below the key's own level it cannot be.
 * @throws TreeError ERR_UNVERIFIABLE if the key stands at another level than its own
 */
export function searchStep(node: OpenNode, key: string, depth: number): SearchStep {
  if (node.level < depth) return { type: 'absent' }
  const { index, found } = locate(node.view, key)
  if (found) {
    if (node.level !== depth) throw unverifiable(`a key of level ${depth} stands at level ${node.level}`)
    return { type: 'found', value: linkToCid(node.view.value(index)) }
  }
  const child = node.level === depth ? undefined : childOf(node, index)
  return child === undefined ? { type: 'absent' } : { type: 'down', child }
}

/** The first entry at or after a key: its index, and whether it is the key itself. */
export function locate(view: NodeView, key: string): { index: number; found: boolean } {
  let low = 0
  let high = view.keys.length
  while (low < high) {
    const middle = (low + high) >>> 1
    if (compareKeys(view.keys[middle]!, key) < 0) low = middle + 1
    else high = middle
  }
  return { index: low, found: view.keys[low] === key }
}
