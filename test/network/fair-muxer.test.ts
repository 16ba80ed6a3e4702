/** What one connection sends is handed over a few streams in each turn of the loop, and all of it. */
import { setImmediate as nextTurn } from 'node:timers/promises'
import type { Stream } from '@libp2p/interface'
import { defaultLogger } from '@libp2p/logger'
import { AbstractMessageStream } from '@libp2p/utils'
import { yamux } from '@libp2p/yamux'
import { Uint8ArrayList } from 'uint8arraylist'
import { describe, expect, it, onTestFinished } from 'vitest'
import { fairMuxer, holdFrames } from '../../src/network/fair-muxer.ts'
import { createHold } from '../../src/network/hold-connection.ts'
import { eventually } from './hosts.ts'

const STREAMS = 100
const MOST_IN_A_TURN = 12

/** One end of a connection, which keeps what is sent. */
class End extends AbstractMessageStream {
  readonly sent = new Uint8ArrayList()
  /** What is inside of it is closed already. */
  isGone = false

  constructor(direction: 'inbound' | 'outbound') {
    super({ log: defaultLogger().forComponent('end'), direction })
  }

  sendData(data: Uint8ArrayList): { sentBytes: number; canSendMore: boolean } {
    this.sent.append(data)
    return { sentBytes: data.byteLength, canSendMore: true }
  }

  sendReset(): void {}
  sendPause(): void {
    if (this.isGone) throw new Error('it is closed')
  }

  sendResume(): void {
    if (this.isGone) throw new Error('it is closed')
  }

  async close(): Promise<void> {}
}

const make = fairMuxer(yamux({ enableKeepAlive: false }))()

/** All that eve sends when she opens many streams and says a word on each. */
async function flood(): Promise<Uint8ArrayList> {
  const end = new End('outbound')
  const eve = make.createStreamMuxer(end)
  const streams = await Promise.all(Array.from({ length: STREAMS }, () => eve.createStream()))
  for (const stream of streams) stream.send(Buffer.from('word'))
  return end.sent
}

/** Where it comes to; `turns` has how many streams came in each turn. */
function openAlice() {
  const end = new End('inbound')
  const alice = make.createStreamMuxer(end)
  const [streams, turns, words]: [Stream[], number[], string[]] = [[], [], []]
  let turn = 0
  const count = (): void => {
    turn++
    counting = setImmediate(count)
  }
  let counting = setImmediate(count)
  onTestFinished(() => clearImmediate(counting))
  alice.addEventListener('stream', ({ detail: stream }) => {
    streams.push(stream)
    turns[turn] = (turns[turn] ?? 0) + 1
    stream.addEventListener('message', ({ data }) => words.push(Buffer.from(data.subarray()).toString()))
  })
  return { end, alice, streams, turns, words }
}

describe('streams that are opened all at once', () => {
  it('come a few in a turn, and all of them, with what is said on them', async () => {
    const { end, streams, turns, words } = openAlice()
    end.onData(await flood())
    expect(streams.length).toBeLessThanOrEqual(MOST_IN_A_TURN)
    await eventually(() => words.length === STREAMS, 'all words')
    expect(Math.max(...turns.filter(Boolean))).toBeLessThanOrEqual(MOST_IN_A_TURN)
    expect(end.readStatus).toBe('readable')
  })

  it('stop what comes after them from being read', async () => {
    const { end } = openAlice()
    end.onData(await flood())
    expect(end.readStatus).toBe('paused')
  })

  it('have what was said on them, though the connection ends before it was their turn', async () => {
    const { end, alice, words } = openAlice()
    const all = await flood()
    end.onData(all.sublist(0, 2_000))
    end.onData(all.sublist(2_000))
    end.onTransportClosed()
    expect(alice.status).toBe('open')
    await eventually(() => alice.status === 'closed', 'the end')
    expect(words).toHaveLength(STREAMS)
  })

  it('harm nobody, though what is inside of the connection is closed first', async () => {
    const { end, words } = openAlice()
    const all = await flood()
    end.onData(all.sublist(0, 2_000))
    end.isGone = true
    end.onData(all.sublist(2_000))
    await eventually(() => words.length === STREAMS, 'all words')
    expect(end.readStatus).toBe('readable')
  })

  it.each([true, false])(
    'that are none end the connection, at once and in a later turn: %s',
    async (atOnce) => {
      const { end, alice, streams } = openAlice()
      if (!atOnce) end.onData((await flood()).sublist(0, 2_000))
      end.onData(new Uint8Array(100).fill(7))
      await eventually(() => alice.status === 'closed', 'the end')
      expect(end.status).toBe('aborted')
      expect(streams.length > 0).toBe(!atOnce)
    },
  )

  it('that are none harm nobody, though the connection is closed already', async () => {
    const { end, alice } = openAlice()
    end.onData((await flood()).sublist(0, 2_000))
    end.onData(new Uint8Array(100).fill(7))
    end.writeStatus = 'closed'
    await eventually(() => alice.status === 'closed', 'the end')
  })

  it('of who is cut off are not opened any more', async () => {
    const { end, alice, streams } = openAlice()
    end.onData(await flood())
    end.abort(new Error('enough'))
    expect(alice.status).toBe('closed')
    const before = streams.length
    for (let turn = 0; turn < 5; turn++) await nextTurn()
    expect(before).toBeLessThanOrEqual(MOST_IN_A_TURN)
    expect(streams).toHaveLength(before)
  })
})

describe('a connection that is held', () => {
  it('hands nothing over until all who hold it let it go', async () => {
    const { end, alice, streams } = openAlice()
    const connection = { muxer: alice } as never
    const [first, second] = [holdFrames(connection), holdFrames(connection)]
    end.onData(await flood())
    first()
    for (let turn = 0; turn < 5; turn++) await nextTurn()
    expect(streams).toEqual([])
    second()
    await eventually(() => streams.length === STREAMS, 'all streams')
  })

  it('is one of which many requests wait, and no other', async () => {
    const { end, alice, streams } = openAlice()
    const [hold, connection] = [createHold(), { muxer: alice } as never]
    const turns = Array.from({ length: 5 }, () => Promise.withResolvers<void>())
    const wait = ({ promise }: PromiseWithResolvers<void>) => hold(connection, () => promise)
    const waiting = turns.slice(0, 4).map(wait)
    expect(end.readStatus).toBe('readable')
    waiting.push(wait(turns[4]!))
    expect(end.readStatus).toBe('paused')
    end.onData(await flood())
    turns[0]?.resolve()
    await waiting[0]
    await eventually(() => streams.length === STREAMS, 'all streams')
    for (const { resolve } of turns) resolve()
    await Promise.all(waiting)
  })
})

describe('a muxer of a connection that is closed below it', () => {
  it('is aborted without an error, and its streams with it', async () => {
    const end = new End('outbound')
    const alice = make.createStreamMuxer(end)
    const stream = await alice.createStream()
    end.writeStatus = 'closed'
    alice.abort(new Error('the ping failed'))
    expect([alice.status, stream.status]).toEqual(['closed', 'aborted'])
  })
})
