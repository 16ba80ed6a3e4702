/** Keeps the node connected: dials bootstrap peers, peers met before and discovered ones, and keeps the peer book. */
import type { IdentifyResult, PeerInfo } from '@libp2p/interface'
import type { Multiaddr } from '@multiformats/multiaddr'
import { anySignal } from '../core/signals/index.ts'
import { parseAddress, peerIdIn, printable, withPeerId } from './addresses.ts'
import { MAX_PEER_ADDRESSES } from './bounded-peer-store.ts'
import type { NetworkLogger, PeerBookStore, Signalled } from './interface.ts'
import { PeerBook } from './peer-book.ts'
import { RedialPlan, type Target } from './redial.ts'

/** A dial in the background may take this long; the dialler of libp2p gives up at the same time. */
const DIAL_TIMEOUT_MS = 10_000
/** How long changes of the peer book are collected before it is saved. Guess. */
const SAVE_AFTER_MS = 5000

interface ConnectorDeps {
  bootstrap: string[]
  store: PeerBookStore | undefined
  logger: NetworkLogger
  /** Dials any of the addresses, all of one peer. @returns the peer id */
  dialAny(addresses: string[], options: Signalled): Promise<string>
  /** Addresses that may be dialled on a peer's word. */
  permits(address: Multiaddr): boolean
}

export class Connector {
  readonly #deps: ConnectorDeps
  readonly #plan = new RedialPlan()
  #book = new PeerBook()
  #timer: NodeJS.Timeout | undefined
  #saveTimer: NodeJS.Timeout | undefined
  /** Why a bootstrap peer was not reached the last time. */
  readonly #reasons = new Map<string, string>()
  #running = false
  readonly #dials = new Set<Promise<void>>()
  readonly #stopping = new AbortController()

  constructor(deps: ConnectorDeps) {
    this.#deps = deps
  }

  async start(): Promise<void> {
    const nowMs = Date.now()
    this.#book = new PeerBook(await this.#load())
    for (const address of this.#deps.bootstrap)
      this.#plan.add(peerIdIn(parseAddress(address)) ?? address, [address], true, nowMs)
    for (const { peerId, addresses } of this.#book.list()) this.#plan.add(peerId, addresses, false, nowMs)
    this.#running = true
    this.#tick()
  }

  async stop(): Promise<void> {
    if (!this.#running) return
    this.#running = false
    clearTimeout(this.#timer)
    clearTimeout(this.#saveTimer)
    this.#stopping.abort()
    await this.#save()
  }

  /** Resolves when one of the dials under way has ended, well or not; at once when there is none. */
  async nextDial(): Promise<void> {
    await Promise.race(this.#dials)
  }

  /** Whether a dial is under way. */
  get dialling(): boolean {
    return this.#dials.size > 0
  }

  hurry(): void {
    this.#plan.hurry(Date.now())
    this.#tick()
  }

  /** Bootstrap peers that do not answer, with why. */
  missing(): { address: string; reason: string }[] {
    return this.#plan
      .missing()
      .map(({ key, addresses }) => ({ address: addresses[0] ?? key, reason: this.#reasons.get(key) ?? '' }))
  }

  connected(peerId: string): void {
    this.#plan.connected(peerId)
  }

  disconnected(peerId: string): void {
    this.#book.seen(peerId, [], Date.now())
    this.#plan.disconnected(peerId, Date.now())
    this.#tick()
  }

  /** A connected peer said where it listens. */
  identified({ peerId, listenAddrs, connection }: IdentifyResult): void {
    const id = peerId.toString()
    const listed = listenAddrs.slice(0, MAX_PEER_ADDRESSES).filter((address) => this.#deps.permits(address))
    const dialled = connection.direction === 'outbound' ? [connection.remoteAddr] : []
    const addresses = [...dialled, ...listed].map((address) => withPeerId(address, id))
    this.#book.seen(id, addresses, Date.now())
    if (addresses.length > 0) this.#plan.add(id, addresses, false, Date.now())
    this.#scheduleSave()
  }

  discovered({ id, multiaddrs }: PeerInfo): void {
    const peerId = id.toString()
    const addresses = multiaddrs
      .slice(0, MAX_PEER_ADDRESSES)
      .filter((address) => this.#deps.permits(address))
      .map((address) => withPeerId(address, peerId))
    if (addresses.length === 0) return
    this.#plan.add(peerId, addresses, false, Date.now())
    this.#tick()
  }

  forget(peerId: string): void {
    this.#book.forget(peerId)
    this.#plan.remove(peerId)
    this.#scheduleSave()
  }

  /** Forgets every peer that is no longer admitted. */
  retain(admits: (peerId: string) => boolean): void {
    const named = (key: string): string | undefined => (key.startsWith('/') ? undefined : key)
    for (const key of [...this.#book.list().map(({ peerId }) => peerId), ...this.#plan.keys()]) {
      const peerId = named(key)
      if (peerId !== undefined && !admits(peerId)) this.forget(peerId)
    }
  }

  #tick(): void {
    if (!this.#running) return
    for (const target of this.#plan.take(Date.now())) {
      const dial = this.#dial(target).finally(() => this.#dials.delete(dial))
      this.#dials.add(dial)
    }
    clearTimeout(this.#timer)
    const nextMs = this.#plan.nextMs()
    if (nextMs === undefined) return
    // At least 100 ms, so that targets beyond the number of parallel dials do not spin.
    this.#timer = setTimeout(() => this.#tick(), Math.max(nextMs - Date.now(), 100)).unref()
  }

  async #dial({ key, addresses, always, failures }: Target): Promise<void> {
    const signal = anySignal([this.#stopping.signal, AbortSignal.timeout(DIAL_TIMEOUT_MS)])
    const peerId = await this.#deps.dialAny(addresses, { signal }).catch((error: unknown) => {
      const reason = error instanceof Error ? printable(error.message) : String(error)
      if (always) this.#reasons.set(key, reason)
      if (failures === 0 && this.#running)
        this.#deps.logger.debug({ peer: key, reason }, 'could not reach a peer; trying again')
      return undefined
    })
    this.#plan.dialled(key, peerId, Date.now())
    this.#tick()
  }

  async #load(): ReturnType<PeerBookStore['load']> {
    try {
      return (await this.#deps.store?.load()) ?? []
    } catch (err) {
      this.#deps.logger.warn({ err }, 'could not read the peer book; starting without it')
      return []
    }
  }

  #scheduleSave(): void {
    if (this.#saveTimer !== undefined || !this.#running) return
    this.#saveTimer = setTimeout(() => {
      this.#saveTimer = undefined
      void this.#save()
    }, SAVE_AFTER_MS).unref()
  }

  async #save(): Promise<void> {
    try {
      await this.#deps.store?.save(this.#book.list())
    } catch (err) {
      this.#deps.logger.warn({ err }, 'could not save the peer book')
    }
  }
}
