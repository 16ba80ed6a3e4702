/**
 * Connections that have not proven anything yet, counted by the network that they come from: silence costs nothing, so that
 * whoever is silent on many connections must not hold the places of everybody.
 */
import type { Multiaddr } from '@multiformats/multiaddr'
import { networkOf } from './connection-places.ts'

interface Arriving {
  remoteAddr: Multiaddr
  addEventListener(type: 'close', listener: () => void): void
}

export class HalfOpen {
  readonly #perNetwork: number
  /** The network of each, by its address, which has a port. */
  readonly #networks = new Map<string, string>()
  readonly #counts = new Map<string, number>()

  /** @param perNetwork connections of one network that may be half open at once */
  constructor(perNetwork: number) {
    this.#perNetwork = perNetwork
  }

  /** @returns false for one too many; else it counts until it leaves or ends */
  enter(connection: Arriving): boolean {
    const { remoteAddr } = connection
    const network = networkOf(remoteAddr)
    const count = this.#counts.get(network) ?? 0
    if (count >= this.#perNetwork) return false
    this.#networks.set(remoteAddr.toString(), network)
    this.#counts.set(network, count + 1)
    connection.addEventListener('close', () => this.leave(remoteAddr))
    return true
  }

  /** It has proven who it is, or is over. */
  leave(remoteAddr: Multiaddr): void {
    const id = remoteAddr.toString()
    const network = this.#networks.get(id)
    if (network === undefined) return
    this.#networks.delete(id)
    const count = (this.#counts.get(network) ?? 0) - 1
    if (count > 0) this.#counts.set(network, count)
    else this.#counts.delete(network)
  }
}
