/** The /24 or /48 that an address is in: whoever has one address has its neighbours. Pure. */
import { isIP } from 'node:net'

export function networkOfAddress(address: string | undefined): string {
  const plain = (address ?? '').replace(/^::ffff:(?=\d+\.)/i, '')
  if (isIP(plain) === 4) return plain.split('.').slice(0, 3).join('.')
  if (isIP(plain) !== 6) return 'unknown'
  const [head = '', tail] = plain.replace(/%.*$/, '').split('::')
  const left = head === '' ? [] : head.split(':')
  const right = tail === undefined || tail === '' ? [] : tail.split(':')
  const gap = tail === undefined ? [] : Array.from({ length: 8 - left.length - right.length }, () => '0')
  return [...left, ...gap, ...right]
    .slice(0, 3)
    .map((group) => parseInt(group, 16).toString(16))
    .join(':')
}
