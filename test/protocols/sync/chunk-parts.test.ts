import { expect, test } from 'vitest'
import { chunkParts, PART_BYTES } from '../../../src/protocols/sync/chunk-parts.ts'

test.each([1, PART_BYTES, PART_BYTES + 1, 1024 * 1024 - 1])(
  'a chunk of %i bytes is proven in parts, all of it in its order',
  (length) => {
    const bytes = Uint8Array.from({ length }, (_, i) => (i * 7) & 255)
    const parts = [...chunkParts({ type: 'chunk', bytes })].map((part) =>
      part.type === 'chunk' ? part.bytes : new Uint8Array(),
    )
    expect(Math.max(...parts.map((part) => part.length))).toBeLessThanOrEqual(PART_BYTES)
    expect(Math.min(...parts.map((part) => part.length))).toBeGreaterThan(0)
    expect(Buffer.concat(parts).equals(bytes)).toBe(true)
  },
)

test('an empty chunk and other messages stay as they are, to be refused or taken', () => {
  for (const message of [
    { type: 'chunk', bytes: new Uint8Array() },
    { type: 'end', blocks: 1, bytes: 2 },
  ] as const)
    expect([...chunkParts(message)]).toEqual([message])
})
