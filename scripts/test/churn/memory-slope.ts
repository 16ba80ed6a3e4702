/** How fast memory grows, from samples: the least-squares line through those after the warm-up. Pure. */

export interface MemorySample {
  /** Hours since the beginning, by whatever clock. */
  hours: number
  mib: number
}

export interface Slope {
  /** MiB; NaN with fewer than three samples after the warm-up. */
  perHour: number
  /** Twice the standard error of it: what it may be wrong by, where samples scatter by chance. */
  error: number
}

/** What was started and cached first is no leak. */
const warmUp = 1 / 3

export function memorySlope(samples: readonly MemorySample[]): Slope {
  const kept = samples.slice(Math.floor(samples.length * warmUp))
  if (kept.length < 3) return { perHour: NaN, error: NaN }
  const mean = (values: readonly number[]): number => values.reduce((a, b) => a + b, 0) / values.length
  const [x, y] = [mean(kept.map(({ hours }) => hours)), mean(kept.map(({ mib }) => mib))]
  const over = kept.reduce((sum, { hours, mib }) => sum + (hours - x) * (mib - y), 0)
  const under = kept.reduce((sum, { hours }) => sum + (hours - x) ** 2, 0)
  const perHour = over / under
  const rest = kept.reduce((sum, { hours, mib }) => sum + (mib - y - perHour * (hours - x)) ** 2, 0)
  return { perHour, error: 2 * Math.sqrt(rest / (kept.length - 2) / under) }
}

/** What a line says of a promise. A short run says nothing: what scatters is larger than what would grow. */
export function judgeSlope(
  { perHour, error }: Slope,
  most: number,
): { verdict: 'kept' | 'broken' | 'unknown'; words: string } {
  const line = `RSS grows by ${perHour.toFixed(1)} MiB for each hour, give or take ${error.toFixed(1)}`
  if (perHour + error <= most) return { verdict: 'kept', words: `${line}: at most ${most}, as promised` }
  if (perHour - error > most) return { verdict: 'broken', words: `${line}: more than the ${most} promised` }
  return { verdict: 'unknown', words: `${line}: that says nothing of ${most} yet; a longer run does` }
}
