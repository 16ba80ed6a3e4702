import { readFileSync } from 'node:fs'
import { CID } from 'multiformats/cid'
import { describe, expect, it } from 'vitest'
import { applyChanges, buildTree, keyDepth, verifyTree, type Entry } from '../../../src/core/tree/index.ts'
import { MemoryReader } from './memory-reader.ts'

// Computed by implementations that are not ours; where the file names its sources and licences.
interface AtprotoVectors {
  bitsPerLevel: number
  value: string
  depths: { key: string; depth: number }[]
  changes: { name: string; keys: string[]; add: string[]; remove: string[]; before: string; after: string }[]
}

const file = new URL('../../../protocols/tree/vectors/external/atproto.json', import.meta.url)
const vectors = JSON.parse(readFileSync(file, 'utf8')) as AtprotoVectors
const options = { bitsPerLevel: vectors.bitsPerLevel }
const value = CID.parse(vectors.value)
const entriesOf = (keys: string[]): Entry[] => keys.map((key) => [key, value])

describe('AT Protocol trees', () => {
  it.each(vectors.depths)('$key lives at level $depth', ({ key, depth }) => {
    expect(keyDepth(key, vectors.bitsPerLevel)).toBe(depth)
  })

  it.each(vectors.changes)('have the same roots: $name', async ({ keys, add, remove, before, after }) => {
    const start = buildTree(entriesOf(keys), options)
    expect(start.root.toString()).toBe(before)

    const reader = new MemoryReader(start.blocks)
    const changes = [...add.map((key) => ({ key, value })), ...remove.map((key) => ({ key, value: null }))]
    const changed = await applyChanges(reader, start.root, changes, options)
    expect(changed.root.toString()).toBe(after)

    const rest = [...keys, ...add].filter((key) => !remove.includes(key))
    expect(buildTree(entriesOf(rest), options).root.toString()).toBe(after)
    reader.add(changed.blocks)
    expect((await verifyTree(reader, changed.root, options)).count).toBe(rest.length)
  })
})
