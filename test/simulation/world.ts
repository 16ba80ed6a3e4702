/** A world with its own clock and dice: messages are late, lost, doubled and out of order, links break, nodes die. */
import { setImmediate } from 'node:timers/promises'
import type { Channel } from '../../src/network/index.ts'
import { NOW } from '../protocols/sample.ts'

/** Numbers in [0, 1), the same for the same seed (mulberry32). */
export function dice(seed: number): () => number {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let t = Math.imul(state ^ (state >>> 15), state | 1)
    t = (t + Math.imul(t ^ (t >>> 7), t | 61)) ^ t
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32
  }
}

export interface Weather {
  /** Chance that a gossiped message is lost, and that it comes twice. */
  loss: number
  duplication: number
  /** Chance that a stream is cut at a frame. */
  cut: number
  maxLatencyMs: number
}

export const CALM: Weather = { loss: 0, duplication: 0, cut: 0, maxLatencyMs: 20 }

interface Event {
  atMs: number
  order: number
  happen: () => void
}

export class World {
  nowMs = NOW
  weather: Weather = CALM
  readonly random: () => number
  /** Pairs of names that are connected, `a|b` with a before b. */
  readonly links = new Set<string>()
  readonly #streams = new Map<string, SimChannel[]>()
  #events: Event[] = []
  #order = 0

  constructor(seed: number) {
    this.random = dice(seed)
  }

  get latencyMs(): number {
    return 1 + Math.floor(this.random() * this.weather.maxLatencyMs)
  }

  after(delayMs: number, happen: () => void): void {
    this.#events.push({ atMs: this.nowMs + delayMs, order: this.#order++, happen })
    this.#events.sort((a, b) => a.atMs - b.atMs || a.order - b.order)
  }

  /** Lets time pass. Work that an event starts is done before the next one happens. */
  async run(durationMs: number): Promise<void> {
    const end = this.nowMs + durationMs
    for (let event = this.#events[0]; event !== undefined && event.atMs <= end; event = this.#events[0]) {
      this.#events.shift()
      this.nowMs = event.atMs
      event.happen()
      await setImmediate()
    }
    this.nowMs = end
  }

  isLinked(a: string, b: string): boolean {
    return this.links.has(linkOf(a, b))
  }

  connect(a: string, b: string): void {
    this.links.add(linkOf(a, b))
  }

  disconnect(a: string, b: string): void {
    this.links.delete(linkOf(a, b))
    for (const channel of this.#streams.get(linkOf(a, b)) ?? []) channel.abort(new Error('the link is down'))
    this.#streams.delete(linkOf(a, b))
  }

  /** Two ends of a stream over a link; it dies with the link. */
  stream(from: string, to: string): { near: SimChannel; far: SimChannel } {
    const near = new SimChannel(this, from, to)
    const far = new SimChannel(this, to, from)
    near.other = far
    far.other = near
    this.#streams.set(linkOf(from, to), [...(this.#streams.get(linkOf(from, to)) ?? []), near])
    return { near, far }
  }
}

export function linkOf(a: string, b: string): string {
  return a < b ? `${a}|${b}` : `${b}|${a}`
}

/** Frames in order, each late; cut for both ends at once. */
export class SimChannel implements Channel {
  readonly protocol = '/sim'
  readonly remotePeer: string
  other!: SimChannel
  readonly #world: World
  readonly #self: string
  #inbox: Uint8Array[] = []
  #arrivesMs = 0
  #ended = false
  #failure: Error | undefined
  #wake: (() => void) | undefined

  constructor(world: World, self: string, remotePeer: string) {
    this.#world = world
    this.#self = self
    this.remotePeer = remotePeer
  }

  async read({ signal }: { signal?: AbortSignal } = {}): Promise<Uint8Array | undefined> {
    for (;;) {
      if (signal?.aborted) throw new Error('aborted')
      if (this.#failure !== undefined) throw this.#failure
      const frame = this.#inbox.shift()
      if (frame !== undefined) return frame
      if (this.#ended) return undefined
      await new Promise<void>((resolve) => {
        this.#wake = resolve
        signal?.addEventListener('abort', () => resolve(), { once: true })
      })
    }
  }

  write(frame: Uint8Array): Promise<void> {
    if (this.#failure !== undefined) return Promise.reject(this.#failure)
    if (this.#world.random() < this.#world.weather.cut) this.abort(new Error('the weather cut the stream'))
    else this.#later(() => this.other.#receive(frame))
    return Promise.resolve()
  }

  close(): Promise<void> {
    this.#later(() => this.other.#end())
    return Promise.resolve()
  }

  abort(error: Error): void {
    this.#fail(error)
    this.other.#fail(new Error('the stream was cut'))
  }

  #later(happen: () => void): void {
    // Never before what was sent before.
    this.#arrivesMs = Math.max(this.#arrivesMs, this.#world.nowMs + this.#world.latencyMs)
    this.#world.after(this.#arrivesMs - this.#world.nowMs, () => {
      if (!this.#world.isLinked(this.#self, this.remotePeer)) this.abort(new Error('the link is down'))
      else happen()
    })
  }

  #receive(frame: Uint8Array): void {
    this.#inbox.push(frame)
    this.#wake?.()
  }

  #end(): void {
    this.#ended = true
    this.#wake?.()
  }

  #fail(error: Error): void {
    this.#failure ??= error
    this.#wake?.()
  }
}
