import { expect, test } from 'vitest'
import { createTurns, mostTurnMs } from '../../src/core/turns/index.ts'

/** An event loop that turns when it is told to. */
function loop() {
  let nowMs = 0
  let waiting: (() => void)[] = []
  return {
    nowMs: () => nowMs,
    inNextTurn: (run: () => void) => void waiting.push(run),
    work: (ms: number) => void (nowMs += ms),
    /** As Node does: what each call leads to is done before the next one. */
    async turn() {
      const due = waiting
      waiting = []
      for (const run of due) {
        run()
        await new Promise(setImmediate)
      }
    },
  }
}

test('a turn is over once it was worked in for so long, and not before', () => {
  const one = loop()
  const turns = createTurns(one)
  expect(turns.isOver()).toBe(false)
  one.work(mostTurnMs - 1)
  expect(turns.isOver()).toBe(false)
  one.work(1)
  expect(turns.isOver()).toBe(true)
})

test('time that passed before anybody worked does not count, and each turn begins anew', async () => {
  const one = loop()
  const turns = createTurns(one)
  one.work(1_000)
  expect(turns.isOver()).toBe(false)
  await one.turn()
  one.work(1_000)
  expect(turns.isOver()).toBe(false)
})

test('who waits for the next turn goes on in it, and others with him have a whole turn', async () => {
  const one = loop()
  const turns = createTurns(one)
  turns.isOver()
  one.work(mostTurnMs)
  let isNext = false
  const next = turns.next().then(() => (isNext = true))
  await Promise.resolve()
  expect(isNext).toBe(false)
  await one.turn()
  await next
  expect(turns.isOver()).toBe(false)
})

test('of several that wait one goes on after another, as long as the turn lasts, and nobody is passed over', async () => {
  const one = loop()
  const turns = createTurns(one)
  const done: string[] = []
  /** Each of its steps takes half a turn. */
  const goesOn = async (name: string): Promise<void> => {
    for (;;) {
      if (turns.isOver()) await turns.next()
      one.work(mostTurnMs / 2)
      done.push(name)
    }
  }
  for (const name of ['alice', 'bob', 'carol', 'dave']) void goesOn(name)
  const inTurns: string[] = []
  for (let turn = 0; turn < 6; turn++) {
    inTurns.push(done.splice(0).join(' '))
    await one.turn()
  }
  expect(inTurns).toEqual([
    'alice alice',
    'alice alice',
    'bob bob',
    'carol carol',
    'dave dave',
    'alice alice',
  ])
})
