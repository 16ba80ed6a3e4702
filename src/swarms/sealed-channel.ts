/** A channel between members whose frames are sealed under the content secret of an epoch: `core/swarm/content-channel.ts`. */
import { raceSignal } from 'race-signal'
import {
  channelKey,
  createOpener,
  createSealer,
  encodeChannelHello,
  parseChannelHello,
  type ChannelSide,
  type FrameOpener,
  type FrameSealer,
} from '../core/swarm/index.ts'
import { codeOfEnd } from '../core/signals/index.ts'
import { cutError, type Channel, type Signalled } from '../network/index.ts'
import { NodeError } from '../home/index.ts'
import type { ContentEpoch, ContentEpochs } from './content-epochs.ts'

/** The peer's hello comes with the opening of the stream, after the wait of `ContentEpochs.soon` at most. Guess. */
const helloMs = 15_000

export interface SealedChannelSetup {
  epochs: ContentEpochs
  /** Under what this side seals. */
  own: ContentEpoch
  /** 32 random bytes. */
  salt: Uint8Array
  side: ChannelSide
  /** The peer id of this member. */
  self: string
}

/** Says hello at once; what is written waits for that of the peer. */
export function sealedChannel(raw: Channel, setup: SealedChannelSetup): Channel {
  return new SealedChannel(raw, setup)
}

class SealedChannel implements Channel {
  readonly #raw: Channel
  readonly #met: Promise<void>
  #sealer: FrameSealer | undefined
  #opener: FrameOpener | undefined
  #hasClosed = false
  #hasEnded = false

  constructor(raw: Channel, setup: SealedChannelSetup) {
    this.#raw = raw
    this.#met = this.#meet(setup)
    // Whoever reads or writes is told; nobody may be there yet.
    this.#met.catch(() => undefined)
  }

  get remotePeer(): string {
    return this.#raw.remotePeer
  }

  get protocol(): string {
    return this.#raw.protocol
  }

  async read(options: Signalled = {}): Promise<Uint8Array | undefined> {
    const opener = this.#opener ?? (await this.#meeting(options, () => this.#opener))
    while (!this.#hasEnded) {
      const sealed = await this.#raw.read(options)
      const opened = this.#open(opener, sealed)
      if (opened === 'end') this.#hasEnded = true
      else if (opened !== undefined) return opened
    }
    return undefined
  }

  async write(frame: Uint8Array, options: Signalled = {}): Promise<void> {
    const sealer = this.#sealer ?? (await this.#meeting(options, () => this.#sealer))
    for (const sealed of sealer.seal(frame)) await this.#raw.write(sealed, options)
  }

  async close(options: Signalled = {}): Promise<void> {
    if (this.#hasClosed) return
    this.#hasClosed = true
    try {
      const sealer = this.#sealer ?? (await this.#meeting(options, () => this.#sealer))
      await this.#raw.write(sealer.end(), options)
    } catch {
      // A channel that was cut has nobody to tell; closing one is no error.
    }
    await this.#raw.close(options)
  }

  abort(error: Error): void {
    this.#raw.abort(error)
  }

  #open(opener: FrameOpener, sealed: Uint8Array | undefined): Uint8Array | undefined | 'end' {
    try {
      if (sealed === undefined) throw cutError('the channel of a member was cut before it said that it ends')
      return opener.open(sealed)
    } catch (error) {
      this.#raw.abort(error as Error)
      throw error
    }
  }

  async #meeting<T>({ signal }: Signalled, ready: () => T | undefined): Promise<T> {
    await raceSignal(this.#met, signal, {
      translateError: (aborted) =>
        new NodeError(codeOfEnd(aborted), 'the hello of a member was waited for no longer', {
          cause: aborted.reason,
        }),
    })
    return ready() as T
  }

  async #meet({ epochs, own, salt, side, self }: SealedChannelSetup): Promise<void> {
    const other: ChannelSide = side === 'opener' ? 'answerer' : 'opener'
    const raw = this.#raw
    try {
      const hello = encodeChannelHello({ epoch: own.epoch, salt })
      await raw.write(hello)
      const answer = await raw.read({ signal: AbortSignal.timeout(helloMs) })
      if (answer === undefined) throw cutError('the member ended the channel at once')
      const { epoch } = parseChannelHello(answer)
      const content = await epochs.soon(epoch, raw.remotePeer)
      if (content === undefined) throw notTaken(epoch, own.epoch)
      const hellos = { [side]: hello, [other]: Uint8Array.from(answer) } as Record<ChannelSide, Uint8Array>
      const peers = { [side]: self, [other]: raw.remotePeer } as Record<ChannelSide, string>
      const names = { swarm: epochs.swarm, protocol: raw.protocol, ...peers }
      this.#sealer = createSealer(channelKey(own.content, names, hellos, side))
      this.#opener = createOpener(channelKey(content, names, hellos, other))
    } catch (error) {
      raw.abort(error as Error)
      throw error
    }
  }
}

function notTaken(epoch: number, inForce: number): NodeError {
  return new NodeError(
    'ERR_DENIED',
    `a member speaks under epoch ${epoch} of the swarm; expected the one in force, ${inForce}`,
    { hint: 'it passes once both have the newest events of the log' },
  )
}
