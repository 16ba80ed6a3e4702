import type { CID } from 'multiformats/cid'
import { compareKeys, keyBytes, keyDepth } from './key.ts'
import { cidToLink } from './link.ts'
import { bitsPerLevelOf, type TreeOptions } from './options.ts'
import { TreeBuilder, type TreeWrite } from './tree-builder.ts'
import { TreeError } from './tree-error.ts'

/** A key and the CID of what it names. */
export type Entry = [key: string, value: CID]

/** The tree without entries: one node. */
export function emptyTree(): TreeWrite {
  return new TreeBuilder().finish()
}

/**
 * The tree of a set of entries, in whatever order they come. Blocks are in the order children before parents.
 * @throws TreeError ERR_INVALID_INPUT for a key or value that a tree cannot hold, or a key that comes twice
 */
export function buildTree(entries: Iterable<Entry>, options?: Partial<TreeOptions>): TreeWrite {
  const bits = bitsPerLevelOf(options)
  const sorted = [...entries].sort((a, b) => compareKeys(a[0], b[0]))
  const builder = new TreeBuilder()
  let previous: string | undefined
  for (const [key, value] of sorted) {
    if (key === previous)
      throw new TreeError('ERR_INVALID_INPUT', `the key ${JSON.stringify(key)} comes twice`)
    previous = key
    const bytes = keyBytes(key)
    builder.entry(keyDepth(bytes, bits), bytes, cidToLink(value))
  }
  return builder.finish()
}
