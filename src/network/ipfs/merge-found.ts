/** What is found in several places, as it is found, each once. */

type Step<T> = { from: AsyncIterator<T> } & ({ result: IteratorResult<T> } | { error: unknown })

/**
 * @param keyOf what is the same thing
 * @param end ends what is still being asked when the reader has had enough
 * @throws why the first of them failed, when all did
 */
export async function* mergeFound<T>(
  sources: readonly AsyncIterable<T>[],
  keyOf: (found: T) => string,
  end: () => void,
): AsyncGenerator<T> {
  const next = (from: AsyncIterator<T>): Promise<Step<T>> =>
    from.next().then(
      (result) => ({ from, result }),
      (error: unknown) => ({ from, error }),
    )
  const steps = new Map<AsyncIterator<T>, Promise<Step<T>>>()
  for (const source of sources) {
    const from = source[Symbol.asyncIterator]()
    steps.set(from, next(from))
  }
  const seen = new Set<string>()
  const failures: unknown[] = []
  try {
    while (steps.size > 0) {
      const step = await Promise.race(steps.values())
      steps.delete(step.from)
      if ('error' in step) failures.push(step.error)
      else if (step.result.done !== true) {
        steps.set(step.from, next(step.from))
        const key = keyOf(step.result.value)
        if (!seen.has(key)) yield step.result.value
        seen.add(key)
      }
    }
  } finally {
    end()
  }
  if (failures.length === sources.length) throw failures[0]
}
