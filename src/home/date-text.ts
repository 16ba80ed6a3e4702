/** The last moment that a Date can hold, ECMA-262; a block may say a later one. */
const lastMs = 8.64e15

/** ISO 8601; the milliseconds themselves where no calendar reaches. Both are read as a time by `parseTime`. */
export function dateText(ms: number): string | number {
  return Math.abs(ms) <= lastMs ? new Date(ms).toISOString() : ms
}
