/**
 * `AbortSignal.any` over signals that are made of others themselves.
 *
 * For the maintainers of Node.js (24.21, `internal/abort_controller`): `AbortSignal.any` adds each source that has a deadline to
 * `gcPersistentSignals`, so that its timer finds it. A source that is itself made by `AbortSignal.any` of a deadline is added too. It has
 * no timer, nobody listens to it, and so nobody takes it out again: it is held until the process ends. Here such a signal is
 * replaced by what it was made of, which is what `AbortSignal.any` does next.
 */

/** What each signal from here was made of; none of these is from here. */
const madeOf = new WeakMap<AbortSignal, readonly AbortSignal[]>()

/** A signal that is aborted as soon as one of these is, for its reason. It holds on to nothing once nobody uses it. */
export function anySignal(signals: readonly AbortSignal[]): AbortSignal {
  const sources = [...new Set(signals.flatMap((signal) => madeOf.get(signal) ?? [signal]))]
  const either = AbortSignal.any(sources)
  madeOf.set(either, sources)
  return either
}
