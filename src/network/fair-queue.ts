/**
 * Who is next of many that wait: networks take turns, in each its peers, and of each peer who came first. Names are free, so
 * that a peer with many names gains nothing over its network, and one that asks much delays itself. Pure.
 */

export class FairQueue<T> {
  /** Who was next is last then, in both. */
  readonly #networks = new Map<string, Map<string, T[]>>()
  #size = 0

  get size(): number {
    return this.#size
  }

  add(network: string, peer: string, item: T): void {
    const peers = this.#networks.get(network) ?? new Map<string, T[]>()
    this.#networks.set(network, peers)
    const items = peers.get(peer) ?? []
    peers.set(peer, items)
    items.push(item)
    this.#size++
  }

  next(): T | undefined {
    const [network, peers] = this.#networks.entries().next().value ?? []
    const [peer, items] = peers?.entries().next().value ?? []
    const item = items?.shift()
    if (network === undefined || peers === undefined || peer === undefined || items === undefined)
      return undefined
    peers.delete(peer)
    if (items.length > 0) peers.set(peer, items)
    this.#networks.delete(network)
    if (peers.size > 0) this.#networks.set(network, peers)
    this.#size--
    return item
  }
}
