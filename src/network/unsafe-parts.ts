/** What is looked at of every host of a swarm: key files, addresses, and settings that lead outside. Pure. */
import { parseAddress, printable } from './addresses.ts'

export interface KeyFile {
  path: string
  /** Permission bits, as of `stat`. */
  mode: number
  /** True when it belongs to who runs the node. */
  own: boolean
}

export type UnsafeKind =
  | 'other-profile'
  | 'no-key'
  | 'short-key'
  | 'no-roster'
  | 'shared-node-key'
  | 'readable-key-file'
  | 'foreign-key-file'
  | 'unfenced-transport'
  | 'relay-address'
  | 'unnamed-bootstrap'
  | 'foreign-bootstrap'
  | 'shared-network'
  | 'shared-prefix'
  | 'shared-dht'
  | 'shared-gossip'
  | 'delegated-routing'
  | 'gateway'
  | 'port-mapping'
  | 'relay'
  | 'discovery'
  | 'other-transport'
  | 'other-encryption'
  | 'outside-service'
  | 'unknown-setting'
  | 'malformed-key'
  | 'weak-key'
  | 'reused-key'
  | 'no-peers'
  | 'no-peer-id'
  | 'own-peer-id'
  | 'beyond-profile'

export interface Unsafe {
  kind: UnsafeKind
  /** What is wrong, with what was found. */
  reason: string
  hint: string
}

/** Whose files they are, and who may read them. */
export function keyFileProblems(keyFiles: readonly KeyFile[], renew = 'rotate the swarm'): Unsafe[] {
  const problems: Unsafe[] = []
  const add = (kind: UnsafeKind, reason: string, hint: string): void =>
    void problems.push({ kind, reason, hint })
  for (const { path, mode, own } of keyFiles) {
    if ((mode & 0o077) !== 0)
      add(
        'readable-key-file',
        `${printable(path)} can be read by others (mode ${(mode & 0o777).toString(8)})`,
        `chmod 600 ${printable(path)}, and ${renew} if somebody else uses this machine`,
      )
    if (!own)
      add(
        'foreign-key-file',
        `${printable(path)} belongs to another user`,
        'run the node as the user who owns the home',
      )
  }
  return problems
}

/** The addresses that a host may use, in words. */
interface Only {
  kinds: string
  why: string
  hint: string
}

const FENCED: Only = {
  kinds: 'tcp or ws',
  why: 'where the fence does not reach',
  hint: 'use tcp, or tcp with /ws; nothing else can be fenced',
}

export function addressProblems(
  doing: string,
  text: string,
  fits: (address: ReturnType<typeof parseAddress>) => boolean,
  only: Only = FENCED,
): Unsafe[] {
  const address = parseAddress(text)
  const names = address.getComponents().map(({ name }) => name)
  if (names.includes('p2p-circuit')) {
    const reason = `it would ${doing} ${printable(text)}, which goes through a relay`
    return [{ kind: 'relay-address', reason, hint: `use an address of this machine over ${only.kinds}` }]
  }
  if (fits(address)) return []
  const reason = `it would ${doing} ${printable(text)}, ${only.why}`
  return [{ kind: 'unfenced-transport', reason, hint: only.hint }]
}

/** Things that other IPFS nodes have, and that would reach beyond the members. */
const WISHES: Record<string, [UnsafeKind, what: string]> = {
  delegatedRouters: ['delegated-routing', 'delegated routers learn what is looked for'],
  delegatedRouting: ['delegated-routing', 'delegated routers learn what is looked for'],
  gateway: ['gateway', 'an HTTP gateway shows or fetches blocks outside of the fence'],
  gateways: ['gateway', 'an HTTP gateway shows or fetches blocks outside of the fence'],
  upnp: ['port-mapping', 'mapping a port asks the router, and opens the swarm to the internet'],
  natPmp: ['port-mapping', 'mapping a port asks the router, and opens the swarm to the internet'],
  autoNat: ['outside-service', 'AutoNAT asks strangers to dial back'],
  autoTls: ['outside-service', 'AutoTLS registers a public name for this node'],
  relay: ['relay', 'a relay carries traffic of others, and shows strangers that this node is there'],
  relayServer: ['relay', 'a relay carries traffic of others, and shows strangers that this node is there'],
  relayClient: ['relay', 'a relay sees who talks with whom'],
  mdns: ['discovery', 'mDNS tells everybody on the local network'],
  discovery: ['discovery', 'discovery tells others that this node is there'],
  bootstrap: ['foreign-bootstrap', 'a public bootstrap peer learns that this node is there'],
  routing: ['delegated-routing', 'others learn what is looked for'],
  transports: ['other-transport', 'other transports skip the fence'],
  quic: ['other-transport', 'QUIC skips the fence'],
  webrtc: ['other-transport', 'WebRTC skips the fence'],
  webtransport: ['other-transport', 'WebTransport skips the fence'],
  encrypters: ['other-encryption', 'another encryption has no fence'],
  plaintext: ['other-encryption', 'plain text has no fence'],
  tls: ['other-encryption', 'TLS has no fence'],
}

export function wishProblems(name: string, value: unknown): Unsafe[] {
  const known = Object.hasOwn(WISHES, name) ? WISHES[name] : undefined
  if (known === undefined) {
    const reason = `there is no setting "${printable(name)}" of a swarm`
    return [{ kind: 'unknown-setting', reason, hint: 'take it out; a swarm does not guess what was meant' }]
  }
  if (isOff(value)) return []
  const [kind, what] = known
  return [
    { kind, reason: `${name} is set: ${what}`, hint: `take "${name}" out of the settings of the swarm` },
  ]
}

function isOff(value: unknown): boolean {
  return (
    value === undefined || value === null || value === false || (Array.isArray(value) && value.length === 0)
  )
}
