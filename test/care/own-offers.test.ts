// What status says of proposals of this home: how many are where, and when others last said something.
import { expect, test } from 'vitest'
import { formatDid } from '../../src/core/identity/index.ts'
import { joinedOffers, summed } from '../../src/care/waiting/own-offers.ts'

const [me, them] = [new Uint8Array(32).fill(1), new Uint8Array(32).fill(2)]
const held = (state: string, decision?: { author: Uint8Array; time: number }) =>
  ({ state, decision }) as never

test('a decision of others and their comments are counted, and the newest of them is named', () => {
  const mine = [
    held('open'),
    held('accepted', { author: them, time: 7 }),
    held('declined', { author: them, time: 9 }),
  ]
  expect(summed(mine, [8, 3], formatDid(me))).toEqual({
    open: 1,
    accepted: 1,
    declined: 1,
    comments: 2,
    newestMs: 9,
  })
})

test('what this home decided itself is nobody else’s word', () => {
  expect(summed([held('declined', { author: me, time: 9 })], [], formatDid(me))).toMatchObject({
    newestMs: null,
  })
})

test('those of several lives are one sum, and none where none were made', () => {
  const one = { open: 1, accepted: 0, declined: 0, comments: 2, newestMs: null }
  expect(joinedOffers([undefined])).toBeUndefined()
  expect(joinedOffers([one, undefined])).toEqual(one)
  expect(joinedOffers([one, { ...one, newestMs: 5 }])).toEqual({ ...one, open: 2, comments: 4, newestMs: 5 })
})
