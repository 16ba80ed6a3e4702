import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { buildTree, getEntry, walk } from '../../../src/core/tree/index.ts'
import { collect, MemoryReader } from './memory-reader.ts'
import { anyBits, anyKey, anyMap, sampleEntries, sampleKey } from './sample-entries.ts'

const byBytes = (a: string, b: string): number => Buffer.compare(Buffer.from(a), Buffer.from(b))

describe('walk', () => {
  it('gives the entries of the range in the order of their bytes', async () => {
    const anyRange = fc.record({
      prefix: fc.option(anyKey, { nil: undefined }),
      after: fc.option(anyKey, { nil: undefined }),
    })
    await fc.assert(
      fc.asyncProperty(
        anyMap(60),
        anyRange,
        anyBits,
        async (map, { prefix = '', after = '' }, bitsPerLevel) => {
          const { root, blocks } = buildTree(map, { bitsPerLevel })
          const walked = await collect(walk(new MemoryReader(blocks), root, { prefix, after, bitsPerLevel }))
          const expected = [...map.keys()]
            .filter((key) => key.startsWith(prefix) && byBytes(key, after) > 0)
            .sort(byBytes)
          expect(walked.map(([key]) => key)).toEqual(expected)
          expect(walked.every(([key, value]) => map.get(key)!.equals(value))).toBe(true)
        },
      ),
      { numRuns: 300 },
    )
  })

  it('reads only what a prefix needs', async () => {
    const { root, blocks } = buildTree(sampleEntries(20_000))
    const reader = new MemoryReader(blocks)
    expect(await collect(walk(reader, root, { prefix: sampleKey(123) }))).toHaveLength(1)
    expect(reader.reads.length).toBeLessThanOrEqual(5)
  })

  it('reads little for someone who stops early', async () => {
    const { root, blocks } = buildTree(sampleEntries(20_000))
    const reader = new MemoryReader(blocks)
    for await (const [key] of walk(reader, root)) {
      expect(key).toBe(sampleKey(0))
      break
    }
    expect(reader.reads.length).toBeLessThan(200)
  })

  it('refuses a prefix that is half a character', () => {
    const { root } = buildTree([])
    expect(() => walk(new MemoryReader(), root, { prefix: '\ud83d' })).toThrow(/well-formed/)
  })
})

describe('getEntry', () => {
  it('finds what is there and nothing else', async () => {
    await fc.assert(
      fc.asyncProperty(anyMap(60), anyKey, anyBits, async (map, other, bitsPerLevel) => {
        const { root, blocks } = buildTree(map, { bitsPerLevel })
        const reader = new MemoryReader(blocks)
        for (const key of [...map.keys(), other]) {
          expect((await getEntry(reader, root, key, { bitsPerLevel }))?.toString()).toBe(
            map.get(key)?.toString(),
          )
        }
      }),
    )
  })
})
