/** Addresses that lead through a relay. Pure. */
import type { Multiaddr } from '@multiformats/multiaddr'

export function isRelayed(address: Multiaddr): boolean {
  return address.getComponents().some(({ name }) => name === 'p2p-circuit')
}

/** The IP address of the first hop; undefined for a name. */
export function hostIp(address: Multiaddr): string | undefined {
  return address.getComponents().find(({ name }) => name === 'ip4' || name === 'ip6')?.value
}

/** The TCP port of an address without a relay and without websockets. */
export function tcpPort(address: Multiaddr): number | undefined {
  const parts = address.getComponents().filter(({ name }) => name !== 'ip6zone' && name !== 'p2p')
  const [host, tcp] = parts
  if (parts.length !== 2 || tcp?.name !== 'tcp' || !/^ip[46]$/.test(host?.name ?? '')) return undefined
  return Number(tcp.value)
}

/** The relay of a circuit. */
export function relayOf(address: Multiaddr): string | undefined {
  const parts = address.getComponents()
  const at = parts.findIndex(({ name }) => name === 'p2p-circuit')
  return at < 1 ? undefined : parts.slice(0, at).findLast(({ name }) => name === 'p2p')?.value
}
