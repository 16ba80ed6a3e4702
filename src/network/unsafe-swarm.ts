/**
 * Why a swarm may not be started as it is configured. Pure: one place that knows every way in which a private network could
 * stand open or show itself, each with its reason and what to do. An empty list is the only permission to start.
 */
import { parseAddress, peerIdIn, printable } from './addresses.ts'
import { prologueProblem } from './fence.ts'
import type { NetworkConfig } from './interface.ts'
import { NetworkError } from './network-error.ts'
import { isFencedAddress, isFencedListen } from './swarm-addresses.ts'
import { kuboProblems, type KuboSettings } from './unsafe-kubo.ts'
import {
  addressProblems,
  keyFileProblems,
  wishProblems,
  type KeyFile,
  type Unsafe,
  type UnsafeKind,
} from './unsafe-parts.ts'

export type { KeyFile, KuboSettings, UnsafeKind }

export interface SwarmSettings {
  config: NetworkConfig
  /** The prologue of the fence; undefined when there is no key. */
  fence: Uint8Array | undefined
  /** True when the connection gater asks a roster. */
  gated: boolean
  /** Peer ids that are admitted, where they are known; bootstrap addresses must be theirs. */
  roster?: readonly string[]
  /** The files that hold keys of the swarm. */
  keyFiles?: readonly KeyFile[]
  /** True when the node key is also that of the home outside of swarms, or of another swarm. */
  sharesNodeKey?: boolean
  /** What else a person wrote into the settings of this swarm. Nothing of it exists in a swarm; unknown names are refused. */
  wishes?: Readonly<Record<string, unknown>>
}

/** @returns every reason, in a fixed order; empty when the swarm may start */
export function refuseUnsafe(settings: SwarmSettings | KuboSettings): Unsafe[] {
  if ('kubo' in settings) return kuboProblems(settings.kubo)
  return [
    ...keyProblems(settings),
    ...settings.config.listen.flatMap((address) => addressProblems('listen on', address, isFencedListen)),
    ...(settings.config.announce ?? []).flatMap((address) =>
      addressProblems('announce', address, isFencedAddress),
    ),
    ...settings.config.bootstrap.flatMap((address) => bootstrapProblems(settings, address)),
    ...nameProblems(settings.config),
    ...Object.entries(settings.wishes ?? {}).flatMap(([name, value]) => wishProblems(name, value)),
  ]
}

/** @throws {NetworkError} ERR_DENIED with all reasons, and what to do about the first */
export function requireSafe(settings: SwarmSettings | KuboSettings): void {
  const [first, ...others] = refuseUnsafe(settings)
  if (first === undefined) return
  const reasons = [first, ...others].map(({ reason }) => reason).join('; ')
  const what = 'kubo' in settings ? 'no Kubo node is let in' : 'this swarm does not start'
  throw new NetworkError('ERR_DENIED', `${what}, because it would not be private: ${reasons}`, {
    hint: first.hint,
  })
}

function keyProblems({ config, fence, gated, sharesNodeKey, keyFiles = [] }: SwarmSettings): Unsafe[] {
  const problems: Unsafe[] = []
  const add = (kind: UnsafeKind, reason: string, hint: string): void =>
    void problems.push({ kind, reason, hint })
  if (config.profile !== 'swarm')
    add('other-profile', `profile ${config.profile} is not fenced`, 'a swarm has the profile swarm')
  if (fence === undefined)
    add('no-key', 'there is no key of the epoch', 'join again with an invitation, or restore the backup')
  else {
    const problem = prologueProblem(fence)
    if (problem !== undefined)
      add('short-key', problem, 'rotate the swarm from a member whose keys are whole')
  }
  if (!gated)
    add('no-roster', 'no roster is asked who may connect', 'the connection gater must know the members')
  if (sharesNodeKey === true)
    add(
      'shared-node-key',
      'the node key is used outside of this swarm too',
      'each swarm has a node key of its own; otherwise others see that both are you',
    )
  return [...problems, ...keyFileProblems(keyFiles)]
}

function bootstrapProblems({ roster }: SwarmSettings, text: string): Unsafe[] {
  const problems = addressProblems('dial', text, isFencedAddress)
  const peerId = peerIdIn(parseAddress(text))
  if (peerId === undefined) {
    const reason = `the bootstrap address ${printable(text)} names no member`
    return [
      ...problems,
      { kind: 'unnamed-bootstrap', reason, hint: 'add /p2p/ and the peer id of the member' },
    ]
  }
  if (roster === undefined || roster.includes(peerId)) return problems
  const reason = `the bootstrap peer ${printable(peerId)} is no member`
  const hint = 'dial members only; a public bootstrap peer would learn of the swarm'
  return [...problems, { kind: 'foreign-bootstrap', reason, hint }]
}

/** Names that appear on the wire inside the fence: each swarm has its own, so that a mistake elsewhere does not join two networks. */
function nameProblems({ network, prefix, dhtProtocol, ipfsDht, gossipTopics }: NetworkConfig): Unsafe[] {
  const problems: Unsafe[] = []
  const own = `/memcube/${network}`
  if (!/^swarm-[a-z0-9-]{1,26}$/.test(network))
    problems.push({
      kind: 'shared-network',
      reason: `"${printable(network)}" is the name of a network, not of a swarm`,
      hint: 'the network of a swarm is named swarm- and a part of its id',
    })
  if (prefix !== undefined && prefix !== own)
    problems.push({
      kind: 'shared-prefix',
      reason: `the protocol prefix ${printable(prefix)} is not that of this swarm`,
      hint: 'leave it out',
    })
  if (dhtProtocol !== undefined && dhtProtocol !== `${own}/kad/1.0.0`)
    problems.push({
      kind: 'shared-dht',
      reason: `the DHT ${printable(dhtProtocol)} is shared with others`,
      hint: 'leave it out: a swarm has a DHT of its own',
    })
  if (ipfsDht === true)
    problems.push({
      kind: 'shared-dht',
      reason: 'the DHT of the IPFS network is shared with everybody',
      hint: 'leave it out: nothing of a swarm is provided there',
    })
  const foreign = gossipTopics?.filter((topic) => !topic.startsWith(`${own}/`)) ?? []
  if (gossipTopics === undefined || foreign.length > 0)
    problems.push({
      kind: 'shared-gossip',
      reason:
        gossipTopics === undefined
          ? 'the gossip topics are not limited to those of the swarm'
          : `the gossip topic ${printable(foreign[0] ?? '')} is not of this swarm`,
      hint: `topics of this swarm begin with ${own}/`,
    })
  return problems
}
