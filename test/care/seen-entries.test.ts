// Which entries of trees were seen, whatever a key held in between.
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { createSeenEntries } from '../../src/care/fsck/seen-entries.ts'

const anyEntry = fc.record({
  key: fc.constantFrom('a', 'b', 'ab'),
  value: fc.constantFrom('1'.repeat(36), '2'.repeat(36), '3'.repeat(36)),
  forget: fc.boolean(),
})

test('each entry is new once, and once more after it was forgotten', () => {
  fc.assert(
    fc.property(fc.array(anyEntry, { maxLength: 40 }), (steps) => {
      const seen = createSeenEntries()
      const known = new Set<string>()
      for (const { key, value, forget } of steps) {
        const name = JSON.stringify([key, value])
        expect(seen.add(key, value)).toBe(!known.has(name))
        known.add(name)
        if (!forget) continue
        seen.forget(key, value)
        known.delete(name)
      }
    }),
  )
})
