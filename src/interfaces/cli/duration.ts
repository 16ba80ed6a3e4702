/** Durations as people type them: 90s, 30m, 72h, 7d. */
import { MemCubeError } from '../../core/errors.ts'

const units: Record<string, number> = { s: 1_000, m: 60_000, h: 3_600_000, d: 24 * 3_600_000 }

/** Milliseconds. @throws ERR_USAGE */
export function parseDuration(text: string, flag: string): number {
  const [, number, unit] = /^(\d{1,9})([smhd])$/.exec(text) ?? []
  if (number === undefined || unit === undefined)
    throw new MemCubeError('ERR_USAGE', `${flag}: expected a duration such as 72h, got "${text}"`, {
      hint: 'write 90s, 30m, 72h or 7d',
    })
  return Number(number) * (units[unit] as number)
}
