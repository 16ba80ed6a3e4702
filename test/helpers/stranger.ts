/** Somebody with a program of his own who asks a node for everything that it could give, and keeps what came. */
import { MemoryBlockstore } from 'blockstore-core'
import { CID } from 'multiformats/cid'
import { onTestFinished } from 'vitest'
import { createNetwork, type NetworkHost } from '../../src/network/index.ts'
import {
  announceTopics,
  createHandshake,
  createHelloProfile,
  SYNC_PROTOCOL,
  type HandshakeService,
} from '../../src/protocols/index.ts'
import {
  encodeMessage,
  parseServerMessage,
  type ClientMessage,
  type ServerMessage,
  type Want,
} from '../../src/protocols/sync/messages.ts'
import type { MemCubeNode } from '../../src/node/index.ts'

const silent = { debug() {}, info() {}, warn() {}, error() {} }
const deadlineMs = 120_000
/** A block that nobody sends by then is not sent: an honest answer comes within milliseconds. */
const patienceMs = 3_000

export class Stranger {
  /** Everything that came, in whatever way. */
  readonly received: Uint8Array[] = []
  /** Messages of gossip. */
  #heard = 0
  readonly #host: NetworkHost
  readonly #handshake: HandshakeService
  readonly #victim: MemCubeNode

  constructor(host: NetworkHost, handshake: HandshakeService, victim: MemCubeNode) {
    this.#host = host
    this.#handshake = handshake
    this.#victim = victim
    host.gossip.setValidator(() => 'accept')
    host.gossip.onMessage((_, message) => {
      this.#heard++
      this.received.push(message)
    })
    for (const topic of announceTopics('main')) host.gossip.subscribe(topic)
  }

  /** The first answer to one question of sync. */
  async ask(message: ClientMessage): Promise<ServerMessage> {
    const { hash } = await this.#handshake.agreementFor(this.#victim.peerId)
    const channel = await this.#host.open(this.#victim.peerId, SYNC_PROTOCOL)
    try {
      await channel.write(encodeMessage({ type: 'open', agreement: hash }))
      await channel.write(encodeMessage(message))
      const frame = await channel.read({ signal: AbortSignal.timeout(deadlineMs) })
      if (frame === undefined) throw new Error('the stream ended without an answer')
      this.received.push(frame)
      return parseServerMessage(frame)
    } finally {
      await channel.close()
    }
  }

  want(cube: string, commit: string, have: string[] = []): Promise<ServerMessage> {
    const want: Want = {
      cube: CID.parse(cube),
      commit: CID.parse(commit),
      have: have.map((one) => CID.parse(one)),
      skip: [],
      nodesHeld: false,
    }
    return this.ask({ type: 'want', ...want })
  }

  /** Over bitswap. Undefined for what is not given. */
  async block(cid: string, signal = AbortSignal.timeout(patienceMs)): Promise<Uint8Array | undefined> {
    const providers = this.#victim.addresses()
    try {
      const bytes = await this.#host.blocks.fetch(CID.parse(cid), { providers, signal })
      this.received.push(bytes)
      return bytes
    } catch {
      return undefined
    }
  }

  /** Who says on the DHT to have a CID. */
  async providers(cid: CID): Promise<string[]> {
    const found: string[] = []
    for await (const { peerId } of this.#host.findProviders(cid, { signal: AbortSignal.timeout(deadlineMs) }))
      found.push(peerId)
    return found
  }

  /** Waits until somebody says on the DHT to have a CID. */
  async findsProviders(cid: CID): Promise<void> {
    const until = Date.now() + deadlineMs
    while ((await this.providers(cid)).length === 0) {
      if (Date.now() > until) throw new Error(`nobody provides ${cid.toString()}`)
      await new Promise((resolve) => setTimeout(resolve, 100))
    }
  }

  /** Waits for gossip, and does again what should cause it: what is said before the mesh is there is not heard. */
  async hears(cause: () => Promise<unknown>): Promise<void> {
    const until = Date.now() + deadlineMs
    for (const before = this.#heard; this.#heard === before; await this.#nextMessage(200)) {
      if (Date.now() > until) throw new Error('gossip did not bring what was announced')
      await cause()
    }
  }

  async #nextMessage(mostMs: number): Promise<void> {
    const heard = Promise.withResolvers<void>()
    const stop = this.#host.gossip.onMessage(() => heard.resolve())
    const timer = setTimeout(heard.resolve, mostMs)
    await heard.promise
    clearTimeout(timer)
    stop()
  }
}

/** Connected with the node, and stopped when the test is over. */
export async function strangerTo(victim: MemCubeNode): Promise<Stranger> {
  const host = await createNetwork(
    { blockstore: new MemoryBlockstore(), logger: silent, nodeKey: new Uint8Array(32).fill(7) },
    { profile: 'local', listen: [], bootstrap: [], network: 'main', gossipTopics: announceTopics('main') },
  )
  onTestFinished(() => host.stop())
  const handshake = createHandshake({
    network: host,
    logger: silent,
    now: () => Date.now(),
    random: (length) => crypto.getRandomValues(new Uint8Array(length)),
    profile: createHelloProfile({ network: 'main', agent: 'eve/1' }),
  })
  handshake.start()
  await host.start()
  const stranger = new Stranger(host, handshake, victim)
  await host.dial(victim.addresses()[0] ?? '')
  return stranger
}
