/** Reads that come from memory never let the event loop turn by themselves: a loop over them would stop a node. */
import { expect, test } from 'vitest'
import { cidFor, RAW } from '../../src/core/codec/index.ts'
import { mostTurnMs } from '../../src/core/turns/index.ts'
import { openStore } from '../../src/storage/index.ts'
import { temporaryFolder } from '../helpers/temporary-home.ts'

/** Computes for as long as a turn may take, on whatever machine. */
function work(): void {
  const until = performance.now() + mostTurnMs
  while (performance.now() < until);
}

/** How often the event loop turned while something ran. */
async function turnsDuring(run: () => Promise<void>): Promise<number> {
  let [count, running] = [0, true]
  const turn = (): void => {
    count++
    if (running) setImmediate(turn)
  }
  setImmediate(turn)
  await run()
  running = false
  return count
}

test('a loop of single reads gives up its turn whenever the work between them took long', async () => {
  const store = await openStore(await temporaryFolder())
  const bytes = Uint8Array.of(1)
  const cid = cidFor(RAW, bytes)
  await store.commit({ blocks: [{ cid, bytes }] })
  const rounds = 10
  const turns = await turnsDuring(async () => {
    for (let i = 0; i < rounds; i++) {
      await store.get(cid)
      work()
    }
  })
  await store.close()
  // The first read of all finds no work done before it.
  expect(turns).toBeGreaterThanOrEqual(rounds - 2)
})

test('between two steps of long work others have their turn, and nobody waits where it was short', async () => {
  const store = await openStore(await temporaryFolder())
  expect(store.pause()).toBe(undefined)
  work()
  await store.pause()
  expect(store.pause()).toBe(undefined)
  await store.close()
})
