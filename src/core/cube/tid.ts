/** TIDs: revisions that sort as text in the order they were made. Source: the AT Protocol's record key specification. */
const DIGITS = '234567abcdefghijklmnopqrstuvwxyz'
const LENGTH = 13
const CLOCK_BITS = 10n

/**
 * 13 characters of base32 in the order of their values, of 64 bits whose first is 0. Spec: protocols/cube/spec.md,
 * "Revisions".
 */
export function isTid(value: string): boolean {
  return /^[2-7a-j][2-7a-z]{12}$/.test(value)
}

/**
 * The next revision: later than `previous` even when the clock stands still or goes back.
 * @param nowMs milliseconds since the Unix epoch
 * @param clockId 0 to 1,023, keeps writers apart that share a clock
 */
export function nextTid(previous: string | undefined, nowMs: number, clockId: number): string {
  const now = BigInt(Math.max(0, Math.floor(nowMs))) * 1_000n
  const last = previous === undefined ? -1n : parse(previous) >> CLOCK_BITS
  const micros = now > last ? now : last + 1n
  return format((micros << CLOCK_BITS) | BigInt(clockId & 0x3ff))
}

function format(value: bigint): string {
  let text = ''
  for (let left = value, i = 0; i < LENGTH; i++, left >>= 5n)
    text = (DIGITS[Number(left & 31n)] as string) + text
  return text
}

function parse(tid: string): bigint {
  let value = 0n
  for (const digit of tid) value = (value << 5n) | BigInt(DIGITS.indexOf(digit))
  return value
}
