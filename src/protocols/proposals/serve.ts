// Serving one proposals stream: reads messages, lets the state decide, asks the book.
import { anySignal } from '../../core/signals/index.ts'
import type { Channel } from '../../network/index.ts'
import { ProtocolError, refusalOf, type Refusal } from '../errors.ts'
import type { ProtocolLogger } from '../interface.ts'
import { closeWhenTaken, isTaken } from '../taken.ts'
import { PROPOSAL_LIMITS } from './limits.ts'
import { encodeMessage, parseAskerMessage, type KeeperMessage } from './messages.ts'
import type { ProposalBook, ProposalItem, ProposalQuery } from './ports.ts'
import { useRate, type Rates } from './rates.ts'
import {
  createKeeperState,
  handleKeeper,
  type KeeperInput,
  type KeeperOutput,
  type KeeperRefuses,
  type KeeperState,
} from './state.ts'

interface KeeperDeps {
  book: ProposalBook
  logger: ProtocolLogger
  now(): number
  /** Ends what is under way when the node stops. */
  stopping: AbortSignal
  rates: { offers: Rates; questions: Rates }
}

/** How often silence is looked for. A guess: a fraction of the silence allowed. */
const TICK_MS = 5_000

const TOO_FAST: Readonly<Refusal> = Object.freeze({
  class: 'limit',
  code: 'ERR_LIMIT',
  message: 'the peer asks too often: try again in an hour',
})

/** Serves until the peer closes, breaks the protocol or falls silent. */
export class KeptStream {
  readonly #deps: KeeperDeps
  readonly #channel: Channel
  readonly #state: KeeperState
  /** The request under way: a peer that has said its last word still waits for the answer. */
  #working: Promise<void> = Promise.resolve()
  /** Frames leave in the order in which they were decided. */
  #sending: Promise<void> = Promise.resolve()
  readonly #done = new AbortController()

  constructor(
    deps: KeeperDeps,
    channel: Channel,
    agreement: Uint8Array | undefined,
    refuses?: KeeperRefuses,
  ) {
    this.#deps = deps
    this.#channel = channel
    this.#state = createKeeperState(agreement, deps.now(), refuses)
  }

  async run(): Promise<void> {
    const ticking = setInterval(() => this.#feed({ type: 'ticked' }), TICK_MS).unref()
    try {
      for (let frame = await this.#read(); frame !== undefined; frame = await this.#read())
        this.#receive(frame)
      await this.#working
      await closeWhenTaken(this.#channel, this.#sending, PROPOSAL_LIMITS.silenceMs)
    } finally {
      clearInterval(ticking)
      this.#done.abort()
    }
  }

  /** The next message; not before the peer has taken the answers to those before it, which wait here in memory. */
  async #read(): Promise<Uint8Array | undefined> {
    await isTaken(this.#sending, this.#done.signal)
    try {
      return await this.#channel.read({ signal: this.#done.signal })
    } catch (error) {
      if (this.#done.signal.aborted) return undefined
      throw error
    }
  }

  #receive(frame: Uint8Array): void {
    try {
      this.#feed({ type: 'messageReceived', message: parseAskerMessage(frame) })
    } catch (error) {
      if (!(error instanceof ProtocolError)) throw error
      this.#perform({ type: 'send', message: { type: 'refused', refusal: refusalOf(error) } })
      this.#perform({ type: 'close' })
    }
  }

  #feed(input: KeeperInput): void {
    for (const output of handleKeeper(this.#state, input, this.#deps.now())) this.#perform(output)
  }

  #perform(output: KeeperOutput): void {
    switch (output.type) {
      case 'send':
        return this.#send(output.message)
      case 'take':
        this.#working = this.#answer(this.#deps.rates.offers, () => this.#take(output.item))
        return
      case 'find':
        this.#working = this.#answer(this.#deps.rates.questions, () => this.#find(output.query))
        return
      case 'close':
        this.#done.abort()
    }
  }

  #send(message: KeeperMessage): void {
    if (message.type === 'refused') this.#log(message.refusal)
    // A failed write ends the read as well, which is where it is reported.
    this.#sending = this.#sending
      .then(() => this.#channel.write(encodeMessage(message)))
      .catch(() => undefined)
  }

  async #answer(rates: Rates, work: () => Promise<KeeperMessage>): Promise<void> {
    const isAllowed = useRate(rates, this.#channel.remotePeer, this.#deps.now())
    const answer = isAllowed ? await work().catch((error: unknown) => this.#failed(error)) : refused(TOO_FAST)
    this.#feed({ type: 'answered', answer })
  }

  async #take(item: ProposalItem): Promise<KeeperMessage> {
    const { book, stopping } = this.#deps
    const signal = anySignal([stopping, AbortSignal.timeout(PROPOSAL_LIMITS.answerMs)])
    const refusal = await book.take(item, this.#channel.remotePeer, { signal })
    return refusal === undefined ? { type: 'stored' } : refused(refusal)
  }

  async #find(query: ProposalQuery): Promise<KeeperMessage> {
    return { type: 'records', ...(await this.#deps.book.page(query, this.#channel.remotePeer)) }
  }

  #failed(error: unknown): KeeperMessage {
    const refusal = refusalOf(error)
    if (refusal.code === 'ERR_INTERNAL')
      this.#deps.logger.warn({ error, peerId: this.#channel.remotePeer }, 'a request of a peer failed here')
    return refused(refusal)
  }

  #log(refusal: Refusal): void {
    this.#deps.logger.info(
      { peerId: this.#channel.remotePeer, ...refusal },
      `proposals: refused the peer: ${refusal.message}`,
    )
  }
}

function refused(refusal: Refusal): KeeperMessage {
  return { type: 'refused', refusal }
}
