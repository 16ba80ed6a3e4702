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
  it('lets go who waits for it and gives up, and never begins what he wanted', async () => {
    const exclusive = createExclusive()
    const { end } = hold(exclusive, cube)
    const giving = new AbortController()
    let begun = false
    const waiting = exclusive(cube, async () => void (begun = true), giving.signal)
    giving.abort(new Error('enough'))
    await expect(waiting).rejects.toThrow('enough')
    await end()
    await exclusive(cube, async () => {})
    expect(begun).toBe(false)
  })

  it('is kept by a task that runs, whatever its signal says', async () => {
    const exclusive = createExclusive()
    const giving = new AbortController()
    const running = exclusive(cube, async () => 'done', giving.signal)
    await Promise.resolve()
    giving.abort(new Error('enough'))
    expect(await running).toBe('done')
  })

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
    for (const name of ['', cube])
      for (const kind of lockKinds) {
        const held = hold(exclusive, { kind, name })
        const others = lockKinds.filter((one) => one !== kind)
        const done = others.map((other) => exclusive({ kind: other, name }, async () => other))
        expect(await Promise.all(done)).toEqual(others)
        await held.end()
      }
  })

  it('is busy, and lets nobody else in, while one waits behind another that has ended', async () => {
    const exclusive = createExclusive()
    const [first, second] = [hold(exclusive, cube), hold(exclusive, cube)]
    await first.end()
    const third = exclusive(cube, async () => undefined)
    expect(exclusive.isBusy(cube)).toBe(true)
    expect(await isDone(third)).toBe(false)
    await second.end()
    await third
    await new Promise((resolve) => setImmediate(resolve))
    expect(exclusive.isBusy(cube)).toBe(false)
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
