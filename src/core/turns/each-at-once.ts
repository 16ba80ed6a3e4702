/**
 * Does something with each item, a few at a time. After a failure nothing more is begun, and what is under way is waited
 * for: whoever is told of the failure knows that nothing goes on behind it.
 */
export async function eachAtOnce<T>(
  items: readonly T[],
  most: number,
  task: (item: T, index: number) => Promise<void>,
): Promise<void> {
  let next = 0
  let failure: { error: unknown } | undefined
  const work = async (): Promise<void> => {
    while (failure === undefined && next < items.length) {
      const index = next++
      await task(items[index] as T, index).catch((error: unknown) => (failure ??= { error }))
    }
  }
  await Promise.all(Array.from({ length: Math.min(most, items.length) }, work))
  if (failure !== undefined) throw failure.error
}
