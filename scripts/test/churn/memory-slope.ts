/** How fast memory grows, from samples: the least-squares line through those after the warm-up. Pure. */

export interface MemorySample {
  /** Hours since the beginning, by whatever clock. */
  hours: number
  mib: number
}

/** What was started and cached first is no leak. */
const warmUp = 1 / 3

/** @returns MiB per hour; NaN with fewer than two samples after the warm-up */
export function memorySlope(samples: readonly MemorySample[]): number {
  const kept = samples.slice(Math.floor(samples.length * warmUp))
  const mean = (values: readonly number[]): number => values.reduce((a, b) => a + b, 0) / values.length
  const [x, y] = [mean(kept.map(({ hours }) => hours)), mean(kept.map(({ mib }) => mib))]
  const over = kept.reduce((sum, { hours, mib }) => sum + (hours - x) * (mib - y), 0)
  const under = kept.reduce((sum, { hours }) => sum + (hours - x) ** 2, 0)
  return over / under
}
