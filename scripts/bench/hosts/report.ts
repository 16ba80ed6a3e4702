/** How times and memory are told. */

export function percentile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b)
  return sorted[Math.min(sorted.length - 1, Math.ceil(share * sorted.length) - 1)] ?? Number.NaN
}

export function describeMs(values: readonly number[]): string {
  const at = (share: number): string => percentile(values, share).toFixed(0)
  return `p50 ${at(0.5)}, p95 ${at(0.95)}, most ${at(1)} ms`
}

export function memoryMib(): string {
  return (process.memoryUsage.rss() / 2 ** 20).toFixed(0)
}

export function seconds(since: number): string {
  return ((performance.now() - since) / 1_000).toFixed(1)
}
