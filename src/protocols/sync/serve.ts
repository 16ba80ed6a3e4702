// Serving one stream: reads messages, lets the state decide, does what it says. A pack is written by a task of its own,
// so that acknowledgements are heard while it waits for credit.
import type { Channel, Pace } from '../../network/index.ts'
import { ProtocolError, refusalOf, type Refusal } from '../errors.ts'
import type { ProtocolLogger } from '../interface.ts'
import type { Compare, Watch } from '../compare/messages.ts'
import type { Watched } from '../compare/watched.ts'
import { closeWhenTaken, isTaken } from '../taken.ts'
import { ExchangeWatch, type ObserveExchange } from './exchange.ts'
import { SYNC_LIMITS } from './limits.ts'
import { encodeMessage, parseClientMessage, type Want } from './messages.ts'
import type { PackPlace, PackPlaces } from './pack-places.ts'
import { pageBytes, pageStatements } from './page-bytes.ts'
import { planPack } from './plan-pack.ts'
import type { CubeSource, HeadsPage, HeadsQuery } from './ports.ts'
import {
  createServerState,
  handleServer,
  stalledMs,
  type Refuses,
  type ServerInput,
  type ServerOutput,
  type ServerState,
} from './server-state.ts'
import { writePack, type PackStep } from './write-pack.ts'

interface ServeDeps {
  source: CubeSource
  logger: ProtocolLogger
  now(): number
  observe?: ObserveExchange | undefined
  /** Shared by all streams of this node. */
  places: Pick<PackPlaces, 'open'>
  /** What peers have compared; without it, nothing is. Shared by all streams. */
  watched?: Pick<Watched, 'watch' | 'compare'>
  /** Counts, by peer, offers that were made for nothing. */
  unused?: Pick<Pace, 'take' | 'isSpent'>
}

const TOO_MANY: Readonly<Refusal> = Object.freeze({
  class: 'limit',
  code: 'ERR_LIMIT',
  message: 'the peer sends too many packs at once: try again in a moment',
})

const TOO_OFTEN: Readonly<Refusal> = Object.freeze({
  class: 'limit',
  code: 'ERR_LIMIT',
  message: 'the peer was offered many packs and took none: try again in a minute',
})

const GONE = new ProtocolError('ERR_ABORTED', 'the peer went away before it had everything')

const NOT_COMPARED = new ProtocolError('ERR_INCOMPATIBLE', 'nothing is compared here: ask for heads')

/** How often silence is looked for. A guess: a fraction of the silence allowed. */
const TICK_MS = 5_000

/**
 * Serves until the peer closes, breaks the protocol or falls silent.
 * @param agreement the hash of what was agreed
 * @param refuses what the agreement does not reach to
 */
export async function serveStream(
  deps: ServeDeps,
  channel: Channel,
  agreement: Uint8Array | undefined,
  refuses: Refuses = {},
): Promise<void> {
  await new ServedStream(deps, channel, agreement, refuses).run()
}

interface PackUnderWay {
  steps: AsyncGenerator<PackStep> | undefined
  /** The frame that waits for credit. */
  frame: Uint8Array | undefined
  place: PackPlace
  /** Since when it waits for its place; undefined before it was accepted and once it has one. */
  waitingMs: number | undefined
  accepted: boolean
}

class ServedStream {
  readonly #deps: ServeDeps
  readonly #channel: Channel
  readonly #state: ServerState
  /** The pack being written; another object for each, so that a dropped one notices. */
  #pack: PackUnderWay | undefined
  /** The request that is being answered. */
  #watch: ExchangeWatch | undefined
  /** Frames leave in the order in which they were decided. */
  #sending: Promise<void> = Promise.resolve()
  readonly #done = new AbortController()

  constructor(deps: ServeDeps, channel: Channel, agreement: Uint8Array | undefined, refuses: Refuses) {
    this.#deps = deps
    this.#channel = channel
    this.#state = createServerState({
      agreement,
      refuses,
      maxCredit: SYNC_LIMITS.creditBytes,
      nowMs: deps.now(),
    })
  }

  async run(): Promise<void> {
    const ticking = setInterval(() => this.#tick(), TICK_MS).unref()
    try {
      for (let frame = await this.#read(); frame !== undefined; frame = await this.#read())
        this.#receive(frame)
      this.#dropPack()
      await closeWhenTaken(this.#channel, this.#sending, SYNC_LIMITS.silenceMs)
    } finally {
      clearInterval(ticking)
      this.#dropPack()
      this.#watch?.failed(GONE)
    }
  }

  /** The next message; not before the peer has taken the answers to those before it, which wait here in memory. */
  async #read(): Promise<Uint8Array | undefined> {
    if (this.#pack === undefined) await isTaken(this.#sending, this.#done.signal)
    try {
      return await this.#channel.read({ signal: this.#done.signal })
    } catch (error) {
      if (this.#done.signal.aborted) return undefined
      throw error
    }
  }

  #receive(frame: Uint8Array): void {
    try {
      this.#feed({ type: 'messageReceived', message: parseClientMessage(frame) })
    } catch (error) {
      if (!(error instanceof ProtocolError)) throw error
      const refusal = refusalOf(error)
      this.#log(refusal, 'refused a message of the peer')
      this.#watch?.refused(refusal)
      this.#perform({ type: 'send', message: { type: 'refused', refusal } })
      this.#perform({ type: 'close' })
    }
  }

  #feed(input: ServerInput): void {
    for (const output of handleServer(this.#state, input, this.#deps.now())) this.#perform(output)
  }

  #perform(output: ServerOutput): void {
    switch (output.type) {
      case 'send':
        if (output.message.type === 'refused') {
          this.#log(output.message.refusal, 'refused a request of the peer')
          this.#watch?.refused(output.message.refusal)
        }
        return this.#send(encodeMessage(output.message))
      case 'findHeads':
        return void this.#findHeads(output.query)
      case 'watch':
        return void this.#watchCubes(output.watch)
      case 'compare':
        return void this.#compare(output.compare)
      case 'planPack':
        return void this.#planPack(output.want)
      case 'writePack':
        return void this.#write()
      case 'sendFrame':
        return this.#sendFrame()
      case 'dropPack':
        return this.#dropPack()
      case 'refusedByPeer':
        this.#watch?.refused(output.refusal)
        return this.#log(output.refusal, 'the peer refused what was sent')
      case 'close':
        this.#done.abort()
    }
  }

  #send(frame: Uint8Array): void {
    // A failed write ends the read as well, which is where it is reported.
    this.#sending = this.#sending.then(() => this.#channel.write(frame)).catch(() => undefined)
  }

  async #findHeads(query: HeadsQuery): Promise<void> {
    const watch = this.#begin('heads', query.cubes)
    try {
      const page = await this.#page(query)
      this.#feed({ type: 'headsFound', page })
      watch.done({ items: page.items.length, bytes: pageBytes(page) })
    } catch (error) {
      this.#fail(error)
    }
  }

  async #watchCubes(watch: Watch): Promise<void> {
    await this.#compared(async (watched, agreement) => {
      const cubes = watched.watch(this.#channel.remotePeer, agreement, watch, this.#deps.now())
      return Promise.resolve({ type: 'watched', cubes })
    })
  }

  async #compare(compare: Compare): Promise<void> {
    await this.#compared(async (watched, agreement) => ({
      type: 'compared',
      ...(await watched.compare(this.#channel.remotePeer, agreement, compare, this.#deps.now())),
    }))
  }

  async #compared(
    answer: (watched: Pick<Watched, 'watch' | 'compare'>, agreement: Uint8Array) => Promise<ServerInput>,
  ): Promise<void> {
    const { watched } = this.#deps
    const { agreement } = this.#state
    try {
      if (watched === undefined || agreement === undefined) throw NOT_COMPARED
      this.#feed(await answer(watched, agreement))
    } catch (error) {
      this.#fail(error)
    }
  }

  /** As many heads as fit into a frame. */
  async #page(query: HeadsQuery): Promise<HeadsPage> {
    for (let limit = query.limit; ; limit = Math.floor(limit / 2)) {
      const page = await this.#deps.source.heads({ ...query, limit }, this.#channel.remotePeer)
      const fits =
        pageBytes(page) <= SYNC_LIMITS.maxPageBytes && pageStatements(page) <= SYNC_LIMITS.maxPageStatements
      if (fits || limit <= 1) return page
    }
  }

  async #planPack(want: Want): Promise<void> {
    const { source, places } = this.#deps
    const peerId = this.#channel.remotePeer
    this.#begin('pack', [want.cube])
    if (this.#deps.unused?.isSpent(peerId, this.#deps.now()) === true) return this.#refuse(TOO_OFTEN)
    const place = places.open({
      peerId,
      stalledMs: () => stalledMs(this.#state, this.#deps.now()),
      giveUp: () => this.#pack === pack && this.#feed({ type: 'failed', refusal: TOO_MANY }),
    })
    const pack: PackUnderWay = {
      steps: undefined,
      frame: undefined,
      place,
      waitingMs: undefined,
      accepted: false,
    }
    this.#pack = pack
    try {
      const plan = await planPack(source, want, (cube) => source.tips(cube, peerId))
      if (this.#pack !== pack) return
      pack.steps = writePack(source, want.commit, plan)
      await this.#nextStep()
    } catch (error) {
      if (this.#pack === pack) this.#fail(error)
    }
  }

  /** The offer was accepted, for the first time or again after it was raised. */
  async #write(): Promise<void> {
    const pack = this.#pack
    if (pack === undefined) return
    pack.accepted = true
    pack.waitingMs = this.#deps.now()
    await pack.place.begin()
    pack.waitingMs = undefined
    if (this.#pack === pack) await this.#nextStep()
  }

  #tick(): void {
    const pack = this.#pack
    if (pack?.waitingMs !== undefined) {
      pack.place.look()
      if (pack.waitingMs !== undefined && this.#deps.now() - pack.waitingMs >= SYNC_LIMITS.maxPlaceWaitMs)
        return this.#feed({ type: 'failed', refusal: TOO_MANY })
    }
    this.#feed({ type: 'ticked' })
  }

  async #nextStep(): Promise<void> {
    const pack = this.#pack
    try {
      const next = await pack?.steps?.next()
      if (next === undefined || next.done || this.#pack !== pack) return
      this.#onStep(next.value)
    } catch (error) {
      if (this.#pack === pack) this.#fail(error)
    }
  }

  #onStep(step: PackStep): void {
    if (step.type === 'offer') return this.#feed({ type: 'packPlanned', totals: step.totals })
    if (step.type === 'end') {
      this.#dropPack()
      this.#watch?.done({ items: step.totals.blocks, bytes: step.totals.bytes })
      return this.#feed({ type: 'packWritten', totals: step.totals })
    }
    this.#pack!.frame = step.frame
    this.#feed({ type: 'frameReady', bytes: step.bytes })
  }

  #begin(what: 'heads' | 'pack', cubes: HeadsQuery['cubes'] = []): ExchangeWatch {
    this.#watch = new ExchangeWatch(this.#deps, {
      peerId: this.#channel.remotePeer,
      side: 'served',
      what,
      cubes,
    })
    return this.#watch
  }

  #sendFrame(): void {
    const pack = this.#pack
    if (pack?.frame === undefined) return
    const { frame } = pack
    pack.frame = undefined
    this.#sending = this.#sending
      .then(() => this.#channel.write(frame))
      .then(() => {
        if (this.#pack === pack) void this.#nextStep()
      })
      .catch(() => undefined)
  }

  #dropPack(): void {
    const pack = this.#pack
    if (pack?.steps !== undefined && !pack.accepted)
      this.#deps.unused?.take(this.#channel.remotePeer, this.#deps.now())
    pack?.place.end()
    // Batches read ahead are left to end by themselves.
    void this.#pack?.steps?.return(undefined).catch(() => undefined)
    this.#pack = undefined
  }

  #refuse(refusal: Refusal): void {
    this.#watch?.refused(refusal)
    this.#feed({ type: 'failed', refusal })
  }

  #fail(error: unknown): void {
    const refusal = refusalOf(error)
    if (refusal.code === 'ERR_INTERNAL')
      this.#deps.logger.warn({ error, peerId: this.#channel.remotePeer }, 'a request of a peer failed here')
    this.#feed({ type: 'failed', refusal })
  }

  #log(refusal: Refusal, what: string): void {
    this.#deps.logger.info(
      { peerId: this.#channel.remotePeer, ...refusal },
      `sync: ${what}: ${refusal.message}`,
    )
  }
}
