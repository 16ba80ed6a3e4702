/**
 * Keeps a node of profile public reachable: gathers what is known, asks `decideReach` what the node is, and does what it
 * says. One of the services of libp2p, so that it lives exactly as long.
 */
import type { IdentifyResult, PeerId } from '@libp2p/interface'
import { type Multiaddr, multiaddr } from '@multiformats/multiaddr'
import { reachOf } from '../addresses.ts'
import type { NetworkLogger } from '../interface.ts'
import { Autonat } from './autonat.ts'
import { hostIp, isRelayed, tcpPort } from './circuit-addresses.ts'
import {
  type Candidate,
  decideAsking,
  decideReach,
  type ReachDecision,
  VERDICT_LIFE_MS,
  type Verdict,
} from './decide-reach.ts'
import { defaultRoute } from './default-route.ts'
import { describeProblems, describeReach } from './describe-reach.ts'
import { endDeadConnections } from './end-dead-connections.ts'
import type { ReachComponents, ReachReport } from './interface.ts'
import { KnownPeers } from './known-peers.ts'
import { PortMapping } from './port-mapping.ts'
import { RelayPlaces } from './relay-places.ts'
import { RelayRendezvous, type Rendezvous } from './relay-rendezvous.ts'
import { RelayService } from './relay-service.ts'
import { Surroundings } from './surroundings.ts'

/** How often what is known is gone through; news of peers bring it forward. */
const EVERY_MS = 2_000
const SOON_MS = 200

interface ReachOptions {
  announced: readonly string[]
  logger: NetworkLogger
  /** This node is on another network, or has woken: everybody is to be dialled again. */
  onMoved(): void
  /** Nodes of the IPFS network say from where they see this node. They carry nobody, and nobody carries them. */
  isStranger(peerId: string): boolean
  nowMs(): number
}

/** What of libp2p is there only after all services are made. */
interface LateComponents {
  dht: { setMode(mode: 'client' | 'server'): Promise<void> }
  contentRouting: Rendezvous
}

const NOTHING_DECIDED: ReachDecision = {
  state: 'unknown',
  addresses: [],
  dht: 'client',
  servesRelay: false,
  reserve: [],
  release: false,
  seeksRelays: false,
}

export class Reach {
  readonly #components: ReachComponents
  readonly #options: ReachOptions
  readonly #peers: KnownPeers
  readonly #autonat: Autonat
  readonly #places: RelayPlaces
  readonly #service: RelayService
  readonly #rendezvous: RelayRendezvous
  readonly #mapping: PortMapping
  readonly #surroundings: Surroundings
  #verdicts: Verdict[] = []
  /** When a peer was last asked about an address. */
  readonly #asked = new Map<string, number>()
  #decided = NOTHING_DECIDED
  #reachableSinceMs: number | undefined
  #reserving = false
  /** The address of the port that the router opened. */
  #opened: string | undefined
  #timer: NodeJS.Timeout | undefined
  #isRunning = false

  constructor(components: ReachComponents, options: ReachOptions) {
    const { nowMs } = options
    this.#components = components
    this.#options = options
    this.#peers = new KnownPeers(components)
    this.#autonat = new Autonat(components, nowMs)
    this.#places = new RelayPlaces(components, nowMs)
    this.#service = new RelayService(components, nowMs)
    this.#mapping = new PortMapping(nowMs)
    this.#surroundings = new Surroundings(nowMs, () => this.#moved())
    this.#rendezvous = new RelayRendezvous(() => this.#late().contentRouting, components, nowMs)
    this.#follow()
  }

  async start(): Promise<void> {
    await this.#autonat.start()
  }

  afterStart(): void {
    this.#isRunning = true
    this.#surroundings.start()
    this.#tick()
  }

  async stop(): Promise<void> {
    this.#isRunning = false
    clearTimeout(this.#timer)
    this.#surroundings.stop()
    this.#rendezvous.stop()
    await Promise.all([this.#service.run(false), this.#mapping.stop()])
  }

  /** What others are told of where this node is, of all that libp2p knows. */
  toTell(known: readonly Multiaddr[]): Multiaddr[] {
    const own = this.#decided.addresses.map((address) =>
      multiaddr(`${address}/p2p/${this.#components.peerId}`),
    )
    return [...own, ...this.#places.toTell(known.filter(isRelayed))]
  }

  deniesPlace(peer: PeerId): boolean {
    return this.#options.isStranger(peer.toString()) || this.#service.deniesPlace(peer)
  }

  deniesCircuit(from: PeerId, to: PeerId): boolean {
    return this.#service.deniesCircuit(from, to)
  }

  /** @param missing peers to keep connected that are not */
  report(missing: readonly { address: string; reason: string }[]): ReachReport {
    const { state, addresses } = this.#decided
    const candidates = this.#candidates()
    const relays = this.#places.held()
    const peers = this.#components.connectionManager.getConnections().length
    const carries = this.#service.carries
    const port = this.#port()
    const { mapped } = this.#mapping
    return {
      state,
      relays,
      mapped: mapped && { protocol: mapped.by, address: `${mapped.ip}:${mapped.port}` },
      port,
      carries,
      ...describeReach({ state, addresses, candidates, places: relays.length, carries, port, peers }),
      problems: describeProblems({
        hasNetwork: this.#surroundings.hasNetwork,
        mappingProblem: state === 'reachable' ? undefined : this.#mapping.problem,
        skewSeconds: this.#places.skewSeconds,
        unreachedAnnounced: this.#options.announced.filter((one) => !addresses.includes(one)),
        missing,
        peers,
      }),
    }
  }

  #follow(): void {
    const { events } = this.#components
    events.addEventListener('peer:identify', ({ detail }: { detail: IdentifyResult }) => {
      this.#peers.identified(detail)
      this.#soon()
    })
    events.addEventListener('peer:disconnect', ({ detail }) => {
      this.#peers.gone(detail.toString())
      this.#soon()
    })
    events.addEventListener('connection:close', () => this.#soon())
    events.addEventListener('transport:listening', () => {
      // What is likely is told at once; what is done about it waits.
      if (this.#decided.state === 'unknown')
        this.#decided = this.#decide(this.#candidates(), this.#options.nowMs())
      this.#soon()
    })
  }

  /** What was known of elsewhere says nothing here. */
  #moved(): void {
    this.#options.logger.info({}, 'this machine has woken, or is on another network')
    this.#verdicts = []
    this.#asked.clear()
    this.#mapping.reset()
    this.#places.forgetRefusals()
    void endDeadConnections(this.#components.connectionManager.getConnections()).then(() => {
      if (!this.#isRunning) return
      this.#options.onMoved()
      this.#tick()
    })
    this.#options.onMoved()
  }

  #soon(): void {
    if (!this.#isRunning) return
    clearTimeout(this.#timer)
    this.#timer = setTimeout(() => this.#tick(), SOON_MS).unref()
  }

  #tick(): void {
    if (!this.#isRunning) return
    clearTimeout(this.#timer)
    this.#timer = setTimeout(() => this.#tick(), EVERY_MS).unref()
    const nowMs = this.#options.nowMs()
    this.#verdicts = this.#verdicts.filter(({ atMs }) => nowMs - atMs < VERDICT_LIFE_MS)
    this.#mapPort()
    const candidates = this.#candidates()
    this.#askAbout(candidates, nowMs)
    const decided = this.#decide(candidates, nowMs)
    this.#reachableSinceMs = decided.state === 'reachable' ? (this.#reachableSinceMs ?? nowMs) : undefined
    this.#act(decided)
  }

  #decide(candidates: readonly Candidate[], nowMs: number): ReachDecision {
    return decideReach({
      candidates,
      verdicts: this.#verdicts,
      relays: this.#peers
        .relays()
        .filter(({ peerId }) => !this.#options.isStranger(peerId))
        .map(({ peerId, network }) => ({
          peerId,
          network,
          held: this.#places.holds(peerId),
          retryAtMs: this.#places.retryAtMs(peerId),
        })),
      reachableSinceMs: this.#reachableSinceMs,
      nowMs,
    })
  }

  #act(decided: ReachDecision): void {
    const before = this.#decided
    this.#decided = decided
    if (before.state !== decided.state)
      this.#options.logger.info({ state: decided.state, addresses: decided.addresses }, 'reach has changed')
    if (before.addresses.join() !== decided.addresses.join() || before.state !== decided.state)
      this.#tellAddresses()
    // Each does nothing where nothing is to change.
    this.#logged(this.#late().dht.setMode(decided.dht))
    this.#logged(this.#service.run(decided.servesRelay))
    if (decided.release) this.#places.release()
    this.#rendezvous.update(decided)
    if (decided.reserve.length > 0) this.#logged(this.#reserve(decided.reserve))
  }

  async #reserve(relays: readonly string[]): Promise<void> {
    if (this.#reserving) return
    this.#reserving = true
    try {
      for (const relay of relays) if (await this.#places.reserve(relay)) this.#tellAddresses()
    } finally {
      this.#reserving = false
    }
  }

  /** libp2p reads the addresses anew, and pushes them to peers when they have changed. */
  #tellAddresses(): void {
    const [detail] = this.#components.transportManager.getListeners()
    if (detail === undefined) return
    this.#components.events.dispatchEvent(new CustomEvent('transport:listening', { detail }))
  }

  #askAbout(candidates: readonly Candidate[], nowMs: number): void {
    const asking = candidates.map(({ address }) => ({
      address,
      askers: this.#peers.askersFor(hostIp(multiaddr(address)) ?? ''),
    }))
    for (const { address, peerId } of decideAsking(asking, this.#verdicts, this.#asked, nowMs)) {
      this.#asked.set(`${address} ${peerId}`, nowMs)
      const asker = this.#peers.direct().find((peer) => peer.peerId === peerId)
      if (asker === undefined) continue
      const { connection, network } = asker
      void this.#autonat.ask(connection, multiaddr(address)).then((reached) => {
        this.#options.logger.debug({ peer: peerId, address, reached }, 'was dialled back')
        if (reached === undefined) return
        this.#verdicts.push({ address, peerId, network, reached, atMs: this.#options.nowMs() })
        this.#soon()
      })
    }
    for (const [key, atMs] of this.#asked) if (nowMs - atMs > VERDICT_LIFE_MS) this.#asked.delete(key)
  }

  #mapPort(): void {
    if (!this.#mapping.isDue || this.#own().some((address) => address.startsWith('/ip4/'))) return
    const port = this.#port()
    // Not listening yet: the next tick knows it.
    if (port === undefined) return
    this.#logged(defaultRoute().then((route) => this.#mapping.update(route, port, () => this.#portOpened())))
  }

  /** What was said of the address while the port was closed is no longer so. */
  #portOpened(): void {
    const { mapped } = this.#mapping
    const address = mapped === undefined ? undefined : `/ip4/${mapped.ip}/tcp/${mapped.port}`
    if (address !== undefined && address !== this.#opened) {
      this.#verdicts = this.#verdicts.filter((verdict) => verdict.address !== address)
      for (const key of this.#asked.keys()) if (key.startsWith(`${address} `)) this.#asked.delete(key)
    }
    this.#opened = address
    this.#soon()
  }

  #candidates(): Candidate[] {
    const own = this.#own()
    const found: Candidate[] = own.map((address) => ({ address, kind: 'own' }))
    for (const address of this.#options.announced) found.push({ address, kind: 'announced' })
    const { mapped } = this.#mapping
    if (mapped !== undefined) found.push({ address: `/ip4/${mapped.ip}/tcp/${mapped.port}`, kind: 'mapped' })
    const ip = this.#peers.observedIp()
    const port = this.#port()
    const isBehind = !own.some((address) => address.startsWith('/ip4/'))
    if (isBehind && ip !== undefined && port !== undefined)
      found.push({ address: `/ip4/${ip}/tcp/${port}`, kind: 'guessed' })
    return found.filter(({ address }, at) => found.findIndex((one) => one.address === address) === at)
  }

  /** Addresses of interfaces of this machine that the internet can reach. */
  #own(): string[] {
    return this.#components.transportManager
      .getAddrs()
      .filter((address) => !isRelayed(address) && reachOf(address) === 'public')
      .map(String)
  }

  #port(): number | undefined {
    return this.#components.transportManager
      .getAddrs()
      .filter((address) => reachOf(address) !== 'loopback')
      .map((address) => tcpPort(address))
      .find((port) => port !== undefined)
  }

  #late(): LateComponents {
    return this.#components as unknown as LateComponents
  }

  #logged(work: Promise<unknown>): void {
    work.catch((err: unknown) =>
      this.#options.logger.debug({ err }, 'the reach of the node could not be changed'),
    )
  }
}
