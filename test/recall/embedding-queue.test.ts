// The queue of what waits for vectors, with a model that answers later and texts that are asked for.
import { expect, it } from 'vitest'
import { EmbeddingQueue, type Wanted } from '../../src/recall/embedding-queue.ts'
import type { Embedded, Embedder } from '../../src/recall/embedder/embedder.ts'

const vector = Float32Array.of(1)

function queueWith(texts: (memories: readonly number[]) => Promise<(string | undefined)[]>): {
  queue: EmbeddingQueue
  stored: number[]
} {
  const embedder: Embedder = {
    model: 'later',
    dimensions: 1,
    batch: 4,
    embed: async (all) => all.map((): Embedded => ({ vector })),
    embedQuery: async () => ({ vector, coverage: 1 }),
  }
  const stored: number[] = []
  const queue = new EmbeddingQueue(embedder, {
    passages: () => 1,
    texts,
    wanted: (memory, text): Wanted[] => (text === '' ? [] : [{ memory, passage: memory, text }]),
    store: (memories) => void stored.push(...memories),
  })
  return { queue, stored }
}

/** Works as long as it says that it can, and waits for what is under way. */
async function settle(queue: EmbeddingQueue): Promise<void> {
  while (queue.canWork(performance.now())) {
    const { promise, resolve } = Promise.withResolvers<void>()
    queue.work(performance.now() + 2, resolve)
    await promise
  }
}

it('goes on after what had its text was removed before it was asked about', async () => {
  const { queue, stored } = queueWith(async (memories) => memories.map(String))
  queue.add(1)
  const came = Promise.withResolvers<void>()
  queue.work(performance.now() + 2, came.resolve)
  await came.promise
  // Something of it waits still, so that it works on what is here.
  queue.add(2)
  queue.delete(1)
  await settle(queue)
  expect(stored).toEqual([2])
})

it('goes on after a memory without a passage', async () => {
  const { queue, stored } = queueWith(async (memories) => memories.map((one) => (one === 1 ? '' : 'words')))
  queue.add(1)
  await settle(queue)
  queue.add(2)
  await settle(queue)
  expect(stored).toEqual([1, 2])
})

it('asks for texts again that could not be asked for, once it is time', async () => {
  let isDown = true
  const { queue, stored } = queueWith(async (memories) => {
    if (isDown) throw new Error('the disk is gone')
    return memories.map(String)
  })
  queue.add(1)
  await settle(queue)
  expect([queue.problem, queue.pending]).toEqual(['the disk is gone', 1])
  isDown = false
  const again = queue.retryAt!
  expect(queue.canWork(again)).toBe(true)
  const came = Promise.withResolvers<void>()
  queue.work(again + 2, came.resolve)
  await came.promise
  const asked = Promise.withResolvers<void>()
  queue.work(again + 2, asked.resolve)
  await asked.promise
  expect(stored).toEqual([1])
})
