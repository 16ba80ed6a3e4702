/**
 * What a node of profile public is, seen from outside, and what it does about it. A function of what was observed.
 *
 * Reachable: a server of the DHT and a bounded relay for others. Everybody else, whose state is not known yet too: a client
 * of the DHT, since a server that nobody reaches poisons lookups, with places at relays.
 */

export type ReachState = 'reachable' | 'relayed' | 'private' | 'unknown'

/** An address under which this node may be reachable. */
export interface Candidate {
  /** Without a peer id. */
  address: string
  /** `own`: of an interface. `mapped`: the router says so. `announced`: a person says so. `guessed`: the router's address with the own port. */
  kind: 'own' | 'mapped' | 'announced' | 'guessed'
}

/** What became of it when somebody elsewhere was asked to dial an address. */
export interface Verdict {
  address: string
  peerId: string
  /** Where that peer is: names are free, networks are not. */
  network: string
  reached: boolean
  atMs: number
}

export interface RelayOffer {
  peerId: string
  network: string
  /** This node has a place there. */
  held: boolean
  /** Not asked for a place before, because it refused one. */
  retryAtMs: number
}

interface Observed {
  candidates: readonly Candidate[]
  verdicts: readonly Verdict[]
  /** Connected peers that offer to be relays. */
  relays: readonly RelayOffer[]
  /** Since when the node was reachable without a break; undefined when it was not. */
  reachableSinceMs: number | undefined
  nowMs: number
}

export interface ReachDecision {
  state: ReachState
  /** What is told to others besides circuits. */
  addresses: string[]
  dht: 'server' | 'client'
  servesRelay: boolean
  /** Peers at which to ask for a place. */
  reserve: string[]
  /** Give up all places: they are for those who need them. */
  release: boolean
  /** Relays have to be looked for: those that are known are too few. */
  seeksRelays: boolean
}

/** When one relay ends, another carries the node already. */
export const WANTED_RELAYS = 2
/** A verdict says nothing of an address for longer than this. Guess: twice as long as until it is asked for again. */
export const VERDICT_LIFE_MS = 20 * 60_000
/** Places at relays are kept this long after the first good news, which may be wrong. Guess. */
const SETTLED_MS = 60_000
/** A person who announces an address is believed until so many networks say otherwise. */
const DENIALS_OF_ANNOUNCED = 2

export function decideReach({
  candidates,
  verdicts,
  relays,
  reachableSinceMs,
  nowMs,
}: Observed): ReachDecision {
  const fresh = verdicts.filter(({ atMs }) => nowMs - atMs < VERDICT_LIFE_MS)
  const addresses = candidates
    .filter((candidate) => isReachable(candidate, fresh))
    .map(({ address }) => address)
  const isOpen = addresses.length > 0
  const held = relays.filter((relay) => relay.held)
  const isSettled = reachableSinceMs !== undefined && nowMs - reachableSinceMs >= SETTLED_MS
  const reserve = isOpen ? [] : chooseRelays(relays, nowMs)
  return {
    state: isOpen ? 'reachable' : stateBehind(held.length, fresh),
    addresses: [...new Set(addresses)],
    dht: isOpen ? 'server' : 'client',
    servesRelay: isOpen,
    reserve,
    release: isOpen && isSettled && held.length > 0,
    seeksRelays: !isOpen && held.length + reserve.length < WANTED_RELAYS,
  }
}

function stateBehind(held: number, verdicts: readonly Verdict[]): ReachState {
  if (held > 0) return 'relayed'
  return verdicts.some(({ reached }) => !reached) ? 'private' : 'unknown'
}

/** One word for each network, its last one; more say yes than no. Without any, what is likely. */
function isReachable({ address, kind }: Candidate, verdicts: readonly Verdict[]): boolean {
  const last = new Map<string, boolean>()
  for (const verdict of verdicts.toSorted((a, b) => a.atMs - b.atMs))
    if (verdict.address === address) last.set(verdict.network, verdict.reached)
  const yes = [...last.values()].filter(Boolean).length
  const no = last.size - yes
  if (kind === 'announced' && no < DENIALS_OF_ANNOUNCED) return true
  if (last.size > 0) return yes > no
  // A public IPv4 address on an interface has no router before it. IPv6 addresses are public, and most routers let nobody in.
  return kind === 'own' && address.startsWith('/ip4/')
}

/** Places in different networks first: what takes one relay away often takes its neighbours too. */
function chooseRelays(relays: readonly RelayOffer[], nowMs: number): string[] {
  const networks = new Set(relays.filter(({ held }) => held).map(({ network }) => network))
  const wanted = WANTED_RELAYS - relays.filter(({ held }) => held).length
  const free = relays.filter(({ held, retryAtMs }) => !held && retryAtMs <= nowMs)
  const chosen: RelayOffer[] = []
  while (chosen.length < wanted) {
    const left = free.filter((relay) => !chosen.includes(relay))
    const next = left.find(({ network }) => !networks.has(network)) ?? left[0]
    if (next === undefined) break
    chosen.push(next)
    networks.add(next.network)
  }
  return chosen.map(({ peerId }) => peerId)
}

interface Asking {
  address: string
  /** Whom to ask: connected, not through a relay, not of this node's own public address. */
  askers: readonly { peerId: string; network: string }[]
}

/** Networks that are asked about one address. Guess: one that lies is outvoted. */
const ASKED_NETWORKS = 3
/** An address is asked for again after this long: sooner while it is not reachable, in case somebody opens the port. */
const AGAIN_MS = { reached: 10 * 60_000, unreached: 60_000 }

/** Which peers to ask now to dial which addresses. */
export function decideAsking(
  asking: readonly Asking[],
  verdicts: readonly Verdict[],
  asked: ReadonlyMap<string, number>,
  nowMs: number,
): { address: string; peerId: string }[] {
  const due: { address: string; peerId: string }[] = []
  for (const { address, askers } of asking) {
    const ofAddress = verdicts.filter((verdict) => verdict.address === address)
    const waitMs = ofAddress.some(({ reached }) => reached) ? AGAIN_MS.reached : AGAIN_MS.unreached
    const byNetwork = [...Map.groupBy(askers, ({ network }) => network).values()].slice(0, ASKED_NETWORKS)
    for (const [first] of byNetwork) {
      if (first === undefined) continue
      const lastMs = asked.get(`${address} ${first.peerId}`) ?? -Infinity
      if (nowMs - lastMs >= waitMs) due.push({ address, peerId: first.peerId })
    }
  }
  return due
}
