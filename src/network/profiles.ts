/**
 * What a node of each profile listens on, loads and contacts, as data. Pure.
 *
 * `planHost` is the only place that decides it; `libp2p-options.ts` builds exactly what the plan names. A configuration
 * that would reach further than its profile promises is refused, never trimmed.
 */
import { isDialable, parseAddress, peerIdIn, reachOf, type Reach } from './addresses.ts'
import type { NetworkConfig, Profile } from './interface.ts'
import { IPFS_BOOTSTRAP } from './ipfs/ipfs-bootstrap.ts'
import { NetworkError } from './network-error.ts'
import { isFencedAddress } from './swarm-addresses.ts'

export type Transport = 'tcp' | 'websockets' | 'circuit-relay'
/**
 * Which of its addresses a host tells others.
 *
 * - `near`: loopback and private ones, and of profile `local` it listens on no others. In profile `lan` nobody dials a public
 *   address on the word of others, so that one that a machine has would lead nowhere and tell the house where it is.
 * - `reached`: what leads here from the internet, as peers who dialled it say, or as is likely until then. The rest is nobody's
 *   business, and nobody could dial it.
 * - `own`: all of this machine's interfaces. Members alone hear them, some next door and some far away, and nobody confirms any.
 */
export type Telling = 'near' | 'reached' | 'own'
export type Service = 'identify' | 'identify-push' | 'ping' | 'dht' | 'gossipsub' | 'dcutr' | 'reach'

export interface HostPlan {
  profile: Profile
  prefix: string
  listen: string[]
  announce: string[]
  tells: Telling
  bootstrap: string[]
  transports: Transport[]
  services: Service[]
  discovery: 'mdns'[]
  /** Name under which mDNS looks for peers; differs by network so that two networks do not mix. */
  mdnsTag: string
  dht: { protocol: string; privateAddresses: boolean }
  /** The DHT of the public IPFS network, for who asked for it. */
  ipfs?: { protocol: string; bootstrap: string[] }
  gossip: { topics: string[] | undefined; limitPeersPerIp: boolean }
  /** Addresses learnt from others may be dialled when they reach this far. */
  dialsLearnt: Reach[]
  /** Addresses that a person gave may be dialled when they reach this far. */
  dialsGiven: Reach[]
  /** All are kept by making others give way, but `inboundPerSecond` by refusing. */
  connections: {
    max: number
    inbound: number
    perNetwork: number
    inboundPerSecond: number
    pending: number
    pendingPerNetwork: number
  }
}

type Traits = Pick<
  HostPlan,
  'tells' | 'transports' | 'services' | 'discovery' | 'dialsLearnt' | 'dialsGiven' | 'connections'
> & {
  hosts: string[]
  privateAddresses: boolean
  limitPeersPerIp: boolean
}

const SERVICES: Service[] = ['identify', 'identify-push', 'ping', 'dht', 'gossipsub']

/** libp2p allows one host 5 inbound connections per second: of 20 dials from one machine 15 fail (measured). */
const CLOSE_BY = {
  max: 300,
  inbound: 240,
  perNetwork: 240,
  inboundPerSecond: 1000,
  pending: 200,
  pendingPerNetwork: 200,
}

const TRAITS: Record<Profile, Traits> = {
  local: {
    hosts: ['/ip4/127.0.0.1'],
    tells: 'near',
    transports: ['tcp', 'websockets'],
    services: SERVICES,
    discovery: [],
    privateAddresses: true,
    limitPeersPerIp: false,
    dialsLearnt: ['loopback'],
    dialsGiven: ['loopback', 'private', 'public'],
    connections: CLOSE_BY,
  },
  lan: {
    hosts: ['/ip4/0.0.0.0'],
    tells: 'near',
    transports: ['tcp', 'websockets'],
    services: SERVICES,
    discovery: ['mdns'],
    privateAddresses: true,
    limitPeersPerIp: false,
    dialsLearnt: ['loopback', 'private'],
    dialsGiven: ['loopback', 'private', 'public'],
    connections: CLOSE_BY,
  },
  public: {
    hosts: ['/ip4/0.0.0.0', '/ip6/::'],
    tells: 'reached',
    transports: ['tcp', 'websockets', 'circuit-relay'],
    services: [...SERVICES, 'dcutr', 'reach'],
    discovery: [],
    privateAddresses: false,
    limitPeersPerIp: true,
    dialsLearnt: ['public'],
    dialsGiven: ['public'],
    // Guesses: enough for a conference behind one NAT, too few for a flood.
    connections: {
      max: 300,
      inbound: 240,
      perNetwork: 64,
      inboundPerSecond: 20,
      pending: 50,
      pendingPerNetwork: 16,
    },
  },
  // Who connects is decided by the fence and the roster; a team may be spread over the world, or sit behind one address.
  swarm: {
    hosts: ['/ip4/0.0.0.0', '/ip6/::'],
    tells: 'own',
    transports: ['tcp', 'websockets'],
    services: SERVICES,
    discovery: [],
    privateAddresses: true,
    limitPeersPerIp: false,
    dialsLearnt: ['loopback', 'private', 'public'],
    dialsGiven: ['loopback', 'private', 'public'],
    connections: CLOSE_BY,
  },
}

/** The DHT of the public IPFS network; taking part in it is not for a profile to slip into. */
const PUBLIC_IPFS_DHT = '/ipfs/kad/1.0.0'

/**
 * Decides everything that a host of this configuration does on the network.
 * @throws {NetworkError} ERR_USAGE for a configuration that is unsafe or makes no sense, ERR_INVALID_INPUT for a bad address
 */
export function planHost(config: NetworkConfig): HostPlan {
  const traits = TRAITS[config.profile]
  if (traits === undefined)
    throw usage(`there is no profile "${config.profile}"`, 'choose local, lan or public')
  const { tells, transports, services, discovery, dialsLearnt, dialsGiven, connections } = traits
  const prefix = planPrefix(config)
  const ipfs = planIpfs(config)
  const plan: HostPlan = {
    profile: config.profile,
    prefix,
    listen: planListen(config, traits),
    announce: [...(config.announce ?? [])],
    tells,
    bootstrap: [...config.bootstrap],
    transports: [...transports],
    services: [...services],
    discovery: [...discovery],
    mdnsTag: `${prefix.slice(1).replaceAll(/[^a-z0-9]+/gi, '-')}.local`,
    dht: { protocol: planDht(config, prefix), privateAddresses: traits.privateAddresses },
    ...(ipfs && { ipfs }),
    gossip: {
      topics: config.gossipTopics && [...config.gossipTopics],
      limitPeersPerIp: traits.limitPeersPerIp,
    },
    dialsLearnt: [...dialsLearnt],
    dialsGiven: [...dialsGiven],
    connections: { ...connections },
  }
  for (const address of plan.listen) checkListen(plan, address)
  for (const address of plan.announce) checkAnnounce(plan, address)
  for (const address of plan.bootstrap) checkBootstrap(plan, address)
  for (const address of plan.ipfs?.bootstrap ?? []) checkIpfsBootstrap(plan, address)
  return plan
}

function planPrefix({ network, prefix }: NetworkConfig): string {
  if (!/^[a-z0-9][a-z0-9-]{0,31}$/.test(network)) {
    throw usage(`"${network}" is no name for a network`, 'use 1 to 32 of a-z, 0-9 and -')
  }
  if (prefix === undefined) return `/memcube/${network}`
  if (!/^(\/[A-Za-z0-9._-]+)+$/.test(prefix))
    throw usage(`"${prefix}" is no protocol prefix`, 'it looks like /memcube/main')
  return prefix
}

function planListen({ listen, port = 0 }: NetworkConfig, { hosts }: Traits): string[] {
  if (!Number.isInteger(port) || port < 0 || port > 65_535)
    throw usage(`${port} is no port`, 'use 0 to 65535')
  return listen.length > 0 ? [...listen] : hosts.map((host) => `${host}/tcp/${port}`)
}

function planDht({ profile, dhtProtocol }: NetworkConfig, prefix: string): string {
  if (dhtProtocol === undefined) return `${prefix}/kad/1.0.0`
  if (dhtProtocol === PUBLIC_IPFS_DHT) {
    throw usage(
      'the DHT protocol is that of the public IPFS network',
      'leave it out to use the one of memcube',
    )
  }
  if (profile === 'public') throw usage('the public profile has its own DHT', 'leave the DHT protocol out')
  if (!/^(\/[A-Za-z0-9._-]+)+\/kad\/1\.0\.0$/.test(dhtProtocol)) {
    throw usage(`"${dhtProtocol}" is no DHT protocol`, 'it ends in /kad/1.0.0')
  }
  return dhtProtocol
}

function planIpfs({ profile, ipfsDht, ipfsBootstrap, ipfsProtocol }: NetworkConfig): HostPlan['ipfs'] {
  if (ipfsDht !== true) return undefined
  const protocol = ipfsProtocol ?? PUBLIC_IPFS_DHT
  const wanted = protocol === PUBLIC_IPFS_DHT ? 'public' : 'local'
  if (profile !== wanted)
    throw usage(
      `profile ${profile} takes no part in the DHT of the IPFS network, where everybody sees who has what`,
      `choose --profile ${wanted}, or leave --ipfs-dht out (\`memcube config unset ipfsDht\`)`,
    )
  return { protocol, bootstrap: [...(ipfsBootstrap ?? IPFS_BOOTSTRAP)] }
}

function checkListen(plan: HostPlan, text: string): void {
  const address = parseAddress(text)
  const names = address.getComponents().map(({ name }) => name)
  const shape = names.filter((name) => name !== 'ip6zone').join('/')
  if (shape === 'p2p-circuit' && plan.transports.includes('circuit-relay')) return
  if (!/^ip[46]\/tcp(\/ws)?$/.test(shape)) {
    throw usage(
      `profile ${plan.profile} cannot listen on ${text}`,
      'use an address like /ip4/127.0.0.1/tcp/4001, or add /ws to it',
    )
  }
  if (plan.profile === 'local' && reachOf(address) !== 'loopback') {
    throw usage(
      `profile local listens on loopback only, not on ${text}`,
      'choose --profile lan to be reachable by others',
    )
  }
}

function checkAnnounce(plan: HostPlan, text: string): void {
  // Told to members only, who may be in the same house: any address over which the fence reaches.
  if (plan.profile === 'swarm' && isFencedAddress(parseAddress(text))) return
  if (plan.profile !== 'public')
    throw usage(`profile ${plan.profile} announces no addresses`, 'choose --profile public')
  if (reachOf(parseAddress(text)) !== 'public') {
    throw usage(
      `${text} cannot be announced: nobody reaches it from the internet`,
      'announce the public address of your router',
    )
  }
}

function checkBootstrap(plan: HostPlan, text: string): void {
  const address = parseAddress(text)
  if (!isDialable(address))
    throw usage(
      `${text} is no address to dial`,
      'expected a host and a port, such as /ip4/192.0.2.7/tcp/4001/p2p/12D3KooW...',
    )
  const reach = reachOf(address)
  if (!plan.dialsGiven.includes(reach)) {
    throw usage(
      `profile ${plan.profile} does not dial the bootstrap address ${text}`,
      'choose --profile lan for a private address',
    )
  }
}

function checkIpfsBootstrap(plan: HostPlan, text: string): void {
  checkBootstrap(plan, text)
  if (peerIdIn(parseAddress(text)) === undefined)
    throw usage(
      `the address ${text} of a node of the IPFS network does not say who has to answer`,
      'end it in /p2p/ and the peer id of that node, as `ipfs id` prints it',
    )
}

function usage(message: string, hint: string): NetworkError {
  return new NetworkError('ERR_USAGE', message, { hint })
}
