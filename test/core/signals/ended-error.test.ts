// Each way in which the platform says that a deadline passed, or that somebody gave up.
import { once, EventEmitter } from 'node:events'
import { setTimeout as pause } from 'node:timers/promises'
import { describe, expect, it } from 'vitest'
import { codeOf, MemCubeError } from '../../../src/core/errors.ts'
import { anySignal, codeOfEnd, endedError, untilAborted } from '../../../src/core/signals/index.ts'

const passed = async (): Promise<AbortSignal> => {
  const signal = AbortSignal.timeout(0)
  if (!signal.aborted) await once(signal, 'abort')
  return signal
}

const waits: [string, (signal: AbortSignal) => unknown][] = [
  ['throwIfAborted', (signal) => signal.throwIfAborted()],
  ['a pause', (signal) => pause(60_000, undefined, { signal })],
  ['an event', (signal) => once(new EventEmitter(), 'never', { signal })],
  ['a promise', (signal) => untilAborted(new Promise(() => {}), signal)],
  ['a request', (signal) => fetch('http://127.0.0.1:9/', { signal })],
]

async function endOf(wait: (signal: AbortSignal) => unknown, signal: AbortSignal): Promise<unknown> {
  try {
    await wait(signal)
  } catch (error) {
    return error
  }
  throw new Error('it was not ended')
}

describe.each(waits)('the end of %s', (_, wait) => {
  it('by a deadline is ERR_TIMEOUT, and says what was waited for', async () => {
    const signal = await passed()
    for (const given of [undefined, signal, new AbortController().signal])
      expect(endedError(await endOf(wait, signal), 'the look', given)).toMatchObject({
        code: 'ERR_TIMEOUT',
        message: 'the look took longer than its deadline',
      })
  })

  it('by who asked is ERR_ABORTED', async () => {
    const signal = anySignal([AbortSignal.abort(), new AbortController().signal])
    expect(endedError(await endOf(wait, signal), 'the look', signal)).toMatchObject({ code: 'ERR_ABORTED' })
  })

  it('for a reason of ours is that reason', async () => {
    const reason = new MemCubeError('ERR_ABORTED', 'the client went away')
    const signal = AbortSignal.abort(reason)
    const error = await endOf(wait, signal)
    expect(endedError(error, 'the look', signal) ?? error).toBe(reason)
  })
})

it('a reason that is any error of who asked is ERR_ABORTED', () => {
  const reason = new Error('enough')
  expect(endedError(reason, 'the look', AbortSignal.abort(reason))).toMatchObject({ code: 'ERR_ABORTED' })
})

it('of which nobody knows the reason says no more than is known', () => {
  const error = new DOMException('The operation was aborted', 'AbortError')
  expect(endedError(error, 'the look', new AbortController().signal)).toMatchObject({
    code: 'ERR_TIMEOUT',
    message: expect.stringMatching(
      /^the look ended before it was done: .* or the node is stopping$/,
    ) as string,
  })
})

it('any other error is none of an end', () => {
  expect(endedError(new Error('broken'), 'the look', AbortSignal.abort())).toBeUndefined()
  expect(endedError('broken', 'the look')).toBeUndefined()
  expect(codeOf(new Error('broken'))).toBe('ERR_INTERNAL')
})

it('has a code wherever one is kept', async () => {
  const signal = await passed()
  expect(codeOfEnd(signal)).toBe('ERR_TIMEOUT')
  expect(codeOf(signal.reason)).toBe('ERR_TIMEOUT')
  expect(codeOfEnd(AbortSignal.abort())).toBe('ERR_ABORTED')
  expect(codeOf(AbortSignal.abort().reason)).toBe('ERR_ABORTED')
})
