/** The port at the router that leads here: asked for by NAT-PMP, else by UPnP, renewed, and taken back at the end. */
import { reachOfIp } from '../addresses.ts'
import type { Mapped, MapRequest, RouterRoute } from './map-request.ts'
import { mapByNatPmp } from './nat-pmp.ts'
import { mapByUpnp, unmapByUpnp } from './upnp.ts'

/** Recommended by RFC 6886, and half of it until it is renewed. */
const LIFETIME_S = 7_200
const RENEW_MS = (LIFETIME_S * 1000) / 2
/** A router that gave nothing may be another one by now, or was turned on again. Guess. */
const RETRY_MS = 10 * 60_000
/** Without a route it is looked for again soon: it costs a read of a file. */
const NO_ROUTE_MS = 10_000
/** Taking a port back must not hold up the end of a daemon. */
const END_MS = 1_000

export class PortMapping {
  readonly #now: () => number
  #mapped: Mapped | undefined
  #request: Omit<MapRequest, 'signal'> | undefined
  #problem: string | undefined
  #nextMs = 0
  #running: Promise<void> | undefined
  readonly #ended = new AbortController()

  constructor(nowMs: () => number) {
    this.#now = nowMs
  }

  /** A mapping whose outer address is public. */
  get mapped(): Mapped | undefined {
    return this.#mapped
  }

  /** Why there is none although the router was asked, in words. */
  get problem(): string | undefined {
    return this.#problem
  }

  get isDue(): boolean {
    return this.#running === undefined && this.#now() >= this.#nextMs
  }

  /** Asks again as soon as it is updated: the node may be behind another router. */
  reset(): void {
    this.#mapped = undefined
    this.#problem = undefined
    this.#nextMs = 0
  }

  /** Asks the router where that is due; resolves at once. `done` hears when something changed. */
  update(route: RouterRoute | undefined, port: number, done: () => void): void {
    if (!this.isDue || this.#ended.signal.aborted) return
    if (route === undefined) {
      this.#nextMs = this.#now() + NO_ROUTE_MS
      return
    }
    this.#nextMs = Infinity
    const wanted = this.#mapped?.port ?? port
    this.#request = { ...route, port, wanted, lifetimeS: LIFETIME_S }
    this.#running = this.#ask({ ...this.#request, signal: this.#ended.signal })
      .catch(() => {})
      .finally(() => {
        this.#running = undefined
        this.#nextMs = Math.min(this.#nextMs, this.#now() + (this.#mapped ? RENEW_MS : RETRY_MS))
        done()
      })
  }

  async stop(): Promise<void> {
    this.#ended.abort()
    await this.#running
    const [mapped, request] = [this.#mapped, this.#request]
    if (mapped === undefined || request === undefined) return
    const last = { ...request, wanted: mapped.port, signal: AbortSignal.timeout(END_MS) }
    // RFC 6886: a lifetime and an outer port of 0 end the mapping.
    const end = mapped.by === 'upnp' ? unmapByUpnp(last) : mapByNatPmp({ ...last, wanted: 0, lifetimeS: 0 })
    await end.catch(() => {})
  }

  async #ask(request: MapRequest): Promise<void> {
    const byPmp = await mapByNatPmp(request)
    const found = typeof byPmp === 'object' ? byPmp : ((await mapByUpnp(request)) ?? byPmp)
    this.#mapped = undefined
    this.#problem = undefined
    if (typeof found === 'string') this.#problem = `the router at ${request.gateway}: ${found}`
    if (typeof found !== 'object') return
    if (reachOfIp(found.ip) === 'public' && found.port > 0) this.#mapped = found
    else
      this.#problem = `the router at ${request.gateway} has the address ${found.ip} itself, which nobody reaches from the internet`
  }
}
