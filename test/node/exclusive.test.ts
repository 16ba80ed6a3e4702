import { describe, expect, it } from 'vitest'
import {
  createExclusive,
  lockKinds,
  type Exclusive,
  type Lock,
  type LockKind,
} from '../../src/home/exclusive.ts'

const cube = `b${'a'.repeat(58)}`
/** What may refer to blocks that it did not write. A collection that does not wait for one of these may delete them. */
const writers: LockKind[] = ['cube', 'create', 'forget', 'proposals', 'fork content', 'archive']

/** Takes a lock for as long as the test says. */
function hold(exclusive: Exclusive, lock: string | Lock): { end(): Promise<void> } {
  const held = Promise.withResolvers<void>()
  const task = exclusive(lock, () => held.promise)
  return {
    async end() {
      held.resolve()
      await task
    },
  }
}

/** Whether a promise is settled once everything that can go on has gone on. */
async function isDone(promise: Promise<unknown>): Promise<boolean> {
  let done = false
  void promise.then(() => (done = true))
  await new Promise((resolve) => setImmediate(resolve))
  return done
}

describe('a lock', () => {
  it('lets one task in after another, also after one that failed', async () => {
    const exclusive = createExclusive()
    const order: string[] = []
    const first = exclusive(cube, async () => {
      await new Promise((resolve) => setImmediate(resolve))
      order.push('first')
      throw new Error('it failed')
    })
    const second = exclusive(cube, async () => void order.push('second'))
    await expect(first).rejects.toThrow('it failed')
    await second
    expect(order).toEqual(['first', 'second'])
    expect(exclusive.isBusy(cube)).toBe(false)
  })

  it('of one kind is no lock of another kind, whatever their names are', async () => {
    const exclusive = createExclusive()
    for (const name of ['', cube]) {
      const held = lockKinds.map((kind) => hold(exclusive, { kind, name }))
      const others = lockKinds.map((kind) => exclusive({ kind, name: `${name} 2` }, async () => kind))
      expect(await Promise.all(others)).toEqual(lockKinds)
      await Promise.all(held.map((one) => one.end()))
    }
  })

  it('without a kind is that of a cube, by its id and nothing else', async () => {
    const exclusive = createExclusive()
    const held = hold(exclusive, cube)
    expect(exclusive.isBusy({ kind: 'cube', name: cube })).toBe(true)
    await held.end()
    expect(() => exclusive('proposals', async () => {})).toThrow('expected a cube id')
  })

  it.each(lockKinds)(
    '%s is waited for by a collection exactly if blocks may be referred to under it',
    async (kind) => {
      const exclusive = createExclusive()
      const held = hold(exclusive, { kind, name: cube })
      const settled = exclusive.settled()
      expect(await isDone(settled)).toBe(!writers.includes(kind))
      await held.end()
      await settled
    },
  )
})
