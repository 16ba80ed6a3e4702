/** The networked half of a node, wired: host, protocols, seeding and following. */
import type { CID } from 'multiformats/cid'
import { formatTicket } from '../../core/cube/index.ts'
import { parseCid } from '../../core/codec/index.ts'
import {
  type ConnectedPeer,
  createNetwork,
  limitedLog,
  type Fence,
  type NetworkConfig,
  type NetworkHost,
} from '../../network/index.ts'
import {
  announceTopics,
  createAnnounce,
  createHandshake,
  createSync,
  dealings,
  type AnnounceService,
} from '../../protocols/index.ts'
import { createBlockstore } from '../../storage/index.ts'
import { componentLog, Kicked, NodeError } from '../../home/index.ts'
import type { Shares } from '../needs.ts'
import type { CubeRecord } from '../../cubes/index.ts'
import { createProposalDesk, createProposedOf } from '../proposals/desk.ts'
import { dialProviders } from '../candidates.ts'
import { createCubeSource } from '../cube-source.ts'
import { discoverCubes } from '../discovery.ts'
import { fetchBlocks } from '../fetch-blocks.ts'
import { announcePorts, marksOf, updateFollow, updateFollows } from '../following.ts'
import { helloProfile } from '../hello-profile.ts'
import { peerBookStore } from '../peer-book.ts'
import { fromSource } from '../from-source.ts'
import { gatherOffers } from '../gather.ts'
import { pullCube, pullOffers } from '../pull-cube.ts'
import { background, logged } from '../in-background.ts'
import { createLookout, type Lookout } from '../lookout.ts'
import { Offering } from '../offering.ts'
import { createReceiver } from '../receiver.ts'
import { createServable } from '../servable.ts'
import type { NetworkServices } from '../services.ts'
import { createSyncLog } from '../sync-log.ts'
import type { ShownPeer, NodeNetwork } from '../interface.ts'

interface NetworkKeys {
  nodeKey: Uint8Array
  /** In a swarm: what keeps others out. */
  swarm?: SwarmKeys
}

/** What a swarm does to the host on which its members meet. */
interface SwarmKeys {
  fence: Fence
  /** Who is let in. */
  admits(peerId: string): boolean
  /** The host as protocols see it: under the prefix of the swarm, and sealed where members have something to seal under. */
  inside(host: NetworkHost): NetworkHost
  /** Whether a handshake proves more than the fence does: blocks are then given only to whoever has made one. */
  provesMore: boolean
}

export async function createNodeNetwork(
  node: Shares,
  keys: NetworkKeys,
  config: NetworkConfig,
): Promise<NodeNetwork> {
  const hidden = new Set<string>()
  const made = await makeHost(node, keys, config, {
    isHidden: (cid) => hidden.has(cid.toString()),
    mayExchange(peerId) {
      const agreement = handshake.agreed(peerId)
      return agreement !== undefined && dealings(agreement, peerId).givesBlocks
    },
  })
  const host = keys.swarm?.inside(made) ?? made
  const shared = {
    network: host,
    logger: limitedLog(componentLog(node.log, 'protocols')),
    now: () => node.nowMs(),
  }
  const handshake = createHandshake({ ...shared, random: node.random, profile: helloProfile(config.network) })
  const receiver = createReceiver(node)
  const syncLog = createSyncLog(node)
  const source = createCubeSource(node, createProposedOf(node))
  const sync = createSync({ ...shared, handshake, source, receiver, observe: syncLog.observe })
  const desk = createProposalDesk(node, { ...shared, handshake, source, receiver })
  const followed = new Set<string>()
  const stopping = new AbortController()
  const ended = stopping.signal
  const offering = new Offering(node, host, (one) => announce.publish(one), ended)
  const wishing = new Kicked(() => logged(node, updateFollows(node, announce, followed, ended)), ended)
  const services: NetworkServices = {
    host,
    handshake,
    sync,
    receiver,
    async afterPull(record) {
      if (followed.has(record.cube))
        for (const mark of await marksOf(node, record)) announce.raise(record.cube, mark)
      if (record.rosters !== undefined) await updateFollow(node, announce, followed, record)
      background(node, offering.offer(record))
    },
  }
  const ports = announcePorts(node, () => services)
  const announce = createAnnounce({ ...shared, handshake, sync, ports, networkName: config.network })
  return new WiredNetwork({
    node,
    services,
    announce,
    desk,
    syncLog,
    offering,
    hidden,
    stopping,
    wishing,
    look: createLookout(services),
    updateFollows: () => updateFollows(node, announce, followed, ended),
  })
}

function makeHost(
  node: Shares,
  { nodeKey, swarm }: NetworkKeys,
  config: NetworkConfig,
  decides: { isHidden(cid: CID): boolean; mayExchange(peerId: string): boolean },
): Promise<NetworkHost> {
  const servable = createServable(node)
  return createNetwork(
    {
      blockstore: createBlockstore(node.store),
      logger: limitedLog(componentLog(node.log, 'network')),
      nodeKey,
      peerBook: peerBookStore(node.store),
      mayServe: (cid) => !decides.isHidden(cid) && servable.mayServe(cid),
      ...(swarm && { fence: swarm.fence, admits: swarm.admits }),
      // A sealed handshake is the proof; whoever only has the fence could otherwise walk a cube block by block.
      ...(swarm?.provesMore === true && { mayExchange: (peerId) => decides.mayExchange(peerId) }),
    },
    { ...config, gossipTopics: announceTopics(config.network) },
  )
}

interface Wired {
  node: Shares
  services: NetworkServices
  announce: AnnounceService
  desk: ReturnType<typeof createProposalDesk>
  syncLog: ReturnType<typeof createSyncLog>
  offering: Offering
  /** Blocks that are damaged here while they are asked for elsewhere: bitswap would else answer from the damaged copy. */
  hidden: Set<string>
  stopping: AbortController
  wishing: Kicked
  look: Lookout
  updateFollows(): Promise<void>
}

class WiredNetwork implements NodeNetwork {
  readonly host: NetworkHost
  readonly #wired: Wired
  readonly #stopListening: (() => void)[] = []
  readonly #stopNoting: () => void

  constructor(wired: Wired) {
    this.host = wired.services.host
    this.#wired = wired
    this.#stopNoting = wired.syncLog.noteRefusals(wired.node.events)
  }

  addresses(): string[] {
    return this.host.addresses()
  }

  peers(): ShownPeer[] {
    const { handshake } = this.#wired.services
    return this.host
      .peers()
      .map((peer) => shownPeer(peer, handshake.agreed(peer.peerId), handshake.refusal(peer.peerId)))
  }

  hasAgreed(peerId: string): boolean {
    return this.#wired.services.handshake.agreed(peerId) !== undefined
  }

  onAgreed(listener: (peerId: string) => void): () => void {
    return this.#wired.services.handshake.onAgreed((peerId) => listener(peerId))
  }

  agreeAgain(): void {
    const { handshake } = this.#wired.services
    for (const { peerId } of this.host.peers()) {
      handshake.forget(peerId)
      // What comes of it is in the log.
      handshake.agreementFor(peerId).catch(() => undefined)
    }
  }

  async connect(address: string, signal: AbortSignal): Promise<string> {
    const peerId = await this.host.dial(address, { signal })
    await this.#wired.services.handshake.agreementFor(peerId, { signal })
    return peerId
  }

  pull(...[cube, options]: Parameters<NodeNetwork['pull']>): ReturnType<NodeNetwork['pull']> {
    return pullCube(this.#wired.node, this.#wired.services, cube, options)
  }

  async offers(...[cubes, signal]: Parameters<NodeNetwork['offers']>): ReturnType<NodeNetwork['offers']> {
    const peers = this.host.peers().map(({ peerId }) => peerId)
    return (await gatherOffers(this.#wired.services, peers, { cubes }, signal)).offers
  }

  take(...[cube, offers, blocks, signal]: Parameters<NodeNetwork['take']>): Promise<void> {
    const { node, services } = this.#wired
    const from = { ...services, sync: fromSource(services.sync, blocks) }
    return pullOffers(node, from, cube, offers, { signal, progress() {} })
  }

  async fetchBlocks(
    ...[cube, cids, signal]: Parameters<NodeNetwork['fetchBlocks']>
  ): ReturnType<NodeNetwork['fetchBlocks']> {
    const { services, hidden } = this.#wired
    const names = cids.map(String).filter((name) => !hidden.has(name))
    for (const name of names) hidden.add(name)
    try {
      return await fetchBlocks(services, parseCid(cube), cids, signal)
    } finally {
      for (const name of names) hidden.delete(name)
    }
  }

  discover(...[topic, signal]: Parameters<NodeNetwork['discover']>): ReturnType<NodeNetwork['discover']> {
    return discoverCubes(this.#wired.node, this.#wired.services, topic, signal)
  }

  look(...[query, signal]: Parameters<NodeNetwork['look']>): ReturnType<NodeNetwork['look']> {
    return this.#wired.look(query, signal)
  }

  seed(record: CubeRecord, signal: AbortSignal): Promise<number> {
    return this.#wired.offering.seed(record, signal)
  }

  withdraw(record: CubeRecord): void {
    this.#wired.offering.withdraw(record)
  }

  ticket({ cube, name, head }: CubeRecord): string {
    return formatTicket({ cube: parseCid(cube), name, addresses: this.host.addresses(), head })
  }

  async propose(
    ...[{ id, upstream }, signal]: Parameters<NodeNetwork['propose']>
  ): ReturnType<NodeNetwork['propose']> {
    const { services, desk } = this.#wired
    const found = await dialProviders(services, parseCid(upstream), signal)
    const peers = [...found.map(({ peerId }) => peerId), ...desk.peers()]
    return desk.deliver(id, [...new Set(peers)], signal)
  }

  proposalsChanged(): void {
    this.#wired.desk.changed()
  }

  flushSyncLog(): Promise<void> {
    return this.#wired.syncLog.flush()
  }

  wishesChanged(): void {
    this.#wired.wishing.kick()
  }

  async start(): Promise<void> {
    const { services, announce, desk, node, offering } = this.#wired
    services.handshake.start()
    services.sync.start()
    announce.start()
    desk.start()
    // Before anybody is connected: a peer is then asked about all of them together.
    await this.#wired.updateFollows()
    await this.host.start()
    this.#stopListening.push(
      this.host.onConnect((peerId) => node.events.emit('peerConnected', peerId)),
      this.host.onDisconnect((peerId) => node.events.emit('peerDisconnected', peerId)),
    )
    await offering.start()
  }

  async stop(): Promise<void> {
    const { services, announce, desk, syncLog, offering, stopping, wishing } = this.#wired
    stopping.abort(new NodeError('ERR_ABORTED', 'the node is stopping'))
    for (const stop of this.#stopListening.splice(0)) stop()
    await Promise.all([offering.stop(), wishing.settled()])
    await desk.stop()
    await announce.stop()
    await services.sync.stop()
    this.#stopNoting()
    await syncLog.close()
    await services.handshake.stop()
    await this.host.stop()
  }
}

function shownPeer(
  peer: Pick<ConnectedPeer, 'peerId' | 'addresses' | 'agent' | 'relayed'>,
  agreement: { result: string; hash: Uint8Array; reason?: { message: string } } | undefined,
  refusal: { code: string; message: string } | undefined,
): ShownPeer {
  return {
    peerId: peer.peerId,
    addresses: peer.addresses,
    agent: peer.agent ?? null,
    ...(peer.relayed && { relayed: true }),
    agreement:
      agreement === undefined
        ? null
        : {
            result: agreement.result === 'full' ? 'ok' : agreement.result,
            hash: Buffer.from(agreement.hash).toString('hex'),
            ...(agreement.reason !== undefined && { reason: agreement.reason.message }),
          },
    refusal: refusal === undefined ? null : { code: refusal.code, message: refusal.message },
  }
}
