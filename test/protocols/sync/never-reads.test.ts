// A peer that asks and reads nothing: what is said to it waits in the memory of this node, so it is answered no further.
import { setImmediate as nextTurn } from 'node:timers/promises'
import { expect, it, vi } from 'vitest'
import { encodeMessage } from '../../../src/protocols/sync/messages.ts'
import { PackPlaces } from '../../../src/protocols/sync/pack-places.ts'
import { SYNC_LIMITS } from '../../../src/protocols/sync/limits.ts'
import { serveStream } from '../../../src/protocols/sync/serve.ts'
import { channelPair, keepingLogger, NOW, SampleCube } from '../sample.ts'
import { AGREEMENT, sourceOf } from './exchange.ts'

const QUESTIONS = 20

/** A server whose frames are taken once `reads` is called, and questions about heads that a peer asks one after another. */
async function world() {
  const cube = new SampleCube()
  await cube.commit({ a: 'text' })
  const asked: number[] = []
  const source = {
    ...sourceOf(cube),
    heads: async ({ limit }: { limit: number }) => {
      asked.push(limit)
      return Promise.resolve({ items: [] })
    },
  }
  let nowMs = NOW
  const { left: server, right: eve } = channelPair()
  let reads = (): void => undefined
  const reading = new Promise<void>((resolve) => (reads = resolve))
  const write = server.write.bind(server)
  server.write = (frame) => reading.then(() => write(frame))
  const served = serveStream(
    { source, logger: keepingLogger(), now: () => nowMs, places: new PackPlaces() },
    server,
    AGREEMENT,
  )
  await eve.write(encodeMessage({ type: 'open', agreement: AGREEMENT }))
  const ask = async (): Promise<void> => {
    for (let n = 1; n <= QUESTIONS; n++) {
      await eve.write(encodeMessage({ type: 'heads', limit: n }))
      for (let turn = 0; turn < 10; turn++) await nextTurn()
    }
  }
  return { server, eve, served, asked, reads: () => reads(), ask, later: (ms: number) => void (nowMs += ms) }
}

it('is answered twice at most, and the rest once it reads', async () => {
  const { eve, served, asked, reads, ask } = await world()
  await ask()
  expect(asked).toEqual([1, 2])
  reads()
  for (let n = 0; n < QUESTIONS; n++) expect(await eve.read()).toBeDefined()
  expect(asked).toHaveLength(QUESTIONS)
  await eve.close()
  await served
})

it('is not waited for without end when it goes', async () => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'setInterval'] })
  try {
    const { server, eve, served, ask, later } = await world()
    const aborted = vi.spyOn(server, 'abort')
    await ask()
    await eve.close()
    later(SYNC_LIMITS.silenceMs)
    await vi.advanceTimersByTimeAsync(SYNC_LIMITS.silenceMs * 2)
    await served
    expect(aborted).toHaveBeenCalledOnce()
  } finally {
    vi.useRealTimers()
  }
})
