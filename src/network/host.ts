/** A started host: one libp2p node, Helia's bitswap over it, and the small services of this folder wired to both. */
import { setImmediate as nextTurn, setTimeout as pause } from 'node:timers/promises'
import type { Connection, IdentifyResult } from '@libp2p/interface'
import { generateKeyPairFromSeed } from '@libp2p/crypto/keys'
import { peerIdFromPrivateKey, peerIdFromString } from '@libp2p/peer-id'
import type { Libp2p } from 'libp2p'
import { raceSignal } from 'race-signal'
import { parseAddress, printable, withPeerId } from './addresses.ts'
import { assembleHelia } from './assemble-helia.ts'
import { createBlocks } from './blocks.ts'
import { MAX_PEER_ADDRESSES } from './bounded-peer-store.ts'
import { createChannel } from './channel.ts'
import { ConnectedPeers } from './connected-peers.ts'
import { type ConnectionPlace, networkOf } from './connection-places.ts'
import { Connector } from './connector.ts'
import { type ContentRouting, createContentRouting } from './content-routing.ts'
import { dialError, openError, startError } from './dial-error.ts'
import { createGate, type Gate } from './gater.ts'
import { createGossip, MAX_MESSAGE_BYTES, MAX_SWARM_MESSAGE_BYTES, type GossipControl } from './gossip.ts'
import { ProtocolHandlers } from './host-service.ts'
import type { Channel, ConnectedPeer, NetworkDeps, NetworkHost, Signalled } from './interface.ts'
import { Ipfs, type IpfsReport } from './ipfs/index.ts'
import { providerRenewMs, type HostServices } from './libp2p-options.ts'
import { makeRoomIn } from './make-room.ts'
import { MeetOthers } from './meet-others.ts'
import { NetworkError } from './network-error.ts'
import type { HostPlan } from './profiles.ts'
import { createProviding } from './providing.ts'
import { endDeadBefore, openStream, overRelay, reachedAlready, type ReachReport } from './reach/index.ts'
import { requireSwarmHost, viewOfHost } from './running-swarm.ts'
import { checkFencedAddress } from './swarm-addresses.ts'
import { withDeadline } from './with-deadline.ts'

/** How often a host that waits for an address looks whether it has one. */
const LOCATED_LOOK_MS = 100

type State = 'new' | 'starting' | 'started' | 'stopped'

/** @returns a host that is not started */
export async function createHost(deps: NetworkDeps, plan: HostPlan): Promise<NetworkHost> {
  const privateKey = await generateKeyPairFromSeed('Ed25519', deps.nodeKey)
  const host = new Host(deps, plan, peerIdFromPrivateKey(privateKey).toString())
  await host.assemble()
  return host
}

class Host implements NetworkHost {
  readonly peerId: string
  readonly blocks: NetworkHost['blocks']
  readonly provide: NetworkHost['provide']
  readonly unprovide: NetworkHost['unprovide']
  readonly findProviders: NetworkHost['findProviders']
  readonly #deps: NetworkDeps
  readonly #plan: HostPlan
  readonly #gate: Gate
  readonly #gossip: GossipControl
  readonly #routing: ContentRouting
  readonly #meeting: MeetOthers
  /** Undefined where the node takes no part in the DHT of IPFS. */
  readonly #ipfs: Ipfs | undefined
  readonly #connector: Connector
  readonly #handlers: ProtocolHandlers
  readonly #peers: ConnectedPeers
  /** When the peer of a connection last asked for something. */
  readonly #activeMs = new WeakMap<Connection, number>()
  #helia!: Awaited<ReturnType<typeof assembleHelia>>
  #state: State = 'new'
  #stopped: Promise<void> | undefined

  constructor(deps: NetworkDeps, plan: HostPlan, peerId: string) {
    this.#deps = deps
    this.#plan = plan
    this.peerId = peerId
    this.#gate = createGate(
      plan,
      (id) => deps.admits?.(id) ?? true,
      (id) => this.#helia.libp2p.getConnections(id).length,
    )
    this.#gossip = createGossip(
      deps.logger,
      plan.profile === 'swarm' ? MAX_SWARM_MESSAGE_BYTES : MAX_MESSAGE_BYTES,
    )
    this.#routing = createContentRouting({
      selfId: peerId,
      logger: deps.logger,
      telling: { renewMs: providerRenewMs },
      addresses: () => this.addresses(),
      mayMeet: () => this.peers().some((peer) => peer.protocols.length === 0 || this.#speaksDht(peer)),
    })
    this.#meeting = new MeetOthers({
      self: peerIdFromString(peerId).toMultihash().bytes,
      peers: () => this.peers().filter((peer) => this.#speaksDht(peer)).length,
      logger: deps.logger,
    })
    this.#ipfs =
      plan.ipfs &&
      new Ipfs({ ...plan.ipfs, selfId: peerId, logger: deps.logger, addresses: () => this.addresses() })
    const providing = createProviding(this.#routing, this.#ipfs)
    this.provide = providing.provide
    this.unprovide = providing.unprovide
    this.findProviders = providing.findProviders
    this.#peers = new ConnectedPeers({
      logger: deps.logger,
      hasStrangers: plan.ipfs !== undefined,
      listed: (id) => this.#connector.connected(id),
      gone: (id) => this.#connector.disconnected(id),
    })
    this.#connector = new Connector({
      bootstrap: plan.bootstrap,
      store: deps.peerBook,
      logger: deps.logger,
      permits: (address) => this.#gate.permits(address),
      dialAny: (addresses, { signal }) => this.#dialAny(addresses, signal),
    })
    const makeRoom = makeRoomIn(plan.connections, () => this.#places())
    this.#handlers = new ProtocolHandlers(deps.logger, {
      opened: (connection) => {
        makeRoom()
        void this.#endDeadBefore(connection)
      },
      asked: (connection) => {
        this.#activeMs.set(connection, Date.now())
        this.#peers.want(connection.remotePeer.toString())
      },
      connected: (id) => this.#peers.opened(id, this.#networkOf(id)),
      disconnected: (id) => {
        this.#peers.closed(id)
        this.#meeting.changed()
      },
      identified: (result) => this.#peerIdentified(result),
      discovered: (peer) => {
        const id = peer.id.toString()
        const isForeign = this.#ipfs?.names(id) === true || this.#peers.isUnlisted(id)
        if (!isForeign) this.#connector.discovered(peer)
      },
    })
    this.blocks = createBlocks({
      // Providers come from the DHT, or were dialled before.
      dial: (address, options) => this.dial(address, { ...options, learnt: true }),
      createSession: (root, options) => this.#helia.blockstore.createSession(root, options),
    })
    for (const address of [...plan.bootstrap, ...(plan.ipfs?.bootstrap ?? [])])
      this.#gate.allow(parseAddress(address))
  }

  get gossip(): NetworkHost['gossip'] {
    return this.#gossip
  }

  async assemble(): Promise<void> {
    this.#helia = await assembleHelia(this.#deps, this.#plan, this.#gate, this.#handlers, {
      onMoved: () => {
        this.#connector.hurry()
        this.#ipfs?.hurry()
      },
      isStranger: (peerId) => this.#peers.isStranger(peerId),
    })
  }

  addresses(): string[] {
    if (this.#state !== 'started') return []
    return this.#libp2p()
      .getMultiaddrs()
      .map((address) => withPeerId(address, this.peerId))
  }

  async located(signal: AbortSignal): Promise<void> {
    while (this.addresses().length === 0 && this.#mayBeLocated() && !signal.aborted)
      await pause(LOCATED_LOOK_MS, undefined, { signal }).catch(() => undefined)
  }

  /** Relays, and who says that an address leads here, are peers. */
  #mayBeLocated(): boolean {
    if (this.#state !== 'started') return this.#state !== 'stopped'
    return this.peers().length > 0 || this.#connector.dialling
  }

  reach(): ReachReport | undefined {
    if (this.#state !== 'started') return undefined
    return this.#helia.libp2p.services.reach?.report(this.#connector.missing())
  }

  ipfs(): IpfsReport | undefined {
    return this.#state === 'started' ? this.#ipfs?.report() : undefined
  }

  async start(): Promise<void> {
    if (this.#state !== 'new')
      throw new NetworkError('ERR_USAGE', `cannot start the network: it is ${this.#state}`)
    this.#state = 'starting'
    try {
      await this.#helia.start()
      if (this.#plan.profile === 'swarm') requireSwarmHost(this.#plan, viewOfHost(this.#helia))
    } catch (cause) {
      this.#state = 'stopped'
      await this.#helia.stop().catch(() => {})
      throw cause instanceof NetworkError ? cause : startError(this.#plan, cause)
    }
    const { services } = this.#helia.libp2p
    this.#state = 'started'
    this.#gossip.start(services.pubsub)
    this.#routing.start(services.dht)
    this.#helia.libp2p.addEventListener('self:peer:update', () => this.#routing.addressesChanged())
    this.#meeting.start(services.dht)
    this.#ipfs?.start(services.ipfsDht, this.#helia.libp2p)
    await this.#connector.start()
  }

  stop(): Promise<void> {
    this.#stopped ??= this.#stop()
    return this.#stopped
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.stop()
  }

  async dial(
    text: string,
    { signal, learnt = false }: Parameters<NetworkHost['dial']>[1] = {},
  ): Promise<string> {
    const address = parseAddress(text)
    if (this.#plan.profile === 'swarm') checkFencedAddress('a member', address)
    const libp2p = this.#libp2p()
    if (!learnt) this.#gate.allow(address)
    else if (!this.#gate.permits(address))
      throw new NetworkError(
        'ERR_DENIED',
        `profile ${this.#plan.profile} does not dial ${printable(text)} on the word of others`,
        { hint: 'if you know that node, dial it yourself with `memcube connect ADDRESS`' },
      )
    const reached = reachedAlready(libp2p, address)
    if (reached !== undefined) return reached
    const either = withDeadline(signal)
    try {
      const connection = await libp2p.dial(address, { signal: either })
      this.#peers.want(connection.remotePeer.toString())
      return connection.remotePeer.toString()
    } catch (cause) {
      throw dialError(text, cause, this.#plan.profile, signal)
    }
  }

  async disconnect(peerId: string): Promise<void> {
    this.#connector.forget(peerId)
    await this.#libp2p().hangUp(peerIdFromString(peerId))
  }

  useful(peerId: string): void {
    this.#peers.useful(peerId)
  }

  standing(peerId: string): { network: string; useful: boolean } {
    const { useful } = this.#peers.standing(peerId)
    return { network: this.#peers.networkOf(peerId), useful }
  }

  async enforceRoster(): Promise<string[]> {
    const admits = (peerId: string): boolean => this.#deps.admits?.(peerId) ?? true
    this.#connector.retain(admits)
    const cut = this.#cut(admits)
    // A connection that was let in a moment ago is listed within this turn.
    await nextTurn()
    return [...new Set([...cut, ...this.#cut(admits)])]
  }

  async reached({ signal }: Signalled = {}): Promise<void> {
    while (this.peers().length === 0 && this.#connector.dialling)
      await raceSignal(this.#connector.nextDial(), signal)
  }

  peers(): ConnectedPeer[] {
    const peers = this.#peers.list()
    if (this.#state !== 'started' || !this.#plan.transports.includes('circuit-relay')) return peers
    const relayed = overRelay(this.#helia.libp2p.getConnections())
    return peers.map((peer) => (relayed.has(peer.peerId) ? { ...peer, relayed: true } : peer))
  }

  onConnect(listener: (peerId: string) => void): () => void {
    return this.#peers.onConnect.add(listener)
  }

  onIdentify(listener: (peer: ConnectedPeer) => void): () => void {
    return this.#peers.onIdentify.add(listener)
  }

  onDisconnect(listener: (peerId: string) => void): () => void {
    return this.#peers.onDisconnect.add(listener)
  }

  handle(...[protocol, handler, options = {}]: Parameters<NetworkHost['handle']>): void {
    this.#handlers.handle(protocol, handler, options)
  }

  async open(peerId: string, protocol: string, { signal }: Signalled = {}): Promise<Channel> {
    const libp2p = this.#libp2p()
    try {
      const stream = await openStream(libp2p, peerId, protocol, withDeadline(signal))
      return createChannel(stream, peerId)
    } catch (cause) {
      throw openError(peerId, protocol, cause, this.#plan.profile, signal)
    }
  }

  async #stop(): Promise<void> {
    const wasStarted = this.#state === 'started'
    this.#state = 'stopped'
    if (!wasStarted) return
    this.#gossip.stop()
    this.#routing.stop()
    this.#meeting.stop()
    this.#ipfs?.stop()
    await this.#connector.stop()
    await this.#helia.stop()
    this.#peers.clear()
  }

  #places(): (ConnectionPlace & { connection: Connection })[] {
    if (this.#state !== 'started') return []
    return this.#helia.libp2p.getConnections().map((connection) => ({
      connection,
      network: networkOf(connection.remoteAddr),
      inbound: connection.direction === 'inbound',
      ...this.#peers.standing(connection.remotePeer.toString()),
      busy: connection.streams.length > 0,
      openedMs: connection.timeline.open,
      activeMs: this.#activeMs.get(connection) ?? 0,
    }))
  }

  /** Ends connections without a farewell: a peer that is not admitted has no say in how long it stays. */
  #cut(admits: (peerId: string) => boolean): string[] {
    if (this.#state !== 'started') return []
    const unwanted = this.#helia.libp2p
      .getConnections()
      .filter(({ remotePeer }) => !admits(remotePeer.toString()))
    for (const connection of unwanted)
      connection.abort(new NetworkError('ERR_DENIED', 'the peer is no longer admitted'))
    return unwanted.map(({ remotePeer }) => remotePeer.toString())
  }

  #libp2p(): Libp2p<HostServices> {
    if (this.#state !== 'started')
      throw new NetworkError(
        'ERR_USAGE',
        `the network is ${this.#state === 'new' ? 'not started' : this.#state}`,
      )
    return this.#helia.libp2p
  }

  async #dialAny(addresses: string[], signal: AbortSignal | undefined): Promise<string> {
    const known = addresses.map(parseAddress)
    // These are ours: bootstrap, learnt within the profile, or given by a person before a restart.
    for (const address of known) this.#gate.allow(address)
    const connection = await this.#libp2p().dial(known, signal === undefined ? {} : { signal })
    this.#peers.want(connection.remotePeer.toString())
    return connection.remotePeer.toString()
  }

  #networkOf(peerId: string): string {
    const [connection] = this.#helia.libp2p.getConnections(peerIdFromString(peerId))
    return connection === undefined ? '' : networkOf(connection.remoteAddr)
  }

  /** A peer whose connections from before are dead was away: whoever talks with it begins anew. */
  async #endDeadBefore({ id, remotePeer }: Connection): Promise<void> {
    const peerId = remotePeer.toString()
    if (!(await endDeadBefore(id, this.#helia.libp2p.getConnections(remotePeer)))) return
    if (this.#state === 'started') this.#peers.anew(peerId)
  }

  #peerIdentified(result: IdentifyResult): void {
    const peerId = result.peerId.toString()
    const peer = this.#peers.said(peerId, {
      addresses: result.listenAddrs
        .slice(0, MAX_PEER_ADDRESSES)
        .map((address) => withPeerId(address, peerId)),
      protocols: result.protocols,
      ...(result.agentVersion !== undefined && { agent: result.agentVersion }),
    })
    if (peer === undefined) return
    this.#connector.identified(result)
    if (this.#speaksDht(peer)) {
      this.#routing.peerJoined()
      this.#meeting.changed()
    }
    this.#peers.tellIdentified(peer)
  }

  #speaksDht({ protocols }: Pick<ConnectedPeer, 'protocols'>): boolean {
    return protocols.includes(this.#plan.dht.protocol)
  }
}
