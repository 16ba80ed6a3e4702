// How often peers may have their cubes named and compared: by name, and strangers by network and in all too, by what it costs, since
// names are free. Pure. Spec: protocols/sync/spec.md, "Limits".
import { Pace } from '../../network/index.ts'
import { COMPARE_LIMITS } from './limits.ts'
import type { Standing } from './watch-places.ts'

export class ComparingPace {
  readonly #watches = new Pace(COMPARE_LIMITS.watchPace)
  readonly #beginnings = new Pace(COMPARE_LIMITS.beginPace)
  readonly #ofNetworks = new Pace(COMPARE_LIMITS.networkPace)
  readonly #ofStrangers = new Pace(COMPARE_LIMITS.strangersPace)

  /** Whether a peer may name cubes now. */
  watch(peerId: string, nowMs: number): boolean {
    return this.#watches.take(peerId, nowMs) !== undefined
  }

  /** Whether so many cubes may be looked up for a peer now. */
  begin(peerId: string, { network, useful }: Standing, cubes: number, nowMs: number): boolean {
    if (this.#beginnings.take(peerId, nowMs) === undefined) return false
    if (useful) return true
    const pages = Math.max(1, Math.ceil(cubes / COMPARE_LIMITS.cubesPerWatch))
    return (
      this.#ofNetworks.take(network, nowMs, pages) !== undefined &&
      this.#ofStrangers.take('', nowMs, pages) !== undefined
    )
  }
}
