/** The groups of addresses that an address is in: whoever has one has its neighbours, and of IPv6 many more. Pure. */
import { isIP } from 'node:net'

export interface Origin {
  /** The address itself, or of IPv6 its /64. */
  address: string
  /** Its /24 or /48. */
  network: string
  /** Its /16 or /32. */
  region: string
}

export function originOf(address: string | undefined): Origin {
  const plain = (address ?? '').replace(/^::ffff:(?=\d+\.)/i, '')
  const version = isIP(plain)
  if (version === 4) return joined(plain.split('.'), '.', [4, 3, 2])
  if (version === 6) return joined(groupsOf(plain), ':', [4, 3, 2])
  return { address: 'unknown', network: 'unknown', region: 'unknown' }
}

function joined(parts: string[], by: string, [address, network, region]: [number, number, number]): Origin {
  const first = (count: number): string => parts.slice(0, count).join(by)
  return { address: first(address), network: first(network), region: first(region) }
}

/** The eight groups of an IPv6 address, without leading zeros. */
function groupsOf(address: string): string[] {
  const [head = '', tail] = address.replace(/%.*$/, '').split('::')
  const left = head === '' ? [] : head.split(':')
  const right = tail === undefined || tail === '' ? [] : tail.split(':')
  const gap = tail === undefined ? [] : Array.from({ length: 8 - left.length - right.length }, () => '0')
  return [...left, ...gap, ...right].map((group) => parseInt(group, 16).toString(16))
}
