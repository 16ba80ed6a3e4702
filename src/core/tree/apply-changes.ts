// Changes to a tree without reading the rest of it. The tree is taken apart into a flat sequence, in key order, of
// entries and subtrees that stay closed; the changes are made in that sequence; and the sequence is fed to the same
// builder that makes a tree from scratch. A subtree is opened only where a change falls into it or where it no longer
// stands alone between two higher entries. Levels are opened from the top, each in one batched read.
import type { CID } from 'multiformats/cid'
import { compareKeys, keyBytes, keyDepth } from './key.ts'
import { cidToLink, linkId } from './link.ts'
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
import { TreeBuilder, type TreeWrite } from './tree-builder.ts'
import { TreeError } from './tree-error.ts'

/** What to do with one key: give it a value, or remove it with `null`. Removing what is not there changes nothing. */
export interface KeyChange {
  key: string
  value: CID | null
}

interface PlannedChange {
  key: string
  level: number
  value: Uint8Array | null
}

interface EntryItem {
  type: 'entry'
  level: number
  key: string
  value: Uint8Array
}

interface SubtreeItem {
  type: 'subtree'
  level: number
  subtree: Subtree
  changes: PlannedChange[]
}

type Item = EntryItem | SubtreeItem

/**
 * The tree after the changes: its root, and only the blocks that the tree did not have. Gives the same root as building
 * the resulting set of entries afresh.
 * @throws TreeError ERR_INVALID_INPUT for a key or value that a tree cannot hold, or two changes of one key;
 * ERR_NOT_FOUND, ERR_UNVERIFIABLE
 */
export async function applyChanges(
  reader: TreeReader,
  root: CID,
  changes: Iterable<KeyChange>,
  options?: Partial<TreeOptions>,
): Promise<TreeWrite> {
  const checks: Checks = { bitsPerLevel: bitsPerLevelOf(options) }
  const planned = planChanges(changes, checks.bitsPerLevel)
  if (planned.length === 0) return { root, blocks: [] }
  const top = await openRoot(reader, root, checks)
  const opened = new Set([top.id])
  let items = takeApart(top, planned)
  for (let level = top.level - 1; level >= 0; level--) {
    items = await openAtLevel(reader, items, level, opened, checks)
  }
  const write = build(items)
  return { root: write.root, blocks: write.blocks.filter((block) => !opened.has(linkId(block.cid.bytes))) }
}

function planChanges(changes: Iterable<KeyChange>, bitsPerLevel: number): PlannedChange[] {
  const planned = Array.from(changes, ({ key, value }) => ({
    key,
    level: keyDepth(keyBytes(key), bitsPerLevel),
    value: value === null ? null : cidToLink(value),
  })).sort((a, b) => compareKeys(a.key, b.key))
  const twice = planned.find((change, i) => change.key === planned[i - 1]?.key)
  if (twice !== undefined)
    throw new TreeError('ERR_INVALID_INPUT', `two changes of the key ${JSON.stringify(twice.key)}`)
  return planned
}

/** The items of one node, with the changes in its range made or handed to the child they fall into. */
function takeApart(node: OpenNode, changes: PlannedChange[]): Item[] {
  const { keys } = node.view
  const items: Item[] = []
  let next = 0
  for (let i = 0; i <= keys.length; i++) {
    const start = next
    const key = keys[i]
    while (next < changes.length && (key === undefined || compareKeys(changes[next]!.key, key) < 0)) next++
    items.push(...gapItems(childOf(node, i), changes.slice(start, next)))
    if (key === undefined) break
    const change = changes[next]?.key === key ? changes[next++]! : undefined
    const value = change === undefined ? node.view.value(i) : change.value
    if (value !== null) items.push({ type: 'entry', level: node.level, key, value })
  }
  return items
}

/** What lies between two neighbouring entries: a subtree with the changes that may touch it, or new entries alone. */
function gapItems(child: Subtree | undefined, changes: PlannedChange[]): Item[] {
  if (child === undefined)
    return changes.flatMap(({ key, level, value }) =>
      value === null ? [] : [{ type: 'entry', level, key, value }],
    )
  // A key that is not found down to its own level is not in the tree: removing it needs no further reading.
  const relevant = changes.filter((change) => change.value !== null || change.level <= child.level)
  return [{ type: 'subtree', level: child.level, subtree: child, changes: relevant }]
}

async function openAtLevel(
  reader: TreeReader,
  items: Item[],
  level: number,
  opened: Set<string>,
  checks: Checks,
): Promise<Item[]> {
  const toOpen = items.filter(
    (item, i): item is SubtreeItem => item.type === 'subtree' && item.level === level && mustOpen(items, i),
  )
  const nodes = await openSubtrees(
    reader,
    toOpen.map((item) => item.subtree),
    checks,
  )
  const parts = new Map<Item, Item[]>()
  toOpen.forEach((item, i) => {
    opened.add(item.subtree.id)
    parts.set(item, takeApart(nodes[i]!, item.changes))
  })
  return items.flatMap((item) => parts.get(item) ?? [item])
}

/** Whether the subtree at `i` is changed inside, has a neighbour that belongs into one node with it, or is all there is. */
function mustOpen(items: Item[], i: number): boolean {
  const item = items[i]!
  if (item.type === 'subtree' && item.changes.length > 0) return true
  if (items.length === 1) return true
  const before = items[i - 1]
  const after = items[i + 1]
  return (
    (before !== undefined && before.level <= item.level) || (after !== undefined && after.level <= item.level)
  )
}

function build(items: Item[]): TreeWrite {
  const builder = new TreeBuilder()
  for (const item of items) {
    if (item.type === 'entry') builder.entry(item.level, keyBytes(item.key), item.value)
    else builder.subtree(item.level, item.subtree.link)
  }
  return builder.finish()
}
