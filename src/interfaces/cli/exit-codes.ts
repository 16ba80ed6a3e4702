/** Exit codes: 0 done, 1 failed, 2 wrong usage, 3 refused, 4 conflict, 5 not found; 130 after an interrupt. */
const codes: Readonly<Record<string, number>> = {
  ERR_USAGE: 2,
  ERR_ROLLBACK: 3,
  ERR_UNVERIFIABLE: 3,
  ERR_INCOMPATIBLE: 3,
  ERR_DENIED: 3,
  ERR_LIMIT: 3,
  ERR_CONFLICT: 4,
  ERR_NOT_FOUND: 5,
  ERR_ABORTED: 130,
}

export function exitCodeOf(code: string): number {
  return codes[code] ?? 1
}
