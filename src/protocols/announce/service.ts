// The shell of announce: gossip in and out, questions to peers, a clock, and pulls that the node does.
import type { CID } from 'multiformats/cid'
import { inTurns } from '../../core/turns/index.ts'
import { turns, type GossipVerdict } from '../../network/index.ts'
import { dealings } from '../handshake/dealings.ts'
import { namesVersion1 } from '../handshake/earlier-version.ts'
import { HANDSHAKE_PROTOCOL } from '../handshake/messages.ts'
import type { AnnounceDeps, AnnounceService } from '../interface.ts'
import { COMPARE_FEATURE } from '../compare/limits.ts'
import { ProtocolError } from '../errors.ts'
import { planComparison } from './comparing.ts'
import { ANNOUNCE_LIMITS } from './limits.ts'
import type { FollowedCube, HeadCandidate, HighWaterMark, OutboxEntry } from './ports.ts'
import { createAnnounceState, handle } from './state.ts'
import type { AnnounceInput, AnnounceOutput, AnnounceState } from './announce-state.ts'

export function createAnnounce(deps: AnnounceDeps): AnnounceService {
  return new Announce(deps)
}

class Announce implements AnnounceService {
  readonly #deps: AnnounceDeps
  readonly #state: AnnounceState
  readonly #stopping = new AbortController()
  readonly #working = new Set<Promise<void>>()
  /** What each peer is still to be asked about: one question at a time goes to it. */
  readonly #asking = new Map<string, Map<string, CID>>()
  /** Peers with whom a comparison is under way. */
  readonly #comparing = new Set<string>()
  #stops: (() => void)[] = []

  constructor(deps: AnnounceDeps) {
    this.#deps = deps
    this.#state = createAnnounceState(deps.networkName)
  }

  start(): void {
    const { network, handshake } = this.#deps
    network.gossip.setValidator((topic, bytes, peerId) => this.#judge(topic, bytes, peerId))
    const ticking = setInterval(() => this.#feed({ type: 'ticked' }), ANNOUNCE_LIMITS.tickMs).unref()
    this.#stops = [
      () => clearInterval(ticking),
      handshake.onAgreed((peerId, agreement) => {
        const isAsked = agreement.versions['announce'] !== undefined && dealings(agreement, peerId).reads
        const compares = agreement.features.includes(COMPARE_FEATURE)
        if (isAsked) this.#feed({ type: 'peerConnected', peerId, compares })
      }),
      network.onIdentify(({ peerId, protocols }) => {
        // A peer that is no memcube node is left alone; with one of version 1 it comes out why there is no agreement.
        if (protocols.includes(HANDSHAKE_PROTOCOL) || namesVersion1(protocols)) this.#shakeHands(peerId)
      }),
      network.onDisconnect((peerId) => this.#feed({ type: 'peerDisconnected', peerId })),
    ]
  }

  async stop(): Promise<void> {
    for (const stop of this.#stops.splice(0)) stop()
    this.#stopping.abort()
    await Promise.all(this.#working)
  }

  follow(cube: FollowedCube): void {
    this.#feed({ type: 'followed', cube })
  }

  unfollow(cube: string): void {
    this.#feed({ type: 'unfollowed', cube })
  }

  raise(cube: string, mark: HighWaterMark): void {
    this.#feed({ type: 'markRaised', cube, mark })
  }

  hearAll(on: boolean): void {
    this.#feed({ type: 'hearAllSet', on })
  }

  publish(entry: OutboxEntry): void {
    this.#feed({ type: 'entryAdded', entry })
  }

  async askNow(cubes: string[] = [...this.#state.cubes.keys()]): Promise<void> {
    const wanted = cubes.flatMap((id) => this.#state.cubes.get(id)?.cube ?? [])
    const askOne = async (peerId: string): Promise<void> => {
      for (const some of chunks(wanted)) await this.#ask(peerId, some)
    }
    await Promise.all([...this.#state.peers.keys()].map(askOne))
  }

  #feed(input: AnnounceInput): AnnounceOutput[] {
    if (this.#stopping.signal.aborted) return []
    const outputs = handle(this.#state, input, this.#deps.now())
    for (const output of outputs) this.#perform(output)
    return outputs
  }

  #judge(topic: string, bytes: Uint8Array, peerId: string): GossipVerdict {
    const judged = this.#feed({ type: 'gossipReceived', topic, bytes, peerId }).find(
      (output) => output.type === 'verdict',
    )
    if (judged?.verdict === 'reject')
      this.#deps.logger.info({ peerId, topic, reason: judged.reason }, 'announce: rejected a message')
    return judged?.verdict ?? 'ignore'
  }

  #perform(output: AnnounceOutput): void {
    const { network, ports } = this.#deps
    switch (output.type) {
      case 'fetch':
        return this.#work(this.#fetch(output.candidate))
      case 'ask':
        return this.#askSoon(output.peerId, output.cubes)
      case 'compare':
        return this.#compareSoon(output.peerId)
      case 'publish':
        return this.#work(this.#publish(output.id, output.topic, output.bytes))
      case 'delivered':
        return ports.delivered(output.id)
      case 'subscribe':
        return network.gossip.subscribe(output.topic)
      case 'unsubscribe':
        return network.gossip.unsubscribe(output.topic)
      case 'observed':
        return ports.observed(output.observation)
      case 'verdict':
        return undefined
    }
  }

  #work(work: Promise<void>): void {
    this.#working.add(work)
    void work.finally(() => this.#working.delete(work))
  }

  async #fetch(candidate: HeadCandidate): Promise<void> {
    const { ports, logger } = this.#deps
    const cube = candidate.cube.toString()
    const outcome = await ports
      .pullHead(candidate, { signal: this.#stopping.signal })
      .catch((error: unknown) => {
        logger.warn({ error, cube }, 'announce: pulling a head failed in an unexpected way')
        return 'failed' as const
      })
    this.#feed({ type: 'candidateEnded', cube, bytes: candidate.headBytes, outcome })
  }

  #compareSoon(peerId: string): void {
    // What was found the last time is still being asked for: it would be found again.
    if (this.#comparing.has(peerId) || this.#asking.has(peerId)) return
    this.#comparing.add(peerId)
    this.#work(this.#compare(peerId).finally(() => this.#comparing.delete(peerId)))
  }

  async #compare(peerId: string): Promise<void> {
    const { sync, logger } = this.#deps
    const comparing = this.#state.peers.get(peerId)?.comparing
    if (comparing === undefined) return
    try {
      await sync.compare(
        peerId,
        (agreement) => inTurns(planComparison(this.#state, comparing, agreement), turns),
        {
          signal: this.#stopping.signal,
        },
      )
      this.#feed({ type: 'compared', peerId })
    } catch (error) {
      const { class: refused } = (error instanceof ProtocolError ? error.refusal : undefined) ?? {}
      const why = refused === 'incompatible' ? 'unable' : refused === 'limit' ? 'busy' : 'failed'
      logger.debug({ error, peerId }, 'announce: nothing was compared with a peer')
      this.#feed({ type: 'compareFailed', peerId, why })
    }
  }

  /** What comes while a question is under way goes together into the next one. */
  #askSoon(peerId: string, cubes: CID[]): void {
    const waiting = this.#asking.get(peerId)
    for (const cube of cubes) waiting?.set(cube.toString(), cube)
    if (waiting !== undefined) return
    const asked = new Map(cubes.map((cube) => [cube.toString(), cube]))
    this.#asking.set(peerId, asked)
    this.#work(this.#askAll(peerId, asked).finally(() => this.#asking.delete(peerId)))
  }

  async #askAll(peerId: string, waiting: Map<string, CID>): Promise<void> {
    while (waiting.size > 0 && !this.#stopping.signal.aborted) {
      const some = [...waiting].slice(0, ANNOUNCE_LIMITS.cubesPerAsk)
      for (const [id] of some) waiting.delete(id)
      await this.#ask(
        peerId,
        some.map(([, cube]) => cube),
      )
    }
  }

  async #ask(peerId: string, cubes: CID[]): Promise<void> {
    try {
      const { items } = await this.#deps.sync.heads(
        peerId,
        { cubes, limit: ANNOUNCE_LIMITS.cubesPerAsk },
        { signal: this.#stopping.signal },
      )
      for (const { head, heads = [], rosters } of items)
        for (const bytes of [head, ...heads]) {
          this.#feed({ type: 'headReceived', bytes, peerId, ...(rosters && { rosters }) })
          // A signature each, and up to 4,160 of them in an answer.
          if (turns.isOver()) await turns.next()
        }
      this.#feed({ type: 'answered', peerId, items: items.map(({ head, heads = [] }) => [head, ...heads]) })
    } catch (error) {
      this.#deps.logger.debug({ error, peerId }, 'announce: a peer could not be asked for heads')
    }
  }

  async #publish(id: string, topic: string, bytes: Uint8Array): Promise<void> {
    const peers = await this.#deps.network.gossip.publish(topic, bytes).catch((error: unknown) => {
      this.#deps.logger.debug({ error, topic }, 'announce: publishing failed, it is tried again')
      return 0
    })
    this.#feed({ type: 'published', id, peers })
  }

  /** Everything begins with an agreement; what comes of it is heard in `onAgreed`, and a refusal is in the log. */
  #shakeHands(peerId: string): void {
    this.#work(
      this.#deps.handshake.agreementFor(peerId, { signal: this.#stopping.signal }).then(
        () => undefined,
        () => undefined,
      ),
    )
  }
}

function chunks(cubes: CID[]): CID[][] {
  const size = ANNOUNCE_LIMITS.cubesPerAsk
  return Array.from({ length: Math.ceil(cubes.length / size) }, (_, i) =>
    cubes.slice(i * size, (i + 1) * size),
  )
}
