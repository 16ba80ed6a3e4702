/** Noise behind a fence: each handshake runs under the prologue in force, and fails when that changes before it is done. */
import {
  type ConnectionEncrypter,
  type MessageStream,
  type SecureConnectionOptions,
  type SecuredConnection,
  serviceCapabilities,
} from '@libp2p/interface'
import { noise, type NoiseComponents, type NoiseExtensions } from '@libp2p/noise'
import { anySignal } from '../core/signals/index.ts'
import type { Fence, FenceEpoch } from './fence.ts'
import { NetworkError } from './network-error.ts'

type Secured = Promise<SecuredConnection<NoiseExtensions>>
type NoiseOfEpoch = { epoch: FenceEpoch; encrypter: ConnectionEncrypter<NoiseExtensions> }

/** For `connectionEncrypters`. In the clear it is called /noise like any other: nothing names the swarm or its epoch. */
export function fencedNoise(fence: Fence): (components: NoiseComponents) => ConnectionEncrypter {
  return (components) => new FencedNoise(components, fence)
}

class FencedNoise implements ConnectionEncrypter<NoiseExtensions> {
  readonly protocol = '/noise'
  readonly [Symbol.toStringTag] = 'memcube/fenced-noise'
  readonly [serviceCapabilities] = ['@libp2p/connection-encryption', '@libp2p/noise']
  readonly #components: NoiseComponents
  readonly #fence: Fence
  #noise: NoiseOfEpoch | undefined

  constructor(components: NoiseComponents, fence: Fence) {
    this.#components = components
    this.#fence = fence
  }

  secureInbound(stream: MessageStream, options?: SecureConnectionOptions): Secured {
    return this.#within(options, (encrypter, bounded) => encrypter.secureInbound(stream, bounded))
  }

  secureOutbound(stream: MessageStream, options?: SecureConnectionOptions): Secured {
    return this.#within(options, (encrypter, bounded) => encrypter.secureOutbound(stream, bounded))
  }

  async #within(
    options: SecureConnectionOptions | undefined,
    secure: (encrypter: NoiseOfEpoch['encrypter'], options: SecureConnectionOptions) => Secured,
  ): Secured {
    const { encrypter, epoch } = this.#current()
    const signals = options?.signal === undefined ? [epoch.over] : [options.signal, epoch.over]
    const secured = await secure(encrypter, { ...options, signal: anySignal(signals) })
    // The last message may have come in the very moment of the change.
    if (epoch.over.aborted)
      throw new NetworkError('ERR_DENIED', 'the epoch of the swarm changed during the handshake')
    return secured
  }

  #current(): NoiseOfEpoch {
    const epoch = this.#fence.current
    if (this.#noise?.epoch !== epoch) {
      const encrypter = noise({ prologueBytes: epoch.prologue })(this.#components)
      this.#noise = { epoch, encrypter }
    }
    return this.#noise
  }
}
