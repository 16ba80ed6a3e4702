/** What attackers have: identities, streams to the victim that has agreed or not, and bytes. */
import { createHash, randomBytes } from 'node:crypto'
import { connect as dialTcp, type Socket } from 'node:net'
import { generateKeyPair } from '@libp2p/crypto/keys'
import { identify } from '@libp2p/identify'
import { noise } from '@libp2p/noise'
import { tcp } from '@libp2p/tcp'
import { yamux } from '@libp2p/yamux'
import { multiaddr } from '@multiformats/multiaddr'
import { MemoryBlockstore } from 'blockstore-core'
import { createLibp2p, type Libp2p } from 'libp2p'
import { CID } from 'multiformats/cid'
import type { Channel, NetworkHost } from '../../../src/network/index.ts'
import type { HandshakeService } from '../../../src/protocols/index.ts'
import type { ClientMessage, Want } from '../../../src/protocols/sync/messages.ts'
import { varint } from './protobuf.ts'
import type { Sources } from './sources.ts'

const quiet = { debug() {}, info() {}, warn() {}, error() {} }

export interface Eve {
  host: NetworkHost
  handshake: HandshakeService
}

/** What is attacked, and from where. */
export interface Target {
  /** Of the victim. */
  address: string
  /** Published there, with its newest commit. */
  cube: string
  commit: string
  /** To a swarm of the victim; empty where it is in none. */
  invite: string
  /** Addresses of this attacker; empty where all are on loopback. */
  from: readonly string[]
  /** Which part of the attack this attacker does: 1 where it is alone. */
  share: number
}

export class Stage {
  readonly sources: Sources
  readonly address: string
  readonly peerId: string
  readonly invite: string
  readonly from: readonly string[]
  readonly #share: number
  readonly #cube: string
  /** Keys of another process are others, though they have the same seed. */
  readonly #salt = randomBytes(8).toString('hex')
  #acts = 0
  readonly #commit: string

  constructor(sources: Sources, { address, cube, commit, invite, from, share }: Target) {
    this.sources = sources
    this.address = address
    this.peerId = address.split('/p2p/')[1] ?? ''
    this.#cube = cube
    this.invite = invite
    this.#commit = commit
    this.from = from
    this.#share = share
  }

  /** Of so many that all attackers have together, those of this one; one at least. */
  part(count: number): number {
    return Math.ceil(count * this.#share)
  }

  get want(): ClientMessage {
    const want: Want = {
      cube: CID.parse(this.#cube),
      commit: CID.parse(this.#commit),
      have: [],
      skip: [],
      nodesHeld: false,
    }
    return { type: 'want', ...want }
  }

  /** A host that speaks what memcube speaks. */
  async host(profile: 'local' | 'public' = 'local', listen: string[] = []): Promise<Eve> {
    const { network, protocols } = this.sources
    const host = await network.createNetwork(
      { blockstore: new MemoryBlockstore(), logger: quiet, nodeKey: new Uint8Array(randomBytes(32)) },
      { profile, listen, bootstrap: [], network: 'main', gossipTopics: protocols.announceTopics('main') },
    )
    const handshake = protocols.createHandshake({
      network: host,
      logger: quiet,
      now: () => Date.now(),
      random: (length) => new Uint8Array(randomBytes(length)),
      profile: protocols.createHelloProfile({ network: 'main', agent: 'eve/1' }),
    })
    handshake.start()
    await host.start()
    return { host, handshake }
  }

  /** One that is connected with the victim. */
  async eve(): Promise<Eve> {
    const eve = await this.host()
    await this.again(() => eve.host.dial(this.address))
    return eve
  }

  /** A stream of sync on which the agreement was named. @param peerId to whom */
  async sync({ host, handshake }: Eve, peerId = this.peerId): Promise<Channel> {
    const { hash } = await handshake.agreementFor(peerId)
    const channel = await host.open(peerId, this.sources.protocols.SYNC_PROTOCOL)
    await channel.write(this.sources.messages.encodeMessage({ type: 'open', agreement: hash }))
    this.acted()
    return channel
  }

  /** A libp2p node that knows nothing of memcube. */
  async plain(): Promise<Libp2p> {
    return createLibp2p({
      privateKey: await generateKeyPair('Ed25519'),
      transports: [tcp()],
      connectionEncrypters: [noise()],
      streamMuxers: [yamux()],
      connectionManager: { maxConnections: 5_000, maxParallelDials: 20 },
      services: { identify: identify() },
    })
  }

  /** Sends one frame on a fresh stream; a refusal is an answer. */
  async send(from: Libp2p, protocol: string, frame: Uint8Array): Promise<void> {
    const stream = await from.dialProtocol(multiaddr(this.address), protocol)
    this.acted()
    stream.send(Buffer.concat([Buffer.from(varint(frame.length)), frame]))
    await stream.close({ signal: AbortSignal.timeout(2_000) })
  }

  /** @param localAddress where it comes from: on loopback each /24 of 127 counts as a network */
  socket(localAddress: string, port?: number): Socket {
    const [, host, ownPort] = /^\/ip4\/([\d.]+)\/tcp\/(\d+)/.exec(this.address) ?? []
    const socket = dialTcp({ port: port ?? Number(ownPort), host, localAddress })
    return socket.on('error', () => {})
  }

  /** What the owner of the victim does from now on, again and again. */
  ask(...command: string[]): void {
    process.stdout.write(`ask ${JSON.stringify(command)}\n`)
  }

  /** Says that something was seen that must not be: the run fails. */
  fault(what: string): void {
    process.stdout.write(`fault ${what}\n`)
  }

  /** Says that something reached the victim, now and then. */
  acted(): void {
    if (this.#acts++ % 100 === 0) process.stdout.write(`${this.#acts}\n`)
  }

  /** Until it does not fail; a moment between. */
  async again<T>(work: () => Promise<T>): Promise<T> {
    for (;;) {
      try {
        return await work()
      } catch {
        await pause(50)
      }
    }
  }

  /** Without end, whatever fails; `eachMs` between. */
  async forever(work: (round: number) => Promise<unknown>, eachMs = 0): Promise<never> {
    for (let round = 0; ; round++) {
      await work(round).then(
        () => this.acted(),
        () => undefined,
      )
      await pause(eachMs)
    }
  }

  /** A signed head of a cube that nobody knows, by a key that nobody met. */
  freshHead(
    seed: string,
    authorsEach = 1,
  ): {
    cube: CID
    genesis: Uint8Array
    heads: Uint8Array[]
  } {
    const { core, identity } = this.sources
    const authors = Array.from({ length: authorsEach }, (_, i) =>
      identity.keyPairFromSecret(this.#secret(`${seed} ${i}`)),
    )
    const genesis = core.createGenesis({
      name: 'fresh',
      authors: authors.map(({ publicKey }) => publicKey),
      visibility: 'public',
      created: Date.now(),
      nonce: new Uint8Array(randomBytes(16)),
    })
    const [time, refs] = [Date.now(), { main: genesis.cid }]
    const heads = authors.map(
      ({ publicKey, secret }) =>
        core.signHead(
          { cube: genesis.cid, seq: 1, refs, author: publicKey, time, expires: time + 3_600_000 },
          secret,
        ).bytes,
    )
    return { cube: genesis.cid, genesis: genesis.bytes, heads }
  }

  #secret(seed: string): Buffer {
    return createHash('sha256').update(`${this.#salt} ${seed}`).digest()
  }

  /** To the victim's cube, by a key that nobody met, of a fork that nobody has. */
  freshProposal(seed: string): { record: Uint8Array; genesis: Uint8Array } {
    const { core, identity } = this.sources
    const { publicKey, secret } = identity.keyPairFromSecret(this.#secret(seed))
    const [upstream, base] = [CID.parse(this.#cube), CID.parse(this.#commit)]
    const fork = core.createGenesis({
      name: 'fork',
      authors: [publicKey],
      visibility: 'public',
      created: Date.now(),
      nonce: new Uint8Array(randomBytes(16)),
      forkOf: { cube: upstream, commit: base },
    })
    const fields = { upstream, fork: fork.cid, commit: fork.cid, base, message: 'x', author: publicKey }
    return { record: core.signProposal({ ...fields, time: Date.now() }, secret), genesis: fork.bytes }
  }
}

/** Several at once, each without end. */
export function many(count: number, work: (which: number) => Promise<unknown>): Promise<unknown> {
  return Promise.all(Array.from({ length: count }, (_, which) => work(which)))
}

export function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms))
}
