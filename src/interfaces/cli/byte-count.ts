/** Sizes as people type them: 800000, 512MiB, 10GiB. */
import { MemCubeError } from '../../core/errors.ts'

const units: Readonly<Record<string, number>> = {
  '': 1,
  KiB: 2 ** 10,
  MiB: 2 ** 20,
  GiB: 2 ** 30,
  TiB: 2 ** 40,
}

/** Bytes. @throws ERR_USAGE */
export function parseByteCount(text: string, flag: string): number {
  const [, digits, unit = ''] = /^(\d{1,15})([KMGT]iB|)$/.exec(text) ?? []
  const bytes = Number(digits) * (units[unit] ?? NaN)
  if (Number.isSafeInteger(bytes) && bytes > 0) return bytes
  throw new MemCubeError('ERR_USAGE', `${flag}: expected a size such as 512MiB, got "${text}"`, {
    hint: 'write whole bytes above 0, or KiB, MiB, GiB or TiB behind a whole number: 1MiB is 1048576 bytes',
  })
}
