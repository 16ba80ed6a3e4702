/**
 * Which connections give way when there are too many. Nobody is refused because others came first: the one that gives way is
 * of whom most places are held, and of those the one that has done nothing for longest. Names are free and addresses are not,
 * so that places are counted by the network that a connection comes from. Pure.
 */
import { type Multiaddr, multiaddr } from '@multiformats/multiaddr'

/** Connections of one identity; two nodes that dial each other at once have two. Guess. */
export const MAX_PER_PEER = 4
/**
 * Connections with nodes of the IPFS network that know nothing of memcube: two lookups of twenty. They give way before any
 * other. Guess.
 */
export const MAX_STRANGERS = 40
/** A new connection has this long to do something. Guess: three round trips and a busy loop. */
const SETTLING_MS = 5_000

export interface ConnectionPlace {
  /** Where it comes from: `networkOf` its address. */
  network: string
  inbound: boolean
  /** This node had something from that peer, or keeps to it by itself. */
  useful: boolean
  /** Its peer speaks nothing of memcube, and is here because of the DHT of IPFS. */
  stranger?: boolean
  /** Something is under way on it. */
  busy?: boolean
  openedMs: number
  /** When that peer last asked for something. */
  activeMs: number
}

interface PlaceLimits {
  /** Connections that others opened; the rest up to all is for those that this node opens. */
  inbound: number
  /** Of these from one network. */
  perNetwork: number
}

/** @returns those that give way */
export function decideEvictions<T extends ConnectionPlace>(
  places: readonly T[],
  limits: PlaceLimits,
  nowMs: number,
): T[] {
  const evicted = tooManyStrangers(places, limits, nowMs)
  const inbound = places.filter((place) => place.inbound && !evicted.includes(place))
  const before = evicted.length
  const groups = [...Map.groupBy(inbound, ({ network }) => network).values()].map((group) =>
    group.filter(({ useful }) => !useful).sort((a, b) => rank(a, nowMs) - rank(b, nowMs)),
  )
  const give = (group: T[]): void => void evicted.push(...group.splice(0, 1))
  for (const group of groups) while (group.length > limits.perNetwork) give(group)
  while (inbound.length - (evicted.length - before) > limits.inbound) {
    const largest = groups.reduce((a, b) => (b.length > a.length ? b : a), [])
    if (largest.length === 0) break
    give(largest)
  }
  return evicted
}

/** Strangers beyond their number, and those who hold places that others opened connections for. */
function tooManyStrangers<T extends ConnectionPlace>(
  places: readonly T[],
  { inbound }: PlaceLimits,
  nowMs: number,
): T[] {
  const strangers = places
    .filter(({ stranger }) => stranger === true)
    .sort((a, b) => Number(a.busy ?? false) - Number(b.busy ?? false) || rank(a, nowMs) - rank(b, nowMs))
  const evicted = strangers.splice(0, Math.max(0, strangers.length - MAX_STRANGERS))
  const held = places.filter((place) => place.inbound && !evicted.includes(place)).length
  const entered = strangers.filter((place) => place.inbound)
  return [...evicted, ...entered.slice(0, Math.max(0, held - inbound))]
}

/** First who has had time and did nothing for longest; last who has just come. */
function rank({ openedMs, activeMs }: ConnectionPlace, nowMs: number): number {
  const isSettling = nowMs - openedMs < SETTLING_MS
  return Math.max(openedMs, activeMs) + (isSettling ? nowMs : 0)
}

/**
 * Who has one address has its neighbours: the /24 of an IPv4 address, the /48 of an IPv6 address. Who comes through a relay
 * is not where the relay is, and where he is cannot be told: those behind one relay count together, apart from it.
 */
export function networkOf(address: Multiaddr): string {
  const host = address.getComponents().find(({ name }) => name !== 'ip6zone')
  if (host?.value === undefined) return 'unknown'
  const parts = address.getComponents()
  const circuit = parts.findIndex(({ name }) => name === 'p2p-circuit')
  if (circuit > 0) return `behind ${networkOf(multiaddr(parts.slice(0, circuit)))}`
  if (host.name === 'ip4') return host.value.split('.').slice(0, 3).join('.')
  return host.name === 'ip6' ? expandIp6(host.value).slice(0, 3).join(':') : host.value
}

/** One address; of IPv6 the /64, in which one machine has as many as it likes. Who comes through a relay is where `networkOf` says. */
export function hostOf(address: Multiaddr): string {
  const host = address.getComponents().find(({ name }) => name !== 'ip6zone')
  const network = networkOf(address)
  if (host?.value === undefined || network.startsWith('behind ')) return network
  return host.name === 'ip6' ? expandIp6(host.value).slice(0, 4).join(':') : host.value
}

function expandIp6(text: string): string[] {
  const [left = '', right] = text.split('::')
  const parts = (side: string): string[] => (side === '' ? [] : side.split(':'))
  const [head, tail] = [parts(left), parts(right ?? '')]
  const zeros = right === undefined ? 0 : 8 - head.length - tail.length
  const all = [...head, ...Array.from({ length: Math.max(0, zeros) }, () => '0'), ...tail]
  return all.map((part) => part.replace(/^0+(?=.)/, ''))
}
