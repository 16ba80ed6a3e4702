import type { Connection } from '@libp2p/interface'
import { expect, it, vi } from 'vitest'
import { endDeadBefore, endDeadConnections } from '../../../src/network/reach/end-dead-connections.ts'

let made = 0

/** A connection whose stream behaves like that; what it was aborted with is kept. */
function connectionWith(send: (stream: EventTarget) => void): { connection: Connection; ends: Error[] } {
  const ends: Error[] = []
  const newStream = (): Promise<EventTarget> => {
    const stream: EventTarget = new EventTarget()
    return Promise.resolve(
      Object.assign(stream, { send: () => send(stream), close: () => Promise.resolve() }),
    )
  }
  const abort = (error: Error): void => void ends.push(error)
  return { connection: { id: String(made++), newStream, abort } as unknown as Connection, ends }
}

it('ends what takes no ping, what closes and what stays silent, and keeps what answers', async () => {
  const late: unknown[] = []
  const hear = (reason: unknown): void => void late.push(reason)
  process.on('unhandledRejection', hear)
  vi.spyOn(AbortSignal, 'timeout').mockImplementation(() => AbortSignal.abort(new Error('time is up')))
  try {
    const refuses = connectionWith((stream) => {
      stream.dispatchEvent(new Event('close'))
      throw new Error('the stream takes nothing')
    })
    // Time was up before the stream opened.
    const silent = connectionWith(() => {})
    await endDeadConnections([refuses.connection, silent.connection])
    vi.mocked(AbortSignal.timeout).mockImplementation(() => new AbortController().signal)
    const throws = connectionWith((stream) => {
      stream.dispatchEvent(new Event('close'))
      throw new Error('the stream takes nothing')
    })
    const closes = connectionWith((stream) => stream.dispatchEvent(new Event('close')))
    const answers = connectionWith((stream) => stream.dispatchEvent(new Event('message')))
    await endDeadConnections([throws.connection, closes.connection, answers.connection])
    await new Promise((resolve) => setImmediate(resolve))
    expect([refuses, silent, throws, closes, answers].map(({ ends }) => ends.length)).toEqual([1, 1, 1, 1, 0])
    expect(late).toEqual([])
  } finally {
    vi.restoreAllMocks()
    process.off('unhandledRejection', hear)
  }
})

const answers = (): ReturnType<typeof connectionWith> =>
  connectionWith((stream) => stream.dispatchEvent(new Event('message')))
const closes = (): ReturnType<typeof connectionWith> =>
  connectionWith((stream) => stream.dispatchEvent(new Event('close')))

/** Silent for all its time, which is up at once. */
const isSilent = (): ReturnType<typeof connectionWith> => connectionWith(() => {})

async function endedBefore(latest: Connection, all: Connection[]): Promise<boolean> {
  const timeUp = vi.spyOn(AbortSignal, 'timeout')
  timeUp.mockImplementation(() => {
    const time = new AbortController()
    setImmediate(() => time.abort(new Error('time is up')))
    return time.signal
  })
  try {
    return await endDeadBefore(latest.id, all)
  } finally {
    timeUp.mockRestore()
  }
}

it('ends those from before when the peer answers on the one that is new, and not on them', async () => {
  const [latest, dead, alive] = [answers(), isSilent(), answers()]
  const all = [dead, latest, alive].map(({ connection }) => connection)
  expect(await endedBefore(latest.connection, all)).toBe(true)
  expect([latest, dead, alive].map(({ ends }) => ends.length)).toEqual([0, 1, 0])
})

it.each([
  ['answers on none: it is busy', isSilent, isSilent],
  ['refuses on the new one', closes, isSilent],
  ['answers on all', answers, answers],
  ['has restarted, and those from before are ending by themselves', answers, closes],
])('ends nothing when the peer %s', async (_, now, before) => {
  const [latest, first] = [now(), before()]
  expect(await endedBefore(latest.connection, [first.connection, latest.connection])).toBe(false)
  expect([latest, first].map(({ ends }) => ends.length)).toEqual([0, 0])
})
