import { expect, test } from 'vitest'
import { countLeftOut } from '../../src/exchange/import/index.ts'

test('what is left out is counted by its reason with the places of the first, however many reasons a file makes up', () => {
  const counted = countLeftOut()
  for (let i = 0; i < 1_000; i++) {
    counted.take({ item: `message ${i}`, leftOut: 'thoughts of the model' })
    counted.take({ item: `message ${i}`, leftOut: `a call of the tool t${i}` })
  }
  const counts = counted.counts()
  expect(counts).toHaveLength(201)
  expect(counts[0]).toEqual({
    reason: 'thoughts of the model',
    count: 1_000,
    examples: ['message 0', 'message 1', 'message 2', 'message 3', 'message 4'],
  })
  expect(counts[1]).toMatchObject({ reason: 'more of other kinds', count: 801 })
})
