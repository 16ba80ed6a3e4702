// All entries in key order, or those of a range. Children are read ahead in batches along one node, so that memory
// stays at one batch a level however large the tree is.
import type { CID } from 'multiformats/cid'
import type { Entry } from './build-tree.ts'
import { compareKeys } from './key.ts'
import { EVERY_KEY, type KeyFilter } from './key-filter.ts'
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
import { TreeError } from './tree-error.ts'

interface WalkOptions extends Partial<TreeOptions> {
  /** Only keys that begin with this. */
  prefix?: string
  /** Only keys that sort after this one; where to go on after an earlier walk. */
  after?: string
  /** Only these keys; nodes in which none of them can lie are not read. */
  within?: KeyFilter
  /** Verify the depths of keys, as of `createDepthChecks`. */
  checks?: Checks
}

interface Range {
  prefix: string
  after: string
  within: KeyFilter
}

interface Frame {
  node: OpenNode
  /** What comes next: child i at 2i, entry i at 2i + 1. */
  position: number
  ahead: Map<number, OpenNode>
}

// Children read at once along a node: the fan-out of a cube's tree, so usually all of them.
const READ_AHEAD = 32

/**
 * The entries of a tree in the order of their keys' bytes.
 * @throws TreeError ERR_INVALID_INPUT, ERR_NOT_FOUND, ERR_UNVERIFIABLE
 */
export function walk(reader: TreeReader, root: CID, options: WalkOptions = {}): AsyncGenerator<Entry> {
  const { prefix = '', after = '', within = EVERY_KEY } = options
  const range: Range = { prefix, after, within }
  if (!range.prefix.isWellFormed() || !range.after.isWellFormed()) {
    throw new TreeError('ERR_INVALID_INPUT', 'prefix and after must be well-formed strings')
  }
  return walkRange(reader, root, range, options.checks ?? { bitsPerLevel: bitsPerLevelOf(options) })
}

/** As `walk`, with more checks on every node. */
export function walkChecked(
  reader: TreeReader,
  root: CID,
  checks: Checks,
  within: KeyFilter,
): AsyncGenerator<Entry> {
  return walkRange(reader, root, { prefix: '', after: '', within }, checks)
}

async function* walkRange(
  reader: TreeReader,
  root: CID,
  range: Range,
  checks: Checks,
): AsyncGenerator<Entry> {
  const frames: Frame[] = [frameOf(await openRoot(reader, root, checks))]
  for (let frame = frames.at(-1); frame !== undefined; frame = frames.at(-1)) {
    const { node } = frame
    const position = frame.position++
    const index = position >> 1
    if (index > node.view.keys.length) {
      frames.pop()
    } else if (position % 2 === 0) {
      const child = await childAhead(reader, frame, index, range, checks)
      if (child !== undefined) frames.push(frameOf(child))
    } else if (index < node.view.keys.length) {
      const key = node.view.keys[index]!
      const place = placeOf(key, range)
      if (place === 'past') return
      if (place === 'in' && range.within.has(key)) yield [key, linkToCid(node.view.value(index))]
    }
  }
}

function frameOf(node: OpenNode): Frame {
  return { node, position: 0, ahead: new Map() }
}

async function childAhead(
  reader: TreeReader,
  frame: Frame,
  index: number,
  range: Range,
  checks: Checks,
): Promise<OpenNode | undefined> {
  const wanted = childOf(frame.node, index)
  if (wanted === undefined || !overlaps(wanted, range)) return undefined
  if (!frame.ahead.has(index)) {
    const batch = nextChildren(frame.node, index, range)
    const opened = await openSubtrees(
      reader,
      batch.map(([, child]) => child),
      checks,
    )
    frame.ahead = new Map(batch.map(([at], i) => [at, opened[i]!]))
  }
  const node = frame.ahead.get(index)
  frame.ahead.delete(index)
  return node
}

function nextChildren(node: OpenNode, from: number, range: Range): [index: number, child: Subtree][] {
  const batch: [number, Subtree][] = []
  for (let i = from; i <= node.view.keys.length && batch.length < READ_AHEAD; i++) {
    const child = childOf(node, i)
    if (child !== undefined && overlaps(child, range)) batch.push([i, child])
  }
  return batch
}

function placeOf(key: string, range: Pick<Range, 'prefix' | 'after'>): 'before' | 'in' | 'past' {
  if (!key.startsWith(range.prefix)) return compareKeys(key, range.prefix) < 0 ? 'before' : 'past'
  return range.after !== '' && compareKeys(key, range.after) <= 0 ? 'before' : 'in'
}

/** Whether keys of the range may lie strictly between the subtree's bounds. */
function overlaps(subtree: Subtree, range: Range): boolean {
  const { after, before } = subtree
  if (!range.within.meets(subtree)) return false
  if (
    before !== undefined &&
    (compareKeys(before, range.prefix) <= 0 || compareKeys(before, range.after) <= 0)
  )
    return false
  return after === undefined || placeOf(after, { prefix: range.prefix, after: '' }) !== 'past'
}
