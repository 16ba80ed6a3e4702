/** Multiaddrs: parsing, how far an address reaches, and what one node may be told to dial. Pure. */
import { BlockList, isIP } from 'node:net'
import { multiaddr, type Multiaddr } from '@multiformats/multiaddr'
import { NetworkError } from './network-error.ts'

/** How far an address reaches. 'unknown' is anything that is neither an IP address nor a name. */
export type Reach = 'loopback' | 'private' | 'public' | 'unknown'

const LOOPBACK = blockList(['127.0.0.0/8', '::1/128'])

/**
 * Not reachable from the internet: the IANA special-purpose registries, and 100.64.0.0/10 that VPN meshes use. Teredo and 6to4
 * (2001::/32, 2002::/16) are among them: such an address has another one in it, which may be of this network.
 */
const PRIVATE = blockList([
  '0.0.0.0/8',
  '10.0.0.0/8',
  '100.64.0.0/10',
  '169.254.0.0/16',
  '172.16.0.0/12',
  '192.0.0.0/24',
  '192.0.2.0/24',
  '192.168.0.0/16',
  '198.18.0.0/15',
  '198.51.100.0/24',
  '203.0.113.0/24',
  '224.0.0.0/4',
  '240.0.0.0/4',
  '::/128',
  '64:ff9b::/96',
  '64:ff9b:1::/48',
  '100::/64',
  '2001::/32',
  '2001:2::/48',
  '2001:10::/28',
  '2001:db8::/32',
  '2002::/16',
  '3fff::/20',
  '5f00::/16',
  'fc00::/7',
  'fec0::/10',
  'fe80::/10',
  'ff00::/8',
])

function blockList(subnets: string[]): BlockList {
  const list = new BlockList()
  for (const subnet of subnets) {
    const [net = '', bits = ''] = subnet.split('/')
    list.addSubnet(net, Number(bits), net.includes(':') ? 'ipv6' : 'ipv4')
  }
  return list
}

/**
 * Parses a multiaddr that a person or a peer gave.
 * @throws {NetworkError} ERR_INVALID_INPUT
 */
export function parseAddress(text: string): Multiaddr {
  try {
    return multiaddr(text)
  } catch (cause) {
    throw new NetworkError('ERR_INVALID_INPUT', `expected the address of a peer, got "${printable(text)}"`, {
      cause,
      hint: 'an address looks like /ip4/192.0.2.7/tcp/4001/p2p/12D3KooW…; `memcube status` on the other machine prints its own',
    })
  }
}

/** A host and a port, or a name that stands for addresses: without them nothing can be dialled. */
export function isDialable(address: Multiaddr): boolean {
  return /^\/(?:ip6zone\/[^/]+\/)?(?:(?:ip[46]|dns[46]?)\/[^/]+\/(?:tcp|udp)\/\d+|dnsaddr\/[^/]+)(?:\/|$)/.test(
    address.toString(),
  )
}

/** How far an IP address reaches. IPv4 inside IPv6 counts as the IPv4 address it carries. */
export function reachOfIp(ip: string): Reach {
  const bare = ip.replace(/%.*$/, '')
  const family = isIP(bare) === 6 ? 'ipv6' : 'ipv4'
  if (isIP(bare) === 0) return 'unknown'
  if (LOOPBACK.check(bare, family)) return 'loopback'
  return PRIVATE.check(bare, family) ? 'private' : 'public'
}

function reachOfName(name: string): Reach {
  const host = name.toLowerCase().replace(/\.$/, '')
  if (host === 'localhost' || host.endsWith('.localhost')) return 'loopback'
  if (!host.includes('.') || /\.(local|lan|internal|home\.arpa)$/.test(host)) return 'private'
  return 'public'
}

/** How far the first hop of an address reaches; a relayed address is judged by its relay. */
export function reachOf(address: Multiaddr): Reach {
  const host = address.getComponents().find(({ name }) => name !== 'ip6zone')
  if (host?.value === undefined) return 'unknown'
  if (host.name === 'ip4' || host.name === 'ip6') return reachOfIp(host.value)
  return host.name.startsWith('dns') ? reachOfName(host.value) : 'unknown'
}

const NEARNESS: Record<Reach, number> = { public: 0, unknown: 1, private: 2, loopback: 3 }

/**
 * Addresses in the order in which somebody elsewhere should try them, and in which they are told where there is no place for all:
 * a machine has many private ones (of containers, of a VPN), and one by which the whole world reaches it.
 */
export function farthestFirst(addresses: readonly string[]): string[] {
  const nearness = (text: string): number => NEARNESS[reachOf(parseAddress(text))]
  return addresses.toSorted((a, b) => nearness(a) - nearness(b))
}

/** The peer id at the end of an address, if it names one. */
export function peerIdIn(address: Multiaddr): string | undefined {
  return address.getComponents().findLast(({ name }) => name === 'p2p')?.value
}

/** The address with /p2p/<peerId> at its end. */
export function withPeerId(address: Multiaddr, peerId: string): string {
  return address.getComponents().at(-1)?.name === 'p2p'
    ? address.toString()
    : `${address.toString()}/p2p/${peerId}`
}

/** Text of others for a message: no control characters, at most 200 characters. */
export function printable(text: string): string {
  const clean = text.replace(/\p{C}/gu, '?')
  return clean.length > 200 ? `${clean.slice(0, 200)}…` : clean
}
