/** A node of a crowd: what the real announce says is done, between this node and its links. */
import { atOnce } from '../../../src/core/turns/index.ts'
import type { CID } from 'multiformats/cid'
import type {
  AnnounceInput,
  AnnounceOutput,
  AnnounceState,
} from '../../../src/protocols/announce/announce-state.ts'
import { planComparison } from '../../../src/protocols/announce/comparing.ts'
import { createAnnounceState, handle } from '../../../src/protocols/announce/state.ts'
import { compareOver } from '../../../src/protocols/compare/compare-over.ts'
import type { Compare, Compared, Watch } from '../../../src/protocols/compare/messages.ts'
import { Watched } from '../../../src/protocols/compare/watched.ts'
import { ProtocolError, type HeadCandidate, type HeadItem } from '../../../src/protocols/index.ts'
import { NETWORK, type Crowd, type CrowdCube } from './crowd.ts'

const TICK_MS = 1_000
const PULL_MS = 200

export class CrowdNode {
  readonly name: string
  readonly number: number
  readonly links = new Map<string, CrowdNode>()
  readonly #crowd: Crowd
  readonly #announce: AnnounceState = createAnnounceState(NETWORK)
  /** What this node has of each cube, by its id: the number of the head. */
  readonly #has = new Map<string, number>()
  readonly #cubes = new Map<string, CrowdCube>()
  readonly #watched = new Watched({
    states: (cubes) => Promise.resolve(cubes.map((cube) => this.#headOf(cube)?.digest)),
  })
  readonly #comparing = new Set<string>()

  constructor(crowd: Crowd, number: number) {
    this.#crowd = crowd
    this.number = number
    this.name = `node ${number}`
  }

  follow(cube: CrowdCube): void {
    const id = cube.id.toString()
    if (this.#cubes.has(id)) return
    this.#cubes.set(id, cube)
    this.#has.set(id, 1)
    cube.followers.push(this)
    const marks = [{ author: cube.author, seq: 1, head: cube.heads[0]!.bytes }]
    this.#feed({ type: 'followed', cube: { cube: cube.id, genesis: cube.genesis, marks } })
  }

  start(): void {
    const { queue, random } = this.#crowd
    const tick = (): void => {
      this.#feed({ type: 'ticked' })
      queue.after(TICK_MS, tick)
    }
    queue.after(Math.floor(random() * TICK_MS), tick)
  }

  seqOf(cube: CrowdCube): number {
    return this.#has.get(cube.id.toString()) ?? 0
  }

  connected(peer: CrowdNode): void {
    this.#feed({ type: 'peerConnected', peerId: peer.name, compares: this.#crowd.options.compares })
  }

  gone(peer: CrowdNode): void {
    this.#watched.forget(peer.name)
    this.#feed({ type: 'peerDisconnected', peerId: peer.name })
  }

  publish(cube: CrowdCube): void {
    const head = cube.sign()
    const id = cube.id.toString()
    this.#has.set(id, cube.seq)
    this.#feed({ type: 'markRaised', cube: id, mark: { author: cube.author, seq: cube.seq, head } })
    this.#feed({ type: 'entryAdded', entry: { id: `${id}/${cube.seq}`, cube: cube.id, bytes: head } })
  }

  #headOf(cube: CID): { bytes: Uint8Array; digest: Uint8Array } | undefined {
    const id = cube.toString()
    const seq = this.#has.get(id)
    return seq === undefined ? undefined : this.#cubes.get(id)!.heads[seq - 1]
  }

  #feed(input: AnnounceInput): AnnounceOutput[] {
    const outputs = handle(this.#announce, input, this.#crowd.queue.nowMs)
    for (const output of outputs) this.#perform(output)
    return outputs
  }

  #perform(output: AnnounceOutput): void {
    const { queue } = this.#crowd
    switch (output.type) {
      case 'publish': {
        const peers = this.#gossip(output.topic, output.bytes)
        return queue.after(1, () => void this.#feed({ type: 'published', id: output.id, peers }))
      }
      case 'compare':
        return queue.after(this.#crowd.latencyMs, () => this.#compare(output.peerId))
      case 'ask':
        return queue.after(this.#crowd.latencyMs, () => this.#ask(output.peerId, output.cubes))
      case 'fetch':
        return queue.after(PULL_MS, () => this.#pull(output.candidate))
      default:
        return undefined
    }
  }

  /** @returns peers that it was sent to */
  #gossip(topic: string, bytes: Uint8Array, exceptFor?: string): number {
    let sent = 0
    for (const peer of this.#peers()) {
      if (peer.name === exceptFor || !peer.#announce.topics.has(topic)) continue
      sent++
      this.#crowd.gossiped(bytes)
      if (this.#crowd.random() < this.#crowd.options.loss) continue
      this.#crowd.queue.after(this.#crowd.latencyMs, () => peer.#hear(topic, bytes, this))
    }
    return sent
  }

  #peers(): CrowdNode[] {
    return [...this.#announce.peers.keys()].map((name) => this.links.get(name)!)
  }

  #hear(topic: string, bytes: Uint8Array, from: CrowdNode): void {
    if (!this.#announce.peers.has(from.name)) return
    const outputs = this.#feed({ type: 'gossipReceived', topic, bytes, peerId: from.name })
    const judged = outputs.find((output) => output.type === 'verdict')
    if (judged?.verdict === 'accept') this.#gossip(topic, bytes, from.name)
  }

  async #compare(peerId: string): Promise<void> {
    const peer = this.links.get(peerId)!
    const comparing = this.#announce.peers.get(peerId)?.comparing
    if (comparing === undefined || this.#comparing.has(peerId) || !this.#crowd.isLinked(this, peer)) return
    this.#comparing.add(peerId)
    const agreement = this.#crowd.agreementOf(this, peer)
    const stream = peer.#serve(this, agreement)
    const outcome = await compareOver(
      stream,
      atOnce(planComparison(this.#announce, comparing, agreement)),
    ).then(
      (): AnnounceInput => ({ type: 'compared', peerId }),
      (error: unknown): AnnounceInput => {
        if (!(error instanceof ProtocolError)) throw error
        return { type: 'compareFailed', peerId, why: error.refusal?.class === 'limit' ? 'busy' : 'failed' }
      },
    )
    this.#crowd.queue.after(2 * stream.rounds() * this.#crowd.latencyMs, () => {
      this.#comparing.delete(peerId)
      this.#feed(outcome)
    })
  }

  /** A stream from a peer. What it asks is answered at once; how long that takes is for whoever counts the rounds. */
  #serve(from: CrowdNode, agreement: Uint8Array) {
    const crowd = this.#crowd
    const { nowMs } = crowd.queue
    let rounds = 0
    crowd.sent({ type: 'open', agreement })
    return {
      rounds: () => rounds,
      watch: (watch: Watch): Promise<number> => {
        rounds++
        crowd.sent({ type: 'watch', ...watch })
        const cubes = this.#watched.watch(from.name, agreement, watch, nowMs)
        crowd.sent({ type: 'watching', cubes })
        return Promise.resolve(cubes)
      },
      compare: async (compare: Compare): Promise<Compared> => {
        rounds++
        crowd.sent({ type: 'compare', ...compare })
        const compared = await this.#watched.compare(from.name, agreement, compare, nowMs)
        crowd.sent({ type: 'compared', ...compared })
        return compared
      },
    }
  }

  #ask(peerId: string, cubes: readonly CID[]): void {
    const peer = this.links.get(peerId)!
    if (!this.#crowd.isLinked(this, peer)) return
    const items = cubes.flatMap((cube): HeadItem[] => {
      const head = peer.#headOf(cube)
      const { genesis } = this.#cubes.get(cube.toString())!
      return head === undefined ? [] : [{ genesis, head: head.bytes, hint: HINT }]
    })
    this.#crowd.sent({ type: 'open', agreement: this.#crowd.agreementOf(this, peer) })
    this.#crowd.sent({ type: 'heads', cubes: [...cubes], limit: 64 })
    this.#crowd.sent({ type: 'found', items })
    this.#crowd.queue.after(2 * this.#crowd.latencyMs, () => {
      for (const { head } of items) this.#feed({ type: 'headReceived', bytes: head, peerId })
      this.#feed({ type: 'answered', peerId, items: items.map(({ head }) => [head]) })
    })
  }

  /** From the first source, if it has it by now and is there. */
  #pull({ cube: cid, head, headBytes, peers }: HeadCandidate): void {
    const peer = this.links.get(peers[0]!)!
    const cube = this.#cubes.get(cid.toString())!
    const isThere = this.#crowd.isLinked(this, peer) && peer.seqOf(cube) >= head.seq
    if (isThere) this.#has.set(cid.toString(), Math.max(this.seqOf(cube), head.seq))
    const outcome = isThere ? 'accepted' : 'failed'
    this.#feed({ type: 'candidateEnded', cube: cid.toString(), bytes: headBytes, outcome })
  }
}

/** What a cube says of itself in an answer; real ones are longer. */
const HINT = { about: 'notes about something', topics: ['notes'], licence: 'CC-BY-4.0', memories: 100 }
