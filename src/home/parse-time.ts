/** Milliseconds since the Unix epoch from a number of milliseconds or an ISO 8601 text; `undefined` for anything else. Pure. */
export function parseTime(value: unknown): number | undefined {
  if (typeof value === 'number') return Number.isSafeInteger(value) && value >= 0 ? value : undefined
  if (
    typeof value !== 'string' ||
    !/^\d{4}-\d\d-\d\d(?:[T ]\d\d:\d\d(?::\d\d(?:\.\d+)?)?(?:Z|[+-]\d\d:?\d\d)?)?$/.test(value)
  )
    return undefined
  const ms = Date.parse(value.replace(' ', 'T'))
  return Number.isNaN(ms) || ms < 0 ? undefined : ms
}
