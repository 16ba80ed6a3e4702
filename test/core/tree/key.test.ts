import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { buildTree, compareKeys, keyDepth, TreeError } from '../../../src/core/tree/index.ts'
import { referenceDepth } from '../../reference/reference-tree.ts'
import { anyKey, valueOf } from './sample-entries.ts'

describe('keys of a tree', () => {
  it('are ordered as their UTF-8 bytes, not as UTF-16', () => {
    fc.assert(
      fc.property(anyKey, anyKey, (a, b) => {
        expect(Math.sign(compareKeys(a, b))).toBe(Buffer.compare(Buffer.from(a), Buffer.from(b)))
      }),
      { numRuns: 1000 },
    )
    const keys = ['\u{1f600}', '\u{ffff}']
    expect([...keys].sort()).toEqual(['\u{1f600}', '\u{ffff}'])
    expect([...keys].sort(compareKeys)).toEqual(['\u{ffff}', '\u{1f600}'])
  })

  it('have the depth of the definition at every number of bits', () => {
    fc.assert(
      fc.property(anyKey, fc.integer({ min: 1, max: 8 }), (key, bits) => {
        expect(keyDepth(key, bits)).toBe(referenceDepth(Buffer.from(key), bits))
      }),
    )
  })

  it.each([
    ['an empty key', ''],
    ['a key of 1,025 bytes', 'é'.repeat(512) + 'x'],
    ['half a surrogate pair', 'a\ud800'],
  ])('refuse %s', (_, key) => {
    expect(() => buildTree([[key, valueOf(1)]])).toThrow(TreeError)
  })

  it('may be 1,024 bytes long', () => {
    expect(buildTree([['é'.repeat(512), valueOf(1)]]).blocks).toHaveLength(1)
  })
})
