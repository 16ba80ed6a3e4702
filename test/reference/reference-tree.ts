// The Merkle search tree, slow and obvious: straight from the definition, with the general codec and no cleverness, to
// hold the fast one against.
import { createHash } from 'node:crypto'
import type { CID } from 'multiformats/cid'
import { encodeBlock, type Block } from '../../src/core/codec/index.ts'

export type ReferenceEntries = ReadonlyMap<string, CID>

export interface ReferenceTree {
  root: CID
  blocks: Block[]
}

interface ReferenceEntry {
  bytes: Buffer
  depth: number
  value: CID
}

export function referenceDepth(key: Uint8Array, bitsPerLevel: number): number {
  const bits = [...createHash('sha256').update(key).digest()]
    .map((byte) => byte.toString(2).padStart(8, '0'))
    .join('')
  const zeros = bits.indexOf('1')
  return Math.floor((zeros === -1 ? 256 : zeros) / bitsPerLevel)
}

export function referenceTree(map: ReferenceEntries, bitsPerLevel: number): ReferenceTree {
  const entries = [...map]
    .map(([key, value]) => ({
      bytes: Buffer.from(key),
      depth: referenceDepth(Buffer.from(key), bitsPerLevel),
      value,
    }))
    .sort((a, b) => Buffer.compare(a.bytes, b.bytes))
  const blocks: Block[] = []
  if (entries.length === 0) {
    const empty = encodeBlock({ e: [], l: null })
    return { root: empty.cid, blocks: [empty] }
  }
  const top = Math.max(...entries.map((entry) => entry.depth))
  return { root: referenceNode(entries, top, blocks)!, blocks }
}

function referenceNode(entries: ReferenceEntry[], level: number, blocks: Block[]): CID | null {
  if (entries.length === 0) return null
  const own = entries.filter((entry) => entry.depth === level)
  const gaps: ReferenceEntry[][] = [[]]
  for (const entry of entries) {
    if (entry.depth === level) gaps.push([])
    else gaps.at(-1)!.push(entry)
  }
  const links = gaps.map((gap) => referenceNode(gap, level - 1, blocks))
  const e = own.map((entry, i) => {
    const previous = i === 0 ? Buffer.alloc(0) : own[i - 1]!.bytes
    let p = 0
    while (p < previous.length && p < entry.bytes.length && previous[p] === entry.bytes[p]) p++
    return { k: entry.bytes.subarray(p), p, t: links[i + 1]!, v: entry.value }
  })
  const block = encodeBlock({ e, l: links[0]! })
  blocks.push(block)
  return block.cid
}

export interface ReferenceChange {
  key: string
  before?: CID
  after?: CID
}

export function referenceDiff(a: ReferenceEntries, b: ReferenceEntries): ReferenceChange[] {
  const keys = [...new Set([...a.keys(), ...b.keys()])].sort((x, y) =>
    Buffer.compare(Buffer.from(x), Buffer.from(y)),
  )
  const changes: ReferenceChange[] = []
  for (const key of keys) {
    const before = a.get(key)
    const after = b.get(key)
    if (before?.toString() === after?.toString()) continue
    changes.push({ key, ...(before && { before }), ...(after && { after }) })
  }
  return changes
}
