import { once } from 'node:events'
import { expect, it } from 'vitest'
import { anySignal } from '../../../src/core/signals/index.ts'
import { countHeld } from '../../helpers/count-held.ts'

it('is aborted by the first of its signals, for its reason, however deep that is', () => {
  for (const which of [0, 1, 2]) {
    const controllers = [new AbortController(), new AbortController(), new AbortController()] as const
    const [a, b, c] = controllers
    const either = anySignal([anySignal([a.signal, b.signal]), c.signal])
    const heard: unknown[] = []
    either.addEventListener('abort', () => heard.push(either.reason))
    controllers[which]?.abort(`because of ${which}`)
    controllers[(which + 1) % 3]?.abort('too late')
    expect(heard).toEqual([`because of ${which}`])
  }
})

it('is aborted from the beginning when one of its signals is', () => {
  const inner = anySignal([AbortSignal.abort('over'), new AbortController().signal])
  expect(anySignal([inner, new AbortController().signal]).reason).toBe('over')
})

it('is aborted by a deadline that nobody else holds', async () => {
  const either = anySignal([new AbortController().signal, AbortSignal.timeout(1)])
  const outer = anySignal([either, new AbortController().signal])
  await once(outer, 'abort')
  expect((outer.reason as Error).name).toBe('TimeoutError')
})

it('holds nothing of a question that is over, however many deadlines it had', async () => {
  const node = new AbortController()
  const refs: WeakRef<object>[] = []
  const ask = (): void => {
    const question = anySignal([node.signal, AbortSignal.timeout(1)])
    const stream = anySignal([question, AbortSignal.timeout(1)])
    const listener = (): void => {}
    stream.addEventListener('abort', listener)
    stream.removeEventListener('abort', listener)
    refs.push(new WeakRef(question), new WeakRef(stream))
  }
  for (let i = 0; i < 500; i++) ask()
  // Timers of the same length end in the order in which they began.
  await once(AbortSignal.timeout(1), 'abort')
  expect(await countHeld(refs)).toBe(0)
})
