import fc from 'fast-check'
import { expect, test } from 'vitest'
import { placeOfRev } from '../../../src/core/cube/index.ts'

test('whatever order commits come in, they stand oldest first, and of one rev the first is taken first', () => {
  fc.assert(
    fc.property(fc.array(fc.nat({ max: 20 })), (revs) => {
      const sorted: { rev: string; at: number }[] = []
      revs.forEach((number, at) => {
        const rev = String(number).padStart(2, '0')
        sorted.splice(
          placeOfRev(sorted, (one) => one.rev, rev),
          0,
          { rev, at },
        )
      })
      const taken = sorted.toReversed()
      const expected = revs
        .map((number, at) => ({ rev: String(number).padStart(2, '0'), at }))
        .sort((a, b) => (a.rev === b.rev ? a.at - b.at : a.rev < b.rev ? 1 : -1))
      expect(taken).toEqual(expected)
    }),
  )
})
