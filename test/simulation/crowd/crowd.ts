/**
 * Many nodes in one process: the real announce, comparison and judgement of each, and a model of everything between them.
 *
 * The model: cubes belong to communities of ten; a node follows the cubes of two communities and is linked, in each, with the next in a ring and with
 * one more at random: eight links on the way. Each cube is published by one of its followers; whoever has a head serves it.
 * A link takes 10 to 90 ms each way, nothing is cut but by a partition, a pull takes 200 ms, clocks tick once a second. Gossip goes to all
 * linked peers that listen to the topic; a message of it is lost on a link with the chance `loss`.
 *
 * Counted are frames of sync with their lengths, and gossiped messages, at whoever sends them. Not counted: opening streams,
 * what libp2p adds, the bytes of pulls, the DHT.
 */
import type { CID } from 'multiformats/cid'
import { sha256 } from '../../../src/core/codec/index.ts'
import { digestOfStatements, topicOf } from '../../../src/protocols/index.ts'
import {
  encodeMessage,
  type ClientMessage,
  type ServerMessage,
} from '../../../src/protocols/sync/messages.ts'
import { NOW, SampleCube } from '../../protocols/sample.ts'
import { dice } from '../world.ts'
import { CrowdNode } from './crowd-node.ts'
import { Queue } from './queue.ts'

export const NETWORK = 'crowd'
export const CUBES_OF_COMMUNITY = 10

/** Bytes that gossipsub puts around a head: topic, signature, key, number. As measured from its protobuf by hand; a guess. */
const ENVELOPE_BYTES = 200

export interface CrowdOptions {
  nodes: number
  cubes: number
  seed: number
  /** False for the way in which every head is asked for. */
  compares: boolean
  /** Chance that a message of gossip is lost on one link. */
  loss: number
}

export interface Traffic {
  /** Frames of sync that were sent, and their bytes. */
  frames: number
  bytes: number
  gossiped: number
  gossipBytes: number
}

/** A cube, its heads by number, and what is known of each. */
export class CrowdCube {
  readonly id: CID
  readonly genesis: Uint8Array
  readonly topic: string
  readonly author: Uint8Array
  readonly heads: { bytes: Uint8Array; digest: Uint8Array }[] = []
  readonly followers: CrowdNode[] = []
  readonly #sample: SampleCube

  constructor(sample: SampleCube) {
    this.#sample = sample
    this.id = sample.id
    this.genesis = sample.genesis.bytes
    this.topic = topicOf(NETWORK, sample.id)
    this.author = sample.author.publicKey
    this.sign()
  }

  /** The newest; the first has 1. */
  get seq(): number {
    return this.heads.length
  }

  sign(): Uint8Array {
    const { bytes } = this.#sample.head(this.seq + 1)
    this.heads.push({ bytes, digest: digestOfStatements(this.id, [bytes])! })
    return bytes
  }
}

export class Crowd {
  readonly queue = new Queue(NOW)
  readonly options: CrowdOptions
  readonly cubes: CrowdCube[] = []
  readonly nodes: CrowdNode[] = []
  readonly random: () => number
  traffic: Traffic = noTraffic()
  #isCut: (a: CrowdNode, b: CrowdNode) => boolean = () => false
  /** Counts partitions that healed: an agreement is made anew after each. */
  #epoch = 0
  readonly #links: [CrowdNode, CrowdNode][] = []

  private constructor(options: CrowdOptions) {
    this.options = options
    this.random = dice(options.seed)
  }

  static async create(options: CrowdOptions): Promise<Crowd> {
    const crowd = new Crowd(options)
    for (let n = 0; n < options.cubes; n++) {
      const sample = new SampleCube({ name: `notes-${n}` })
      await sample.commit({ k: String(n) })
      crowd.cubes.push(new CrowdCube(sample))
    }
    for (let n = 0; n < options.nodes; n++) crowd.nodes.push(new CrowdNode(crowd, n))
    crowd.#settle()
    for (const node of crowd.nodes) node.start()
    // Nodes come one after another, so that their rounds are spread as those of a network are.
    for (const [a, b] of crowd.#links)
      crowd.queue.after(Math.floor(crowd.random() * 30_000), () => crowd.#join(a, b))
    return crowd
  }

  get latencyMs(): number {
    return 10 + Math.floor(this.random() * 80)
  }

  /** Communities, and the links within each. */
  #settle(): void {
    const communities = Math.floor(this.cubes.length / CUBES_OF_COMMUNITY)
    const members: CrowdNode[][] = Array.from({ length: communities }, () => [])
    for (const node of this.nodes) {
      const first = node.number % communities
      const second = (first + 1 + Math.floor(this.random() * (communities - 1))) % communities
      for (const one of communities === 1 ? [first] : [first, second]) members[one]!.push(node)
    }
    for (const [community, all] of members.entries()) {
      const cubes = this.cubes.slice(community * CUBES_OF_COMMUNITY, (community + 1) * CUBES_OF_COMMUNITY)
      for (const [i, node] of all.entries()) {
        for (const cube of cubes) node.follow(cube)
        for (const other of [all[(i + 1) % all.length]!, all[Math.floor(this.random() * all.length)]!]) {
          if (other === node || node.links.has(other.name)) continue
          node.links.set(other.name, other)
          other.links.set(node.name, node)
          this.#links.push([node, other])
        }
      }
    }
  }

  #join(a: CrowdNode, b: CrowdNode): void {
    if (this.#isCut(a, b)) return
    a.connected(b)
    b.connected(a)
  }

  isLinked(a: CrowdNode, b: CrowdNode): boolean {
    return !this.#isCut(a, b)
  }

  /** Cuts every link between two halves of the nodes, which chance makes. */
  cut(): void {
    const side = new Map(this.nodes.map(({ name }) => [name, this.random() < 0.5]))
    this.#isCut = (a, b) => side.get(a.name) !== side.get(b.name)
    for (const [a, b] of this.#links)
      if (this.#isCut(a, b))
        for (const [one, other] of [
          [a, b],
          [b, a],
        ] as const)
          one.gone(other)
  }

  heal(): void {
    const wasCut = this.#isCut
    this.#isCut = () => false
    this.#epoch++
    // Nobody comes back in the same moment as everybody else.
    for (const [a, b] of this.#links)
      if (wasCut(a, b)) this.queue.after(Math.floor(this.random() * 5_000), () => this.#join(a, b))
  }

  agreementOf(a: CrowdNode, b: CrowdNode): Uint8Array {
    const names = a.number < b.number ? [a.name, b.name] : [b.name, a.name]
    return Uint8Array.of(0x12, 32, ...sha256(Buffer.from([this.#epoch, ...names].join())))
  }

  /** One of its followers publishes a newer head of each of these cubes. */
  change(cubes: readonly CrowdCube[]): void {
    for (const cube of cubes) cube.followers[0]!.publish(cube)
  }

  /** So many cubes, at random. */
  some(count: number): CrowdCube[] {
    const all = [...this.cubes]
    return Array.from({ length: count }, () => all.splice(Math.floor(this.random() * all.length), 1)[0]!)
  }

  /** Pairs of a node and a cube that it follows and has not in its newest state. */
  behind(): number {
    return this.cubes.reduce(
      (sum, cube) => sum + cube.followers.filter((node) => node.seqOf(cube) < cube.seq).length,
      0,
    )
  }

  sent(message: ClientMessage | ServerMessage): void {
    const { length } = encodeMessage(message)
    this.traffic.frames++
    this.traffic.bytes += length + (length < 128 ? 1 : length < 16_384 ? 2 : 3)
  }

  gossiped(bytes: Uint8Array): void {
    this.traffic.gossiped++
    this.traffic.gossipBytes += bytes.length + ENVELOPE_BYTES
  }

  /** What was sent in a time, and the count begins anew. */
  async trafficOf(durationMs: number): Promise<Traffic> {
    this.traffic = noTraffic()
    await this.queue.run(durationMs)
    return this.traffic
  }
}

function noTraffic(): Traffic {
  return { frames: 0, bytes: 0, gossiped: 0, gossipBytes: 0 }
}
