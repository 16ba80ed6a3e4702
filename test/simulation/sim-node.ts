/** A node of the simulation: real cores and real streams of sync, a disk that survives, a memory that does not. */
import { atOnce } from '../../src/core/turns/index.ts'
import type { CID } from 'multiformats/cid'
import type { Block } from '../../src/core/codec/index.ts'
import { parseCommit, parseHead } from '../../src/core/cube/index.ts'
import { verifyTree } from '../../src/core/tree/index.ts'
import {
  digestOfStatements,
  type CandidateOutcome,
  type CubeSource,
  type HeadCandidate,
  type HighWaterMark,
  type OutboxEntry,
  type Receiver,
  type VerifiedPull,
} from '../../src/protocols/index.ts'
import { planComparison } from '../../src/protocols/announce/comparing.ts'
import { ANNOUNCE_LIMITS } from '../../src/protocols/announce/limits.ts'
import { createAnnounceState, handle } from '../../src/protocols/announce/state.ts'
import type {
  AnnounceInput,
  AnnounceOutput,
  AnnounceState,
} from '../../src/protocols/announce/announce-state.ts'
import { compareOver } from '../../src/protocols/compare/compare-over.ts'
import { Watched } from '../../src/protocols/compare/watched.ts'
import { PullStream } from '../../src/protocols/sync/pull.ts'
import { PackPlaces } from '../../src/protocols/sync/pack-places.ts'
import { serveStream } from '../../src/protocols/sync/serve.ts'
import { MemoryStore, silent, type SampleCube } from '../protocols/sample.ts'
import type { SimChannel, World } from './world.ts'

const AGREEMENT = Uint8Array.of(0x12, 32, ...new Uint8Array(32))
const NETWORK = 'sim'

/** What survives a crash. */
interface Disk {
  store: MemoryStore
  current: { head: Uint8Array; seq: number; commit: CID } | undefined
  outbox: Map<string, OutboxEntry>
}

export class SimNode {
  readonly name: string
  readonly disk: Disk = { store: new MemoryStore(), current: undefined, outbox: new Map() }
  readonly flips: number[] = []
  readonly broken: string[] = []
  isUp = false
  readonly #world: World
  readonly #cube: SampleCube
  readonly #nodes: Map<string, SimNode>
  #announce: AnnounceState = createAnnounceState(NETWORK)
  /** One for each life; what an earlier life started has no effect. */
  #life = 0
  #streams = new Set<SimChannel>()
  #watched = new Watched(this.#source)

  constructor(world: World, nodes: Map<string, SimNode>, name: string, cube: SampleCube) {
    this.#world = world
    this.#nodes = nodes
    this.name = name
    this.#cube = cube
    nodes.set(name, this)
  }

  get seq(): number {
    return this.disk.current?.seq ?? 0
  }

  start(): void {
    const life = ++this.#life
    this.isUp = true
    this.#announce = createAnnounceState(NETWORK)
    this.#watched = new Watched(this.#source)
    const { current, outbox } = this.disk
    const marks: HighWaterMark[] =
      current === undefined
        ? []
        : [{ author: this.#cube.author.publicKey, seq: current.seq, head: current.head }]
    this.#feed({ type: 'followed', cube: { cube: this.#cube.id, genesis: this.#cube.genesis.bytes, marks } })
    for (const entry of outbox.values()) this.#feed({ type: 'entryAdded', entry })
    for (const peer of this.#nodes.keys()) this.linkChanged(peer)
    const tick = (): void => {
      if (life !== this.#life) return
      this.#feed({ type: 'ticked' })
      this.#world.after(ANNOUNCE_LIMITS.tickMs, tick)
    }
    this.#world.after(ANNOUNCE_LIMITS.tickMs, tick)
  }

  crash(): void {
    this.#life++
    this.isUp = false
    for (const stream of this.#streams) stream.abort(new Error('the node died'))
    this.#streams.clear()
    for (const peer of this.#nodes.values()) if (peer !== this) peer.linkChanged(this.name)
  }

  toggle(): void {
    if (this.isUp) this.crash()
    else this.start()
  }

  /** A link, or the node at its other end, came or went. */
  linkChanged(peerId: string): void {
    const peer = this.#nodes.get(peerId)
    if (!this.isUp || peer === undefined || peer === this) return
    const isConnected = peer.isUp && this.#world.isLinked(this.name, peerId)
    if (isConnected === this.#announce.peers.has(peerId)) return
    if (isConnected) this.#feed({ type: 'peerConnected', peerId, compares: true })
    else {
      this.#watched.forget(peerId)
      this.#feed({ type: 'peerDisconnected', peerId })
    }
    if (isConnected) peer.linkChanged(this.name)
  }

  /** The author commits and publishes; the batch is durable before anybody hears of it. */
  async publish(changes: Record<string, string | null>): Promise<void> {
    const commit = await this.#cube.commit(changes)
    const seq = this.seq + 1
    const { bytes } = this.#cube.head(seq)
    for (const [key, block] of this.#cube.store.blocks) this.disk.store.blocks.set(key, block)
    this.disk.current = { head: bytes, seq, commit: commit.cid }
    const entry: OutboxEntry = { id: String(seq), cube: this.#cube.id, bytes }
    this.disk.outbox.set(entry.id, entry)
    if (!this.isUp) return
    this.#feed({
      type: 'markRaised',
      cube: this.#cube.id.toString(),
      mark: { author: this.#cube.author.publicKey, seq, head: bytes },
    })
    this.#feed({ type: 'entryAdded', entry })
  }

  hear(topic: string, bytes: Uint8Array, peerId: string): void {
    if (!this.isUp) return
    const outputs = this.#feed({ type: 'gossipReceived', topic, bytes, peerId })
    const judged = outputs.find((output) => output.type === 'verdict')
    if (judged?.verdict === 'accept') this.#gossip(topic, bytes, peerId)
  }

  #feed(input: AnnounceInput): AnnounceOutput[] {
    const outputs = handle(this.#announce, input, this.#world.nowMs)
    for (const output of outputs) this.#perform(output)
    return outputs
  }

  #perform(output: AnnounceOutput): void {
    const life = this.#life
    const ifAlive = (input: AnnounceInput): void => {
      if (life === this.#life) this.#feed(input)
    }
    switch (output.type) {
      case 'publish':
        return ifAlive({ type: 'published', id: output.id, peers: this.#gossip(output.topic, output.bytes) })
      case 'delivered':
        return void this.disk.outbox.delete(output.id)
      case 'ask':
        return void this.#ask(output.peerId, output.cubes, ifAlive)
      case 'compare':
        return void this.#compare(output.peerId, ifAlive)
      case 'fetch': {
        const { candidate } = output
        const tell = (outcome: CandidateOutcome): void =>
          ifAlive({
            type: 'candidateEnded',
            cube: candidate.cube.toString(),
            bytes: candidate.headBytes,
            outcome,
          })
        return void this.#fetch(candidate, life).then(tell)
      }
      default:
        return undefined
    }
  }

  /** To all connected peers but the one it came from, as the weather allows. */
  #gossip(topic: string, bytes: Uint8Array, exceptFor?: string): number {
    const peers = [...this.#announce.peers.keys()].filter((peer) => peer !== exceptFor)
    const { loss, duplication } = this.#world.weather
    for (const peer of peers) {
      const copies = this.#world.random() < loss ? 0 : this.#world.random() < duplication ? 2 : 1
      for (let i = 0; i < copies; i++) {
        this.#world.after(this.#world.latencyMs, () => {
          if (this.#world.isLinked(this.name, peer)) this.#nodes.get(peer)!.hear(topic, bytes, this.name)
        })
      }
    }
    return peers.length
  }

  async #ask(peerId: string, cubes: CID[], ifAlive: (input: AnnounceInput) => void): Promise<void> {
    try {
      const { items } = await this.#withStream(peerId, this.#life, (stream) =>
        stream.heads({ cubes, limit: 64 }),
      )
      for (const { head } of items) ifAlive({ type: 'headReceived', bytes: head, peerId })
      ifAlive({ type: 'answered', peerId, items: items.map(({ head }) => [head]) })
    } catch {
      // The weather; the next round asks again.
    }
  }

  async #compare(peerId: string, ifAlive: (input: AnnounceInput) => void): Promise<void> {
    const comparing = this.#announce.peers.get(peerId)?.comparing
    if (comparing === undefined) return
    try {
      await this.#withStream(peerId, this.#life, (stream) =>
        compareOver(stream, atOnce(planComparison(this.#announce, comparing, AGREEMENT))),
      )
      ifAlive({ type: 'compared', peerId })
    } catch {
      // The weather; the next round compares again.
      ifAlive({ type: 'compareFailed', peerId, why: 'failed' })
    }
  }

  async #fetch({ cube, head, peers }: HeadCandidate, life: number): Promise<CandidateOutcome> {
    const commit = head.refs['main']!
    const have = this.disk.current === undefined ? [] : [this.disk.current.commit]
    try {
      const flip = (pull: VerifiedPull): Promise<void> => {
        this.#requireAlive(life)
        return this.#flip(pull, head)
      }
      const request = { cube, commit, genesis: this.#cube.genesis.bytes, have, flip }
      await this.#withStream(peers[0]!, life, (stream) => stream.pull(request, {}))
      return 'accepted'
    } catch {
      return 'failed'
    }
  }

  async #withStream<T>(peerId: string, life: number, use: (stream: PullStream) => Promise<T>): Promise<T> {
    const peer = this.#nodes.get(peerId)!
    if (!peer.isUp || !this.#world.isLinked(this.name, peerId)) throw new Error('unreachable')
    const { near, far } = this.#world.stream(this.name, peerId)
    this.#streams.add(near)
    peer.serve(far)
    const now = () => this.#world.nowMs
    const stream = new PullStream({ receiver: this.#receiver(life), logger: silent, now }, near, {
      hash: AGREEMENT,
      credit: 4 * 1024 * 1024,
    })
    try {
      return await use(stream)
    } finally {
      await stream.close()
      this.#streams.delete(near)
    }
  }

  serve(channel: SimChannel): void {
    this.#streams.add(channel)
    const source = this.#source
    const deps = {
      source,
      logger: silent,
      now: () => this.#world.nowMs,
      places: new PackPlaces(),
      watched: this.#watched,
    }
    void serveStream(deps, channel, AGREEMENT)
      .catch(() => undefined)
      .finally(() => this.#streams.delete(channel))
  }

  get #source(): CubeSource {
    const { disk } = this
    return {
      getMany: (cids) => disk.store.getMany(cids),
      heads: () =>
        Promise.resolve({
          items:
            disk.current === undefined
              ? []
              : [{ genesis: this.#cube.genesis.bytes, head: disk.current.head }],
        }),
      states: (cubes) =>
        Promise.resolve(
          cubes.map((cube) =>
            digestOfStatements(cube, disk.current === undefined ? [] : [disk.current.head]),
          ),
        ),
      tips: (cube) =>
        Promise.resolve(
          cube.equals(this.#cube.id) && disk.current !== undefined
            ? Object.values(parseHead(disk.current.head).refs)
            : undefined,
        ),
    }
  }

  #requireAlive(life: number): void {
    if (life !== this.#life) throw new Error('a dead node writes nothing')
  }

  #receiver(life: number): Receiver {
    const { disk } = this
    return {
      getMany: (cids) => disk.store.getMany(cids),
      mayAccept: () => Promise.resolve(undefined),
      // Not all of a batch reaches the disk of a node that dies meanwhile.
      stage: async (_, blocks: Block[]) => {
        for (const { cid, bytes } of blocks) {
          this.#requireAlive(life)
          disk.store.put({ cid, bytes: Uint8Array.from(bytes) })
          await Promise.resolve()
        }
      },
      discard: () => Promise.reject(new Error('nobody lies in this world')),
    }
  }

  /** A broken promise: kept for the end of the story, because whoever pulls swallows errors. */
  #broken(what: string): Error {
    this.broken.push(`${this.name}: ${what}`)
    return new Error(what)
  }

  async #flip({ commit, count }: VerifiedPull, head: HeadCandidate['head']): Promise<void> {
    if (head.seq <= this.seq) throw this.#broken(`it went back from ${this.seq} to ${head.seq}`)
    const bytes = this.#cube.head(head.seq, { commit }).bytes
    this.disk.current = { head: bytes, seq: parseHead(bytes).seq, commit }
    this.flips.push(head.seq)
    const { tree } = parseCommit(this.disk.store.get(commit)!)
    const whole = await verifyTree(this.disk.store, tree)
    if (whole.count !== count) throw this.#broken(`it shows ${count} memories and has ${whole.count}`)
  }
}
