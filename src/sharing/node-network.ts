import { formatTicket } from '../core/cube/index.ts'
import { parseCid } from '../core/codec/index.ts'
import {
  createNetwork,
  limitedLog,
  type Fence,
  type NetworkConfig,
  type NetworkHost,
} from '../network/index.ts'
import {
  announceTopics,
  createAnnounce,
  createHandshake,
  createSync,
  type AnnounceService,
} from '../protocols/index.ts'
import { createBlockstore, listOutbox } from '../storage/index.ts'
import { componentLog } from '../home/component-log.ts'
import type { Reads } from '../cubes/needs.ts'
import type { Logs } from '../home/needs.ts'
import type { Shares } from './needs.ts'
import { Kicked } from '../home/kicked.ts'
import { isWritable, type CubeRecord } from '../cubes/cube-record.ts'
import { createProposalDesk, createProposedOf } from './proposals/desk.ts'
import { dialProviders } from './candidates.ts'
import { createCubeSource } from './cube-source.ts'
import { discoverCubes } from './discovery.ts'
import { fetchBlocks } from './fetch-blocks.ts'
import { announcePorts, marksOf, updateFollow, updateFollows } from './following.ts'
import { helloProfile } from './hello-profile.ts'
import { peerBookStore } from './peer-book.ts'
import { fromSource } from './from-source.ts'
import { gatherOffers } from './gather.ts'
import { pullCube, pullOffers } from './pull-cube.ts'
import { shownState } from '../cubes/published-tips.ts'
import { createReceiver } from './receiver.ts'
import { createSeeding } from './seeding.ts'
import { createServable } from './servable.ts'
import type { NetworkServices } from './services.ts'
import { createSyncLog } from './sync-log.ts'
import { isPublic } from '../cubes/is-public.ts'
import type { ShownPeer, NodeNetwork } from './interface.ts'

/** How often the outbox is looked at though nothing was said of it. Guess. */
const retryMs = 30_000

export interface NetworkKeys {
  nodeKey: Uint8Array
  /** In a swarm: what keeps others out. */
  swarm?: SwarmKeys
}

/** What a swarm does to the host on which its members meet. */
export interface SwarmKeys {
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
  const servable = createServable(node)
  /** Blocks that are damaged here while they are asked for elsewhere: bitswap would else answer from the damaged copy. */
  const hidden = new Set<string>()
  const made = await createNetwork(
    {
      blockstore: createBlockstore(node.store),
      logger: limitedLog(componentLog(node.log, 'network')),
      nodeKey: keys.nodeKey,
      peerBook: peerBookStore(node.store),
      mayServe: (cid) => !hidden.has(cid.toString()) && servable.mayServe(cid),
      ...(keys.swarm && { fence: keys.swarm.fence, admits: keys.swarm.admits }),
      // A sealed handshake is the proof; whoever only has the fence could otherwise walk a cube block by block.
      ...(keys.swarm?.provesMore === true && {
        mayExchange: (peerId) => handshake.agreed(peerId) !== undefined,
      }),
    },
    { ...config, gossipTopics: announceTopics(config.network) },
  )
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
  const seeding = createSeeding({ host, log: node.log })
  const followed = new Set<string>()
  const stopping = new AbortController()
  const ended = stopping.signal
  /** Asked for with each change of a cube, and done for all of them together. */
  const sending = new Kicked(() => logged(node, () => publishOutbox(node, announce, ended)), ended)
  const wishing = new Kicked(() => logged(node, () => updateFollows(node, announce, followed, ended)), ended)

  const offer = async (record: CubeRecord): Promise<void> => {
    const isOpen = isPublic(record, await node.authors.get(record.author))
    await seeding.update(isOpen ? { ...record, ...(await shownState(node, record)) } : record, isOpen)
  }
  /** An author who is blocked is not passed on, and one who is no longer blocked is again. */
  const offerOf = async (did: string): Promise<void> => {
    for (const record of await node.cubes.list())
      if (record.author === did && !record.own) await offer(record)
  }
  const services: NetworkServices = {
    host,
    handshake,
    sync,
    receiver,
    async afterPull(record) {
      if (followed.has(record.cube))
        for (const mark of await marksOf(node, record)) announce.raise(record.cube, mark)
      if (record.rosters !== undefined) await updateFollow(node, announce, followed, record)
      background(node, offer(record))
    },
  }
  const announce = createAnnounce({
    ...shared,
    handshake,
    sync,
    ports: announcePorts(node, () => services),
    networkName: config.network,
  })
  const stopNoting = syncLog.noteRefusals(node.events)
  const stopListening: (() => void)[] = []
  let retry: NodeJS.Timeout | undefined

  return {
    host,
    addresses: () => host.addresses(),
    peers: () => host.peers().map((peer) => ({ ...shownPeer(peer, handshake.agreed(peer.peerId)) })),
    hasAgreed: (peerId) => handshake.agreed(peerId) !== undefined,
    onAgreed: (listener) => handshake.onAgreed((peerId) => listener(peerId)),
    agreeAgain() {
      for (const { peerId } of host.peers()) {
        handshake.forget(peerId)
        // What comes of it is in the log.
        handshake.agreementFor(peerId).catch(() => undefined)
      }
    },
    async connect(address, signal) {
      const peerId = await host.dial(address, { signal })
      await handshake.agreementFor(peerId, { signal })
      return peerId
    },
    pull: (cube, options) => pullCube(node, services, cube, options),
    async offers(cubes, signal) {
      const peers = host.peers().map(({ peerId }) => peerId)
      return (await gatherOffers(services, peers, { cubes }, signal)).offers
    },
    take: (cube, offers, blocks, signal) =>
      pullOffers(node, { ...services, sync: fromSource(sync, blocks) }, cube, offers, {
        signal,
        progress() {},
      }),
    async fetchBlocks(cube, cids, signal) {
      const names = cids.map(String).filter((name) => !hidden.has(name))
      for (const name of names) hidden.add(name)
      try {
        return await fetchBlocks(services, parseCid(cube), cids, signal)
      } finally {
        for (const name of names) hidden.delete(name)
      }
    },
    discover: (topic, signal) => discoverCubes(node, services, topic, signal),
    async seed(record, signal) {
      await offer(record)
      sending.kick()
      await sending.settled()
      return isPublic(record, await node.authors.get(record.author))
        ? 1 + (await countProviders(host, record, signal))
        : 0
    },
    withdraw: (record) => background(node, seeding.update(record, false)),
    ticket: (record) =>
      formatTicket({
        cube: parseCid(record.cube),
        name: record.name,
        addresses: host.addresses(),
        head: record.head,
      }),
    async propose({ id, upstream }, signal) {
      const found = await dialProviders(services, parseCid(upstream), signal)
      const peers = [...found.map(({ peerId }) => peerId), ...desk.peers()]
      return desk.deliver(id, [...new Set(peers)], signal)
    },
    proposalsChanged: () => desk.changed(),
    flushSyncLog: () => syncLog.flush(),
    wishesChanged: () => wishing.kick(),
    async start() {
      handshake.start()
      sync.start()
      announce.start()
      desk.start()
      // Before anybody is connected: a peer is then asked about all of them together.
      await updateFollows(node, announce, followed, ended)
      await host.start()
      stopListening.push(
        host.onConnect((peerId) => node.events.emit('peerConnected', peerId)),
        host.onDisconnect((peerId) => node.events.emit('peerDisconnected', peerId)),
      )
      const changed = (record: CubeRecord): void => {
        if (isWritable(record) && record.published) sending.kick()
      }
      node.events.on('cubeChanged', changed)
      stopListening.push(() => node.events.off('cubeChanged', changed))
      const changedAuthor = (did: string): void => background(node, offerOf(did))
      node.events.on('authorChanged', changedAuthor)
      stopListening.push(() => node.events.off('authorChanged', changedAuthor))
      // The host says a few at a time, and goes on trying.
      for (const record of await node.cubes.list()) background(node, offer(record))
      sending.kick()
      retry = setInterval(() => sending.kick(), retryMs)
      retry.unref()
    },
    async stop() {
      clearInterval(retry)
      stopping.abort(new Error('the node is stopping'))
      for (const stop of stopListening.splice(0)) stop()
      await Promise.all([sending.settled(), wishing.settled()])
      await desk.stop()
      await announce.stop()
      await sync.stop()
      stopNoting()
      await syncLog.close()
      await handshake.stop()
      await host.stop()
    },
  }
}

/** Work that nobody waits for; what goes wrong in it is logged. */
function background(node: Logs, work: Promise<unknown>): void {
  work.catch((error: unknown) => node.log.warn({ error }, 'work in the background failed; it is tried again'))
}

/** For work that is kicked: it must not reject. */
async function logged(node: Logs, work: () => Promise<void>): Promise<void> {
  await work().catch((error: unknown) =>
    node.log.warn({ error }, 'work in the background failed; it is tried again'),
  )
}

async function publishOutbox(
  node: Reads,
  announce: Pick<AnnounceService, 'publish'>,
  signal: AbortSignal,
): Promise<void> {
  for (const entry of await listOutbox(node.store)) {
    if (signal.aborted) return
    const record = await node.cubes.get(entry.cube)
    if (record === undefined) continue
    announce.publish({
      id: entry.id,
      cube: parseCid(entry.cube),
      bytes: entry.kind === 'head' ? record.head : entry.bytes,
    })
  }
}

async function countProviders(host: NetworkHost, record: CubeRecord, signal: AbortSignal): Promise<number> {
  const found = new Set<string>()
  if (host.peers().length === 0) return 0
  try {
    for await (const { peerId } of host.findProviders(parseCid(record.cube), {
      signal: AbortSignal.any([signal, AbortSignal.timeout(3_000)]),
    }))
      found.add(peerId)
  } catch {
    signal.throwIfAborted()
  }
  return found.size
}

function shownPeer(
  peer: { peerId: string; addresses: string[]; agent?: string },
  agreement: { result: string; hash: Uint8Array } | undefined,
): ShownPeer {
  return {
    peerId: peer.peerId,
    addresses: peer.addresses,
    agent: peer.agent ?? null,
    agreement:
      agreement === undefined
        ? null
        : { result: agreement.result, hash: Buffer.from(agreement.hash).toString('hex') },
  }
}
