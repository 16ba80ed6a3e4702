/**
 * An `expect` for the compliance suite of interface-blockstore, which is written for chai with promises and with
 * `ok()`, `true()` and `false()` as calls. Each step of a chain is recorded and played on vitest's chai: at once for a
 * plain value, or when awaited, on what the promise came to.
 */
import { chai } from 'vitest'

type Step = { name: string; args?: unknown[] }

/** Steps that chai has as properties and the suite calls. */
const flags = new Set(['ok', 'true', 'false'])

export function recordedExpect(value: unknown): unknown {
  return value instanceof Promise ? promised(value, []) : immediate(chai.expect(value))
}

function immediate(assertion: object): unknown {
  return new Proxy(assertion, {
    get(target, name) {
      if (typeof name !== 'string' || name === 'then') return undefined
      if (flags.has(name)) return () => Reflect.get(target, name) as unknown
      const next: unknown = Reflect.get(target, name)
      if (typeof next === 'function')
        return (...args: unknown[]) => immediate(next.apply(target, args) as object)
      return immediate(next as object)
    },
  })
}

function promised(promise: Promise<unknown>, steps: Step[]): unknown {
  return new Proxy(() => {}, {
    get(_target, name) {
      if (name !== 'then') return promised(promise, [...steps, { name: String(name) }])
      const played = play(promise, steps)
      return played.then.bind(played)
    },
    apply: (_target, _self, args: unknown[]) =>
      promised(promise, [...steps.slice(0, -1), { ...steps.at(-1)!, args }]),
  })
}

async function play(promise: Promise<unknown>, steps: Step[]): Promise<void> {
  const rejection = steps.some(({ name }) => name === 'rejected')
  const value = await (rejection
    ? promise.then(
        () => Promise.reject(new Error('expected a rejection')),
        (error: unknown) => error,
      )
    : promise)
  let assertion: unknown = immediate(chai.expect(value))
  for (const { name, args } of steps.filter(
    (step) => step.name !== 'eventually' && step.name !== 'rejected',
  )) {
    const next = (assertion as Record<string, unknown>)[name]
    assertion = args === undefined ? next : (next as (...given: unknown[]) => unknown)(...args)
  }
}
