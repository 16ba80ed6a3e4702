// The pulling side of one stream. Frames are parsed and verified as they come, blocks are staged in large batches while
// the next frames arrive, and only a commit that is complete and true is handed over.
import { turns, type Channel } from '../../network/index.ts'
import { MemCubeError } from '../../core/errors.ts'
import { ProtocolError, refusalError, refusalOf, type Refusal } from '../errors.ts'
import type { ProtocolLogger, PullOptions } from '../interface.ts'
import { chunkParts } from './chunk-parts.ts'
import {
  createClientState,
  handleClient,
  type ClientInput,
  type ClientOutput,
  type ClientState,
} from './client-state.ts'
import { Incoming } from './incoming.ts'
import { encodeMessage, parseServerMessage, type Totals } from './messages.ts'
import type { HeadsPage, HeadsQuery, PullRequest, PullResult, Receiver } from './ports.ts'
import { PullJob } from './pull-job.ts'

interface PullDeps {
  receiver: Receiver
  logger: ProtocolLogger
  now(): number
}

/** So that a source is known as slow within 5 s, and one that is raced within 3 s. */
const TICK_MS = 1_000

/** One stream to a server; requests follow one another. Close it when done. */
export class PullStream {
  readonly #deps: PullDeps
  readonly #channel: Channel
  readonly #state: ClientState
  readonly #ticking: NodeJS.Timeout
  /** Aborts when the caller does, or when this stream is done. */
  readonly #signal: AbortSignal
  readonly #done = new AbortController()
  #request: { resolve(value: HeadsPage | undefined): void; reject(error: unknown): void } | undefined
  #incoming: Incoming | undefined
  #paced: PullOptions['paced']
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
    this.#signal = signal === undefined ? this.#done.signal : AbortSignal.any([this.#done.signal, signal])
    this.#state = createClientState({ credit: agreement.credit, nowMs: deps.now() })
    this.#send(encodeMessage({ type: 'open', agreement: agreement.hash }))
    this.#ticking = setInterval(() => this.#feed({ type: 'ticked' }), TICK_MS).unref()
    this.#reading = this.#read()
  }

  /** @throws ProtocolError */
  async heads(query: HeadsQuery): Promise<HeadsPage> {
    const page = await this.#ask({ type: 'headsWanted', query })
    if (page === undefined) throw new ProtocolError('ERR_INTERNAL', 'an answer without heads')
    return page
  }

  /** @throws ProtocolError */
  async pull(request: PullRequest, options: PullOptions): Promise<PullResult> {
    const job = await PullJob.begin(this.#deps.receiver, request, options)
    try {
      this.#paced = options.paced
      const totals = job.isComplete ? { blocks: 0, bytes: 0 } : await this.#receive(job, options.isRaced)
      return await this.#finish(job, totals)
    } catch (error) {
      await job.onFailure(error)
      throw error
    }
  }

  async #receive(job: PullJob, isRaced = false): Promise<Totals> {
    const incoming = new Incoming(this.#deps.receiver, job, this.#state.credit, {
      staged: (bytes) => this.#feed({ type: 'staged', bytes }),
      failed: (error) => this.#abandon(error),
    })
    this.#incoming = incoming
    await this.#ask({ type: 'packWanted', want: job.want(), isRaced })
    await incoming.finish()
    return incoming.totals
  }

  async #finish(job: PullJob, totals: Totals): Promise<PullResult> {
    try {
      return await job.finish(totals)
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

  #ask(input: ClientInput): Promise<HeadsPage | undefined> {
    // The stream may have broken while nobody waited for an answer.
    if (this.#failure !== undefined) return Promise.reject(this.#failure)
    const request = Promise.withResolvers<HeadsPage | undefined>()
    this.#request = request
    this.#feed(input)
    return request.promise
  }

  async #read(): Promise<void> {
    try {
      for (;;) {
        const frame = await this.#channel.read({ signal: this.#signal })
        if (frame === undefined)
          throw new ProtocolError('ERR_ABORTED', 'the peer ended the stream before its answer was complete')
        for (const message of chunkParts(parseServerMessage(frame))) {
          if (turns.isOver()) await turns.next()
          this.#feed({ type: 'messageReceived', message })
        }
      }
    } catch (error) {
      if (!this.#done.signal.aborted) this.#abandon(error)
    }
  }

  #feed(input: ClientInput): void {
    for (const output of handleClient(this.#state, input, this.#deps.now())) this.#perform(output)
  }

  #perform(output: ClientOutput): void {
    switch (output.type) {
      case 'send':
        return this.#send(encodeMessage(output.message))
      case 'found':
        return this.#settle(output.page)
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

  #settle(page: HeadsPage | undefined): void {
    this.#request?.resolve(page)
    this.#request = undefined
  }

  #fail(refusal: Refusal, byPeer: boolean): void {
    this.#deps.logger.info(
      { peerId: this.#channel.remotePeer, byPeer, ...refusal },
      `sync: ${byPeer ? 'the peer refused' : 'refused the peer'}: ${refusal.message}`,
    )
    const error = refusalError(refusal)
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
  if (signal.aborted) return new ProtocolError('ERR_ABORTED', 'the pull was cancelled', { cause: error })
  if (error instanceof MemCubeError) return error
  return new ProtocolError('ERR_INTERNAL', 'the pull failed', { cause: error })
}
