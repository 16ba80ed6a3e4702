/**
 * Blocks from peers that speak bitswap and nothing of ours.
 *
 * One Helia session per provider, asked one after the other: a session that holds several asks all of them for every block,
 * and throws a provider out for good after one block it lacks.
 */
import { hash } from 'node:crypto'
import type { SessionBlockstore } from '@helia/interface'
import { multiaddr } from '@multiformats/multiaddr'
import type { CID } from 'multiformats/cid'
import { anySignal } from '../core/signals/index.ts'
import type { Blocks, BlockSession, Signalled } from './interface.ts'
import { abortedError, NetworkError } from './network-error.ts'

const SHA2_256 = 0x12
/** Largest block this node takes; formats.md. */
const MAX_BLOCK_BYTES = 1024 * 1024
/** A provider that has a block sends it within milliseconds; one that sends wrong bytes looks like one that sends none. Guess. */
const PROVIDER_TIMEOUT_MS = 12_000
/**
 * js bitswap swallows a request for a block that it sent to this peer before, until its record of 5 s has expired and one more
 * message has cleared it (read). Asking again in a new session gets through; a block on its way answers either request.
 */
const ASK_AGAIN_MS = 2000

interface SessionOptions {
  providers: ReturnType<typeof multiaddr>[]
  minProviders: number
  maxProviders: number
}

interface BlocksDeps {
  /** Connects to a provider; throws a NetworkError when it cannot. */
  dial(address: string, options: Signalled): Promise<string>
  createSession(root: CID, options: SessionOptions): SessionBlockstore
}

export function createBlocks(deps: BlocksDeps): Blocks {
  return {
    async fetch(cid, { providers, signal }) {
      const session = new ProviderSession(deps, cid, providers)
      try {
        return await session.get(cid, signal === undefined ? {} : { signal })
      } finally {
        session.close()
      }
    },
    session: (root, providers) => new ProviderSession(deps, root, providers),
  }
}

class ProviderSession implements BlockSession {
  readonly #deps: BlocksDeps
  readonly #root: CID
  readonly #providers: string[]
  readonly #sessions = new Map<string, SessionBlockstore>()
  #next = 0

  constructor(deps: BlocksDeps, root: CID, providers: string[]) {
    if (providers.length === 0)
      throw new NetworkError('ERR_USAGE', 'expected at least one provider to fetch blocks from, got none')
    this.#deps = deps
    this.#root = root
    this.#providers = [...providers]
  }

  async get(cid: CID, { signal }: Signalled = {}): Promise<Uint8Array> {
    const start = this.#next++
    const failures: unknown[] = []
    for (let i = 0; i < this.#providers.length; i++) {
      const provider = this.#providers[(start + i) % this.#providers.length] as string
      try {
        return await this.#getFrom(provider, cid, signal)
      } catch (error) {
        if (signal?.aborted) throw abortedError(signal, `fetching block ${cid.toString()}`)
        failures.push(error)
      }
    }
    throw worst(cid, failures)
  }

  close(): void {
    for (const session of this.#sessions.values()) session.close()
    this.#sessions.clear()
  }

  async #getFrom(provider: string, cid: CID, signal?: AbortSignal): Promise<Uint8Array> {
    const deadline = AbortSignal.timeout(PROVIDER_TIMEOUT_MS)
    const either = signal === undefined ? deadline : anySignal([signal, deadline])
    while (!either.aborted) {
      const bytes = await this.#ask(provider, cid, either)
      if (bytes !== undefined) return verified(cid, bytes)
    }
    throw new NetworkError(
      'ERR_TIMEOUT',
      `${provider} did not send block ${cid.toString()} within ${PROVIDER_TIMEOUT_MS / 1000} s`,
    )
  }

  /** @returns undefined when the provider was silent */
  async #ask(provider: string, cid: CID, signal: AbortSignal): Promise<Uint8Array | undefined> {
    const session = this.#sessions.get(provider) ?? (await this.#openSession(provider, signal))
    const attempt = anySignal([signal, AbortSignal.timeout(ASK_AGAIN_MS)])
    try {
      const parts: Uint8Array[] = []
      for await (const part of session.get(cid, { signal: attempt })) parts.push(part)
      return parts.length === 1 ? parts[0] : Buffer.concat(parts)
    } catch (cause) {
      // A session remembers a provider that failed once as one that has nothing.
      if (this.#sessions.get(provider) === session) this.#sessions.delete(provider)
      if (attempt.aborted) return undefined
      throw new NetworkError('ERR_NOT_FOUND', `${provider} does not have block ${cid.toString()}`, { cause })
    }
  }

  async #openSession(provider: string, signal: AbortSignal): Promise<SessionBlockstore> {
    await this.#deps.dial(provider, { signal })
    const session = this.#deps.createSession(this.#root, {
      providers: [multiaddr(provider)],
      minProviders: 1,
      maxProviders: 1,
    })
    this.#sessions.set(provider, session)
    return session
  }
}

function verified(cid: CID, bytes: Uint8Array): Uint8Array {
  if (bytes.length > MAX_BLOCK_BYTES) {
    throw new NetworkError(
      'ERR_LIMIT',
      `expected a block of at most ${MAX_BLOCK_BYTES} bytes, got ${bytes.length} for ${cid.toString()}`,
    )
  }
  const digest = cid.multihash.code === SHA2_256 ? hash('sha256', bytes, 'buffer') : undefined
  if (digest === undefined || Buffer.compare(digest, cid.multihash.digest) !== 0) {
    throw new NetworkError('ERR_UNVERIFIABLE', `the bytes received do not hash to ${cid.toString()}`)
  }
  // Bitswap hands out Buffers, which slice and print differently.
  return new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.length)
}

// "Nobody has it" is only true when everybody could be asked.
function worst(cid: CID, failures: unknown[]): NetworkError {
  const errors = failures.map((failure) =>
    failure instanceof NetworkError
      ? failure
      : new NetworkError('ERR_INTERNAL', `could not fetch block ${cid.toString()}`, { cause: failure }),
  )
  const rank = ['ERR_UNVERIFIABLE', 'ERR_LIMIT', 'ERR_TIMEOUT', 'ERR_UNREACHABLE']
  for (const code of rank) {
    const found = errors.find((error) => error.code === code)
    if (found !== undefined) return found
  }
  return errors[0] ?? new NetworkError('ERR_NOT_FOUND', `no provider has block ${cid.toString()}`)
}
