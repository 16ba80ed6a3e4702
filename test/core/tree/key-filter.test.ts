import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { buildTree, diffTrees, EVERY_KEY, keysUnder, outermost, walk } from '../../../src/core/tree/index.ts'
import { collect, MemoryReader } from './memory-reader.ts'
import { anyBits, anyKey, anyMap, sampleEntries, sampleKey, valueOf } from './sample-entries.ts'

const anyPrefixes = fc.array(anyKey, { minLength: 1, maxLength: 4 })
const isUnder = (key: string, prefixes: readonly string[]): boolean =>
  prefixes.some((prefix) => Buffer.from(key).indexOf(Buffer.from(prefix)) === 0)

describe('keys under prefixes', () => {
  it('are walked as those of the whole that begin with one of them', async () => {
    await fc.assert(
      fc.asyncProperty(anyMap(60), anyPrefixes, anyBits, async (map, prefixes, bitsPerLevel) => {
        const { root, blocks } = buildTree(map, { bitsPerLevel })
        const reader = new MemoryReader(blocks)
        const all = await collect(walk(reader, root, { bitsPerLevel }))
        const some = await collect(walk(reader, root, { bitsPerLevel, within: keysUnder(prefixes) }))
        expect(some.map(([key]) => key)).toEqual(
          all.map(([key]) => key).filter((key) => isUnder(key, prefixes)),
        )
      }),
      { numRuns: 200 },
    )
  })

  it('differ between two trees as they do among all keys', async () => {
    await fc.assert(
      fc.asyncProperty(anyMap(40), anyMap(40), anyPrefixes, anyBits, async (a, b, prefixes, bitsPerLevel) => {
        const [one, other] = [buildTree(a, { bitsPerLevel }), buildTree(b, { bitsPerLevel })]
        const reader = new MemoryReader(one.blocks, other.blocks)
        const changes = async (within = EVERY_KEY): Promise<string[]> =>
          (await collect(diffTrees(reader, one.root, other.root, { bitsPerLevel, within }))).map(
            ({ key, before, after }) => `${key} ${before} ${after}`,
          )
        const expected = (await changes()).filter((line) => isUnder(line, prefixes.map(String)))
        expect(await changes(keysUnder(prefixes))).toEqual(expected)
      }),
      { numRuns: 200 },
    )
  })

  it('are read without the nodes in which none of them can lie', async () => {
    const { root, blocks } = buildTree(sampleEntries(20_000))
    const reader = new MemoryReader(blocks)
    const within = keysUnder([sampleKey(123), 'zz'])
    expect(await collect(walk(reader, root, { within }))).toHaveLength(1)
    expect(await collect(diffTrees(reader, undefined, root, { within }))).toHaveLength(1)
    expect(reader.reads.length).toBeLessThanOrEqual(10)
  })

  it.each([
    ['before them', undefined, 'b', false],
    ['before them up to the first', 'a', 'b/', false],
    ['around them', 'a', 'c', true],
    ['among them', 'b/1', 'b/2', true],
    ['from the last of them on', 'b/\u{10ffff}', 'c', true],
    ['right after them', 'b0', undefined, false],
    ['from the prefix itself on', 'b/', 'c', true],
    ['without bounds', undefined, undefined, true],
  ])('may lie in a subtree %s: told by its bounds', (_, after, before, may) => {
    expect(keysUnder(['b/']).meets({ after, before })).toBe(may)
  })

  it('are said by as few prefixes as possible, in the order of their bytes', () => {
    expect(outermost(['notes/a', '\u{1f600}', 'notes/', '\u{ff5e}', 'a', 'notes/'])).toEqual([
      'a',
      'notes/',
      '\u{ff5e}',
      '\u{1f600}',
    ])
    expect(outermost([])).toEqual([])
  })

  it('are none of a tree without entries', async () => {
    const { root, blocks } = buildTree([])
    expect(await collect(walk(new MemoryReader(blocks), root, { within: keysUnder(['a']) }))).toEqual([])
  })

  it('may name the same value as a key outside of them', async () => {
    const { root, blocks } = buildTree([
      ['a/one', valueOf(1)],
      ['b/one', valueOf(1)],
    ])
    const found = await collect(walk(new MemoryReader(blocks), root, { within: keysUnder(['b/']) }))
    expect(found.map(([key]) => key)).toEqual(['b/one'])
  })
})
