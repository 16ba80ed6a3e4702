// The pulling side of one stream. Frames are parsed and verified as they come, blocks are staged in large batches while
// the next frames arrive, and only a commit that is complete and true is handed over.
import { anySignal, codeOfEnd } from '../../core/signals/index.ts'
import { cutError, turns, type Channel } from '../../network/index.ts'
import { MemCubeError } from '../../core/errors.ts'
import { errorOfPeer, ProtocolError, refusalError, refusalOf, type Refusal } from '../errors.ts'
import type { ProtocolLogger, PullOptions } from '../interface.ts'
import type { Compare, Compared, Watch } from '../compare/messages.ts'
import { chunkParts } from './chunk-parts.ts'
import {
  createClientState,
  handleClient,
  type Answer,
  type ClientInput,
  type ClientOutput,
  type ClientState,
  type Pace,
} from './client-state.ts'
import { Incoming, type PackIntake } from './incoming.ts'
import { encodeMessage, parseServerMessage, type Totals, type Want } from './messages.ts'
import type { HeadsPage, HeadsQuery, PullRequest, PullResult, Receiver } from './ports.ts'
import { PullJob } from './pull-job.ts'
import { BusySource, SeveralSources, type OpenShares } from './several-sources.ts'

interface PullDeps {
  receiver: Receiver
  logger: ProtocolLogger
  now(): number
}

const GIVEN_BY_OTHERS: Readonly<Refusal> = Object.freeze({
  class: 'transient',
  code: 'ERR_ABORTED',
  message: 'other peers have given the rest',
})

/** So that a source is known as slow within 5 s, and one that is raced within 3 s. */
const TICK_MS = 1_000

/** One stream to a server; requests follow one another. Close it when done. */
export class PullStream {
  readonly #deps: PullDeps
  readonly #channel: Channel
  readonly #state: ClientState
  readonly #ticking: NodeJS.Timeout
  /** Aborts when the caller does. */
  readonly #given: AbortSignal
  /** Aborts when the caller does, or when this stream is done. */
  readonly #signal: AbortSignal
  readonly #done = new AbortController()
  #request: { resolve(value: Answer | undefined): void; reject(error: unknown): void } | undefined
  #incoming: Incoming | undefined
  #paced: PullOptions['paced']
  #ticked: (() => void) | undefined
  /** Why the stream can take no more requests. */
  #failure: Error | undefined
  #sending: Promise<void> = Promise.resolve()
  readonly #reading: Promise<void>

  /** @param agreement hash of what was agreed with the peer */
  constructor(
    deps: PullDeps,
    channel: Channel,
    agreement: { hash: Uint8Array; credit: number },
    signal?: AbortSignal,
  ) {
    this.#deps = deps
    this.#channel = channel
    this.#given = signal ?? new AbortController().signal
    this.#signal = signal === undefined ? this.#done.signal : anySignal([this.#done.signal, signal])
    this.#state = createClientState({ credit: agreement.credit, nowMs: deps.now() })
    this.#send(encodeMessage({ type: 'open', agreement: agreement.hash }))
    this.#ticking = setInterval(() => this.#tick(), TICK_MS).unref()
    this.#reading = this.#read()
  }

  /** @throws ProtocolError */
  async heads(query: HeadsQuery): Promise<HeadsPage> {
    const { type: _, ...page } = await this.#answer('found', { type: 'headsWanted', query })
    return page
  }

  /** @returns how many cubes of this node the peer compares now @throws ProtocolError */
  async watch(watch: Watch): Promise<number> {
    const { cubes } = await this.#answer('watching', { type: 'watchWanted', watch })
    return cubes
  }

  /** @throws ProtocolError */
  async compare(compare: Compare): Promise<Compared> {
    return this.#answer('compared', { type: 'compareWanted', compare })
  }

  async #answer<T extends Answer['type']>(
    type: T,
    input: ClientInput,
  ): Promise<Extract<Answer, { type: T }>> {
    const answer = await this.#ask(input)
    if (answer?.type === type) return answer as Extract<Answer, { type: T }>
    throw new ProtocolError('ERR_INTERNAL', 'an answer to another question')
  }

  /**
   * @param open how other peers are asked for shares; without it nobody else is asked
   * @throws ProtocolError
   */
  async pull(request: PullRequest, options: PullOptions, open?: OpenShares): Promise<PullResult> {
    const { receiver, now } = this.#deps
    const job = await PullJob.begin(receiver, request, options)
    const several = new SeveralSources(job, this.#channel.remotePeer, {
      receiver,
      now,
      open,
      others: options.others,
      signal: this.#given,
      flush: async () => this.#incoming?.flush(),
    })
    try {
      if (!job.isComplete) await this.#receiveFrom(several, job, options)
      return await this.#finish(job, several)
    } catch (error) {
      const reason = await several.stop().then(
        () => error,
        (fatal: unknown) => fatal,
      )
      await job.onFailure(reason)
      throw reason
    }
  }

  async #receiveFrom(several: SeveralSources, job: PullJob, options: PullOptions): Promise<void> {
    this.#paced = (pace) => {
      const ofAll = several.paced(pace)
      options.paced?.(ofAll)
    }
    this.#ticked = () => several.look()
    const incoming = this.#expect(several.firstIntake())
    const asked = this.#ask({ type: 'packWanted', want: job.want(), isRaced: options.isRaced === true })
    const way = await several.until(asked.then(() => undefined))
    // What is under way of it is of no use any more.
    if (way === 'complete') this.#feed({ type: 'failed', refusal: GIVEN_BY_OTHERS })
    await several.stop()
    several.tellOfFirst()
    await (way === 'complete' ? incoming.flush() : incoming.finish())
  }

  /** @throws BusySource, ProtocolError */
  async pullShare(want: Want, intake: PackIntake, paced: (pace: Pace) => void): Promise<Totals> {
    this.#paced = paced
    const incoming = this.#expect(intake)
    try {
      await this.#ask({ type: 'packWanted', want, isRaced: true })
      await incoming.finish()
      return incoming.totals
    } catch (error) {
      // What was taken is known as here: it has to be written whatever became of the rest.
      await incoming.flush()
      const isRefused = this.#failure === undefined && error instanceof ProtocolError
      if (isRefused && error.refusal?.class === 'limit')
        throw new BusySource(error.code, error.message, { cause: error, refusal: error.refusal })
      throw error
    }
  }

  #expect(intake: PackIntake): Incoming {
    const incoming = new Incoming(this.#deps.receiver, intake, this.#state.credit, {
      staged: (bytes) => this.#feed({ type: 'staged', bytes }),
      failed: (error) => {
        intake.unwritten(error)
        this.#abandon(error)
      },
    })
    this.#incoming = incoming
    return incoming
  }

  async #finish(job: PullJob, several: SeveralSources): Promise<PullResult> {
    try {
      return await job.finish(several.sources())
    } catch (error) {
      // Verified and found false: the peer that sent it reads the same words.
      this.#feed({ type: 'failed', refusal: refusalOf(error) })
      throw error
    }
  }

  async close(): Promise<void> {
    clearInterval(this.#ticking)
    // Who gave up does not wait for a peer that reads nothing.
    if (!this.#signal.aborted) await this.#sending
    const isQuiet = this.#state.phase === 'idle' || this.#state.phase === 'closed'
    this.#done.abort()
    if (isQuiet) await this.#channel.close().catch(() => undefined)
    else this.#channel.abort(new ProtocolError('ERR_ABORTED', 'the pull was given up'))
    await this.#reading
  }

  #ask(input: ClientInput): Promise<Answer | undefined> {
    // The stream may have broken while nobody waited for an answer.
    if (this.#failure !== undefined) return Promise.reject(this.#failure)
    const request = Promise.withResolvers<Answer | undefined>()
    this.#request = request
    this.#feed(input)
    return request.promise
  }

  async #read(): Promise<void> {
    try {
      for (;;) {
        const frame = await this.#channel.read({ signal: this.#signal })
        if (frame === undefined) throw cutError('the peer ended the stream before its answer was complete')
        for (const message of chunkParts(parseServerMessage(frame))) {
          if (turns.isOver()) await turns.next()
          this.#feed({ type: 'messageReceived', message })
        }
      }
    } catch (error) {
      if (!this.#done.signal.aborted) this.#abandon(error)
    }
  }

  #tick(): void {
    this.#feed({ type: 'ticked' })
    this.#ticked?.()
  }

  #feed(input: ClientInput): void {
    for (const output of handleClient(this.#state, input, this.#deps.now())) this.#perform(output)
  }

  #perform(output: ClientOutput): void {
    switch (output.type) {
      case 'send':
        return this.#send(encodeMessage(output.message))
      case 'answered':
        return this.#settle(output.answer)
      case 'decide':
        return void this.#decide(output.offer)
      case 'parse':
        return this.#parse(output.chunk)
      case 'paced':
        return this.#paced?.(output.pace)
      case 'packEnded':
        return this.#settle(undefined)
      case 'fail':
        return this.#fail(output.refusal, output.byPeer)
      case 'close':
        // Whoever holds the stream closes it; nothing that comes now is read.
        this.#done.abort()
    }
  }

  #send(frame: Uint8Array): void {
    // A failed write ends the read as well, which is where it is reported.
    this.#sending = this.#sending.then(() => this.#channel.write(frame)).catch(() => undefined)
  }

  #parse(chunk: Uint8Array): void {
    this.#feed({ type: 'blocksParsed', blocks: this.#incoming!.push(chunk) })
  }

  async #decide(offer: Totals): Promise<void> {
    try {
      const refusal = await this.#incoming!.mayAccept(offer)
      this.#feed(refusal === undefined ? { type: 'offerAccepted' } : { type: 'offerRefused', refusal })
    } catch (error) {
      this.#abandon(error)
    }
  }

  #settle(answer: Answer | undefined): void {
    this.#request?.resolve(answer)
    this.#request = undefined
  }

  #fail(refusal: Refusal, byPeer: boolean): void {
    this.#deps.logger.info(
      { peerId: this.#channel.remotePeer, byPeer, ...refusal },
      `sync: ${byPeer ? 'the peer refused' : 'refused the peer'}: ${refusal.message}`,
    )
    const error = byPeer ? errorOfPeer(refusal) : refusalError(refusal)
    // A request that the peer refuses leaves the stream as it was; anything else ends it.
    if (!byPeer || this.#request === undefined) this.#failure ??= error
    this.#request?.reject(error)
    this.#request = undefined
  }

  /** What happened here ends the stream: the peer is told, whoever waits gets the error itself. */
  #abandon(error: unknown): void {
    this.#failure ??= asProtocolError(error, this.#signal)
    this.#request?.reject(this.#failure)
    this.#request = undefined
    this.#feed({ type: 'failed', refusal: refusalOf(error) })
  }
}

function asProtocolError(error: unknown, signal: AbortSignal): Error {
  if (signal.aborted) {
    const code = codeOfEnd(signal)
    const what = code === 'ERR_TIMEOUT' ? 'took longer than its deadline' : 'was cancelled'
    return new ProtocolError(code, `the pull ${what}`, { cause: error })
  }
  if (error instanceof MemCubeError) return error
  return new ProtocolError('ERR_INTERNAL', 'the pull failed', { cause: error })
}
