// The shell of the handshake: streams in and out, timers, and those who wait for an agreement.
import { anySignal, codeOfEnd } from '../../core/signals/index.ts'
import { cutError, type Channel } from '../../network/index.ts'
import { codeOf, type MemCubeError } from '../../core/errors.ts'
import { errorOfPeer, ProtocolError, refusalError, refusalOf, type Refusal } from '../errors.ts'
import type { HandshakeDeps, HandshakeService } from '../interface.ts'
import { encodeRefusal } from '../refusal.ts'
import type { Agreement } from './agreement.ts'
import { refuseVersion1, speaksVersion1, VERSION_1_REFUSAL } from './earlier-version.ts'
import { HANDSHAKE_PROTOCOL, HELLO_LIMITS } from './messages.ts'
import {
  agreementWith,
  refusalWith,
  ANSWER_WITHIN_MS,
  createHandshakeState,
  handle,
  type HandshakeInput,
  type HandshakeOutput,
  type HandshakeState,
} from './state.ts'

type Waiter = PromiseWithResolvers<Agreement>

export function createHandshake(deps: HandshakeDeps): HandshakeService {
  return new Handshake(deps)
}

class Handshake implements HandshakeService {
  readonly #deps: HandshakeDeps
  readonly #state: HandshakeState
  readonly #waiting = new Map<string, Waiter>()
  readonly #listeners = new Set<(peerId: string, agreement: Agreement) => void>()
  readonly #stopping = new AbortController()
  #unlisten: (() => void) | undefined

  constructor(deps: HandshakeDeps) {
    this.#deps = deps
    this.#state = createHandshakeState(deps.network.peerId, deps.profile)
  }

  start(): void {
    const { network } = this.#deps
    // Four streams: one is enough, more are a peer that starts over.
    network.handle(HANDSHAKE_PROTOCOL, (channel, peerId) => this.#serve(channel, peerId), {
      maxInboundStreams: 4,
    })
    refuseVersion1(
      network,
      () => this.#deadline(),
      (peerId) => this.#deps.logger.info({ peerId, ...VERSION_1_REFUSAL }, VERSION_1_REFUSAL.message),
    )
    this.#unlisten = network.onDisconnect((peerId) => this.#feed({ type: 'peerDisconnected', peerId }))
  }

  stop(): Promise<void> {
    this.#unlisten?.()
    this.#stopping.abort(new ProtocolError('ERR_ABORTED', 'the node is stopping'))
    return Promise.resolve()
  }

  agreed(peerId: string): Agreement | undefined {
    return agreementWith(this.#state, peerId)
  }

  refusal(peerId: string): Refusal | undefined {
    return refusalWith(this.#state, peerId)
  }

  forget(peerId: string, agreement?: Pick<Agreement, 'hash'>): void {
    this.#feed({ type: 'forgotten', peerId, hash: agreement?.hash })
  }

  onAgreed(listener: (peerId: string, agreement: Agreement) => void): () => void {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  async agreementFor(peerId: string, options: { signal?: AbortSignal } = {}): Promise<Agreement> {
    const known = this.agreed(peerId)
    if (known !== undefined) return known
    const waiter = this.#waiterFor(peerId)
    this.#feed({ type: 'agreementWanted', peerId, nonce: this.#nonce() })
    return orAborted(waiter.promise, options.signal)
  }

  #waiterFor(peerId: string): Waiter {
    const present = this.#waiting.get(peerId)
    if (present !== undefined) return present
    const waiter = Promise.withResolvers<Agreement>()
    // Whoever asked may have given up; a refusal that nobody waits for is in the log.
    waiter.promise.catch(() => undefined)
    this.#waiting.set(peerId, waiter)
    return waiter
  }

  #feed(input: HandshakeInput): HandshakeOutput[] {
    const outputs = handle(this.#state, input, this.#deps.now())
    for (const output of outputs) this.#perform(output)
    return outputs
  }

  #perform(output: HandshakeOutput): void {
    const { peerId } = output
    if (output.type === 'ask') void this.#ask(peerId, output.bytes)
    else if (output.type === 'agreed') this.#onAgreed(peerId, output.agreement)
    else if (output.type === 'refused') this.#onRefused(peerId, output.refusal)
  }

  #onAgreed(peerId: string, agreement: Agreement): void {
    this.#waiting.get(peerId)?.resolve(agreement)
    this.#waiting.delete(peerId)
    const { result, versions, reason } = agreement
    this.#deps.logger.debug({ peerId, result, versions, reason }, 'handshake agreed')
    for (const listener of this.#listeners) listener(peerId, agreement)
  }

  #onRefused(peerId: string, refusal: Refusal): void {
    this.#deps.logger.info({ peerId, ...refusal }, `handshake refused: ${refusal.message}`)
    const isStopping = this.#stopping.signal.aborted
    this.#waiting.get(peerId)?.reject(isStopping ? refusalError(refusal) : errorOfPeer(refusal))
    this.#waiting.delete(peerId)
  }

  async #ask(peerId: string, bytes: Uint8Array): Promise<void> {
    const signal = this.#deadline()
    let channel: Channel | undefined
    try {
      channel = await this.#deps.network.open(peerId, HANDSHAKE_PROTOCOL, { signal })
      await channel.write(bytes)
      await channel.close({ signal })
      this.#feed({ type: 'answerReceived', peerId, bytes: await readHello(channel, signal) })
    } catch (error) {
      channel?.abort(asError(error))
      this.#feed({ type: 'askFailed', peerId, refusal: await this.#failureOf(error, peerId, signal) })
    }
  }

  async #serve(channel: Channel, peerId: string): Promise<void> {
    const signal = this.#deadline()
    const bytes = await readHello(channel, signal)
    const outputs = this.#feed({ type: 'questionReceived', peerId, nonce: this.#nonce(), bytes })
    for (const output of outputs) {
      if (output.type === 'answer') await channel.write(output.bytes)
      if (output.type === 'sendRefusal') await channel.write(encodeRefusal(output.refusal))
    }
    await channel.close({ signal })
  }

  async #failureOf(error: unknown, peerId: string, signal: AbortSignal): Promise<Refusal> {
    const isUnspoken = codeOf(error) === 'ERR_INCOMPATIBLE'
    const isEarlier = isUnspoken && (await speaksVersion1(this.#deps.network, peerId, signal))
    return isEarlier ? VERSION_1_REFUSAL : failureOf(error)
  }

  #nonce(): Uint8Array {
    return this.#deps.random(HELLO_LIMITS.nonceBytes)
  }

  #deadline(): AbortSignal {
    return anySignal([this.#stopping.signal, AbortSignal.timeout(ANSWER_WITHIN_MS)])
  }
}

async function readHello(channel: Channel, signal: AbortSignal): Promise<Uint8Array> {
  const bytes = await channel.read({ signal })
  if (bytes === undefined) throw cutError('the peer ended the handshake without a hello')
  return bytes
}

/** What a failed question means: a peer that speaks no handshake is no memcube peer, the rest may pass. */
function failureOf(error: unknown): Refusal {
  const code = codeOf(error)
  if (code === 'ERR_INCOMPATIBLE') {
    return {
      class: 'incompatible',
      code,
      field: 'protocols',
      message: 'the peer does not speak the memcube handshake',
    }
  }
  if (code === 'ERR_INTERNAL') return refusalOf(error)
  return { class: 'transient', code, message: (error as MemCubeError).message }
}

function asError(thrown: unknown): Error {
  return thrown instanceof Error ? thrown : new Error(String(thrown))
}

async function orAborted<T>(promise: Promise<T>, signal: AbortSignal | undefined): Promise<T> {
  if (signal === undefined) return promise
  const ended = (): ProtocolError => {
    const code = codeOfEnd(signal)
    const what = code === 'ERR_TIMEOUT' ? 'took longer than its deadline' : 'was cancelled'
    return new ProtocolError(code, `waiting for the handshake ${what}`, { cause: signal.reason })
  }
  if (signal.aborted) throw ended()
  const aborted = Promise.withResolvers<never>()
  const onAbort = () => aborted.reject(ended())
  signal.addEventListener('abort', onAbort, { once: true })
  try {
    return await Promise.race([promise, aborted.promise])
  } finally {
    signal.removeEventListener('abort', onAbort)
  }
}
