// A peer that asks and reads nothing: what is said to it waits in the memory of this node, so it is answered no further.
import { setImmediate as nextTurn } from 'node:timers/promises'
import { describe, expect, it, vi } from 'vitest'
import { encodeMessage as encodeQuestion } from '../../src/protocols/proposals/messages.ts'
import { createRates } from '../../src/protocols/proposals/rates.ts'
import { KeptStream } from '../../src/protocols/proposals/serve.ts'
import { SYNC_LIMITS } from '../../src/protocols/sync/limits.ts'
import { encodeMessage } from '../../src/protocols/sync/messages.ts'
import { PackPlaces } from '../../src/protocols/sync/pack-places.ts'
import { serveStream } from '../../src/protocols/sync/serve.ts'
import { channelPair, keepingLogger, NOW, SampleCube, type TestChannel } from './sample.ts'
import { AGREEMENT, sourceOf } from './sync/exchange.ts'

const QUESTIONS = 20

/** A protocol in which a peer asks one question after another on a stream. */
interface Asked {
  /** @param found told of each question that is looked up */
  serve(channel: TestChannel, now: () => number, found: (limit: number) => void): Promise<void>
  open: Uint8Array
  question(limit: number): Uint8Array
}

const cube = new SampleCube()
await cube.commit({ a: 'text' })

const sync: Asked = {
  serve: (channel, now, found) => {
    const heads = ({ limit }: { limit: number }) => {
      found(limit)
      return Promise.resolve({ items: [] })
    }
    const deps = { logger: keepingLogger(), now, places: new PackPlaces() }
    return serveStream({ ...deps, source: { ...sourceOf(cube), heads } }, channel, AGREEMENT)
  },
  open: encodeMessage({ type: 'open', agreement: AGREEMENT }),
  question: (limit) => encodeMessage({ type: 'heads', limit }),
}

const proposals: Asked = {
  serve: (channel, now, found) => {
    const book = {
      take: () => Promise.resolve(undefined),
      page: ({ limit }: { limit: number }) => {
        found(limit)
        return Promise.resolve({ items: [] })
      },
    }
    const rates = { offers: createRates(QUESTIONS), questions: createRates(QUESTIONS) }
    const deps = { book, logger: keepingLogger(), now, stopping: new AbortController().signal, rates }
    return new KeptStream(deps, channel, AGREEMENT).run()
  },
  open: encodeQuestion({ type: 'open', agreement: AGREEMENT }),
  question: (limit) => encodeQuestion({ type: 'list', cubes: [], limit }),
}

/** A server whose frames are taken once `reads` is called. */
async function world({ serve, open, question }: Asked) {
  const asked: number[] = []
  let nowMs = NOW
  const { left: server, right: eve } = channelPair()
  let reads = (): void => undefined
  const reading = new Promise<void>((resolve) => (reads = resolve))
  const write = server.write.bind(server)
  server.write = (frame) => reading.then(() => write(frame))
  const served = serve(
    server,
    () => nowMs,
    (limit) => void asked.push(limit),
  )
  await eve.write(open)
  const ask = async (): Promise<void> => {
    for (let n = 1; n <= QUESTIONS; n++) {
      await eve.write(question(n))
      for (let turn = 0; turn < 10; turn++) await nextTurn()
    }
  }
  return { server, eve, served, asked, reads: () => reads(), ask, later: (ms: number) => void (nowMs += ms) }
}

describe.each([
  ['sync', sync],
  ['proposals', proposals],
])('a peer that asks over %s and reads nothing', (_name, protocol) => {
  it('is answered twice at most, and the rest once it reads', async () => {
    const { eve, served, asked, reads, ask } = await world(protocol)
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
      const { server, eve, served, ask, later } = await world(protocol)
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
})
