/** Who is next of many that wait. */
import { setImmediate as nextTurn } from 'node:timers/promises'
import { describe, expect, it } from 'vitest'
import { FairQueue } from '../../src/network/fair-queue.ts'
import { FairTurns } from '../../src/network/fair-turns.ts'

function drain(queue: FairQueue<string>): string[] {
  const order: string[] = []
  while (queue.size > 0) order.push(queue.next() ?? '')
  return order
}

describe('of many that wait', () => {
  it('a peer is served in the order in which it asked', () => {
    const queue = new FairQueue<string>()
    for (const item of ['1', '2', '3']) queue.add('here', 'alice', item)
    expect(drain(queue)).toEqual(['1', '2', '3'])
    expect(queue.next()).toBeUndefined()
  })

  it('peers of a network take turns, however much one of them asks', () => {
    const queue = new FairQueue<string>()
    for (let i = 0; i < 4; i++) queue.add('here', 'eve', `eve ${i}`)
    queue.add('here', 'alice', 'alice')
    expect(drain(queue)).toEqual(['eve 0', 'alice', 'eve 1', 'eve 2', 'eve 3'])
  })

  it('networks take turns, however many names one of them has', () => {
    const queue = new FairQueue<string>()
    for (let i = 0; i < 4; i++) queue.add('there', `eve ${i}`, `eve ${i}`)
    queue.add('here', 'alice', 'alice 1')
    queue.add('here', 'alice', 'alice 2')
    expect(drain(queue)).toEqual(['eve 0', 'alice 1', 'eve 1', 'alice 2', 'eve 2', 'eve 3'])
  })
})

describe('turns of all together', () => {
  it('are few in one turn of the loop, though many were free, and the next ones come in the next', async () => {
    const turns = new FairTurns({ perSecond: 1, burst: 5, perTurn: 2, maxWaitMs: 60_000 })
    const waits = Array.from({ length: 5 }, (_, i) => turns.take('here', `peer ${i}`))
    expect(waits.map((wait) => wait === undefined)).toEqual([true, true, false, false, false])
    const had: number[] = []
    for (const [i, wait] of waits.entries()) void wait?.then(() => had.push(i))
    await nextTurn()
    await nextTurn()
    expect(had.length).toBeGreaterThanOrEqual(2)
    await waits[4]
    expect(had).toEqual([2, 3, 4])
  })
})
