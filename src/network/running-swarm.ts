/**
 * What a host of a swarm really is, held against what it may be. `refuseUnsafe` judges the settings; this judges the libp2p
 * and Helia nodes that were made of them, so that a default of a later version or a mistake here does not open the swarm.
 */
import { parseAddress } from './addresses.ts'
import { KEY_PROTECTOR } from './key-protector.ts'
import { NetworkError } from './network-error.ts'
import type { HostPlan } from './profiles.ts'
import { isFencedListen, isTcpListen } from './swarm-addresses.ts'

/** A host as it is, in names. */
export interface HostView {
  /** Every component that libp2p was made of. */
  components: string[]
  transports: string[]
  encrypters: string[]
  /** What protects connections before they are encrypted; undefined for nothing. */
  protector: string | undefined
  /** Where Helia gets blocks from, and whom it asks who has them. */
  brokers: string[]
  routers: string[]
  protocols: string[]
  /** What it listens on. */
  listens: string[]
}

const COMPONENTS = new Set(
  [
    'peerId privateKey nodeInfo logger events datastore connectionGater dns peerStore upgrader transportManager',
    'connection-encryption-0 stream-muxers-0 transport-0 transport-1 connectionManager connectionMonitor registrar',
    'addressManager peerRouting contentRouting randomWalk memcube identify identifyPush ping dht pubsub _started',
  ].flatMap((line) => line.split(' ')),
)

/** Spoken inside the fence only. Those of the swarm itself begin with its prefix. */
const PROTOCOLS = new Set([
  '/ipfs/bitswap/1.2.0',
  '/ipfs/id/1.0.0',
  '/ipfs/id/push/1.0.0',
  '/ipfs/ping/1.0.0',
  '/meshsub/1.0.0',
  '/meshsub/1.1.0',
  '/meshsub/1.2.0',
])

/** @returns a sentence for each thing that should not be there, or is missing */
export function swarmHostProblems(plan: HostPlan, view: HostView): string[] {
  const own = (protocol: string): boolean => PROTOCOLS.has(protocol) || protocol.startsWith(`${plan.prefix}/`)
  const problems = [
    ...beyond('component', view.components, (name) => COMPONENTS.has(name)),
    ...beyond('protocol', view.protocols, own),
    ...beyond('address', view.listens, (address) => isFencedListen(parseAddress(address))),
    ...exactly('transports', view.transports, ['@libp2p/tcp', '@libp2p/websockets']),
    ...exactly('encryption', view.encrypters, ['memcube/fenced-noise']),
    ...exactly('sources of blocks', view.brokers, ['bitswap']),
    ...exactly('routers of blocks', view.routers, ['libp2p-router']),
  ]
  if (view.protector !== undefined) problems.push('a connection protector that was not asked for')
  return problems
}

const GATE_COMPONENTS = new Set(
  [...COMPONENTS, 'connectionProtector'].filter(
    (name) => !/^(transport-1|identifyPush|dht|pubsub)$/.test(name),
  ),
)
const GATE_PROTOCOLS = new Set(['/ipfs/bitswap/1.2.0', '/ipfs/id/1.0.0', '/ipfs/ping/1.0.0'])

/** The same for the gate that lets Kubo nodes in: tcp under the pre-shared key, and bitswap. */
export function kuboGateProblems(view: HostView): string[] {
  return [
    ...beyond('component', view.components, (name) => GATE_COMPONENTS.has(name)),
    ...beyond('protocol', view.protocols, (protocol) => GATE_PROTOCOLS.has(protocol)),
    ...beyond('address', view.listens, (address) => isTcpListen(parseAddress(address))),
    ...exactly('transports', view.transports, ['@libp2p/tcp']),
    ...exactly('encryption', view.encrypters, ['@libp2p/noise']),
    ...exactly('protector', view.protector === undefined ? [] : [view.protector], [KEY_PROTECTOR]),
    ...exactly('sources of blocks', view.brokers, ['bitswap']),
    ...exactly('routers of blocks', view.routers, ['libp2p-router']),
  ]
}

/** @throws {NetworkError} ERR_DENIED */
export function requireSwarmHost(plan: HostPlan, view: HostView): void {
  requireNone(swarmHostProblems(plan, view))
}

/** @throws {NetworkError} ERR_DENIED */
export function requireKuboGate(view: HostView): void {
  requireNone(kuboGateProblems(view))
}

function requireNone(problems: string[]): void {
  if (problems.length === 0) return
  throw new NetworkError(
    'ERR_DENIED',
    `the host of the swarm is not what it should be: ${problems.join('; ')}`,
    {
      hint: 'this is a fault of this version of memcube or of a library; it was stopped again, please report it',
    },
  )
}

function beyond(what: string, names: string[], allowed: (name: string) => boolean): string[] {
  return names.filter((name) => !allowed(name)).map((name) => `${what} ${name} is not allowed`)
}

function exactly(what: string, names: string[], expected: string[]): string[] {
  const same = names.length === expected.length && expected.every((name) => names.includes(name))
  return same ? [] : [`expected the ${what} ${expected.join(', ')}, got ${names.join(', ') || 'none'}`]
}

/** The parts of libp2p and Helia that are looked at; neither names them in its public types. */
interface Inspectable {
  libp2p: {
    getProtocols(): string[]
    components: {
      components: Record<string, unknown>
      connectionProtector?: Tagged
      transportManager: {
        getTransports(): Tagged[]
        getListeners(): { getAddrs(): { toString(): string }[] }[]
      }
      upgrader: { getConnectionEncrypters(): Map<string, Tagged> }
    }
  }
  blockBrokers: { name: string }[]
  routing: { routers: { name: string }[] }
}
type Tagged = { [Symbol.toStringTag]: string }

/** @throws {NetworkError} ERR_DENIED when it cannot be looked at */
export function viewOfHost(helia: unknown): HostView {
  const { libp2p, blockBrokers, routing } = helia as Inspectable
  const tag = (tagged: Tagged): string => tagged[Symbol.toStringTag]
  try {
    const { components, transportManager, upgrader, connectionProtector } = libp2p.components
    return {
      components: Object.keys(components),
      transports: transportManager.getTransports().map(tag),
      encrypters: [...upgrader.getConnectionEncrypters().values()].map(tag),
      protector: connectionProtector && tag(connectionProtector),
      brokers: blockBrokers.map(({ name }) => name),
      routers: routing.routers.map(({ name }) => name),
      protocols: libp2p.getProtocols(),
      listens: transportManager.getListeners().flatMap((listener) => listener.getAddrs().map(String)),
    }
  } catch (cause) {
    throw new NetworkError('ERR_DENIED', 'the host of the swarm cannot be looked at', { cause })
  }
}
