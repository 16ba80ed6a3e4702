/**
 * Divides a budget among cubes, so that nobody is pushed out by who offers more. Each network gets as much as any other, and
 * each author in a network; what one of them does not want is for the others. Names are free and addresses are not, so
 * networks come first. What is held goes before what is not, so that dividing again changes nothing. Pure.
 */

export interface ShareItem {
  cube: string
  author: string
  /** Networks of the peers that offer it; it counts for the one whose turn takes it. */
  networks: readonly string[]
  bytes: number
  /** 2 where it is here for whoever divides, 1 where it is here for something else, 0 where it is not. */
  held: 0 | 1 | 2
  /** Another item without which this one is of no use. */
  needs?: ShareItem
}

interface Bidder {
  name: string
  bytes: number
}
interface AuthorBid extends Bidder {
  queue: ShareItem[]
  at: number
}
interface NetworkBid extends Bidder {
  authors: AuthorBid[]
  waiting: LeastFirst<AuthorBid>
}

/** How much a bidder may have in a pass, with the item. */
type Allows = (item: ShareItem, author: AuthorBid, network: NetworkBid) => boolean

/** @returns the items that fit into so many bytes, in the order in which they were chosen */
export function fairShares(items: readonly ShareItem[], maxBytes: number): ShareItem[] {
  const networks = bidsOf(items)
  const networkShare = maxBytes / Math.max(1, networks.length)
  const passes: Allows[] = [
    // What is within everybody's share comes first: one large cube must not take what many small ones are owed.
    ({ bytes }, author, network) => author.bytes + bytes <= networkShare / network.authors.length,
    ({ bytes }, _author, network) => network.bytes + bytes <= networkShare,
    // What is beyond all shares stays where it is: else it would go for what is no smaller, and come again.
    ({ held }) => held === 2,
    ({ held }) => held > 0,
    () => true,
  ]
  const chosen = new Set<ShareItem>()
  let left = maxBytes
  for (const allows of passes)
    runPass(networks, (item, author, network) => {
      if (chosen.has(item) || item.bytes > left || !allows(item, author, network)) return false
      if (item.needs !== undefined && !chosen.has(item.needs)) return false
      chosen.add(item)
      left -= item.bytes
      return true
    })
  return [...chosen]
}

/** Whoever has least is asked next, until nobody has anything left to offer. */
function runPass(networks: readonly NetworkBid[], take: Allows): void {
  for (const network of networks) {
    for (const author of network.authors) author.at = 0
    network.waiting = new LeastFirst(network.authors)
  }
  const waiting = new LeastFirst(networks)
  for (let network = waiting.take(); network !== undefined; network = waiting.take()) {
    const author = network.waiting.take()
    if (author === undefined) continue
    const item = author.queue[author.at++]
    if (item !== undefined && take(item, author, network)) {
      author.bytes += item.bytes
      network.bytes += item.bytes
    }
    if (author.at < author.queue.length) network.waiting.put(author)
    waiting.put(network)
  }
}

function bidsOf(items: readonly ShareItem[]): NetworkBid[] {
  const networks = new Map<string, Map<string, AuthorBid>>()
  for (const item of items)
    for (const name of new Set(item.networks.length === 0 ? [''] : item.networks)) {
      const authors = networks.get(name) ?? new Map<string, AuthorBid>()
      networks.set(name, authors)
      const author = authors.get(item.author) ?? { name: item.author, bytes: 0, queue: [], at: 0 }
      authors.set(item.author, author)
      author.queue.push(item)
    }
  return [...networks].map(([name, authors]) => {
    const bids = [...authors.values()]
    for (const { queue } of bids) queue.sort(inQueue)
    return { name, bytes: 0, authors: bids, waiting: new LeastFirst<AuthorBid>([]) }
  })
}

/** What is held, then what more networks offer. */
function inQueue(a: ShareItem, b: ShareItem): number {
  return (
    b.held - a.held ||
    b.networks.length - a.networks.length ||
    (a.cube === b.cube
      ? Number(a.needs !== undefined) - Number(b.needs !== undefined)
      : a.cube < b.cube
        ? -1
        : 1)
  )
}

/** Bidders by what they have, the least first; equals by name. */
class LeastFirst<T extends Bidder> {
  /** The least is last. */
  readonly #sorted: T[]

  constructor(bidders: readonly T[]) {
    this.#sorted = bidders.toSorted((a, b) => (isBefore(a, b) ? 1 : -1))
  }

  take(): T | undefined {
    return this.#sorted.pop()
  }

  put(bidder: T): void {
    let [from, to] = [0, this.#sorted.length]
    while (from < to) {
      const middle = (from + to) >> 1
      if (isBefore(bidder, this.#sorted[middle] as T)) from = middle + 1
      else to = middle
    }
    this.#sorted.splice(from, 0, bidder)
  }
}

function isBefore(a: Bidder, b: Bidder): boolean {
  return a.bytes === b.bytes ? a.name < b.name : a.bytes < b.bytes
}

export function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, one) => total + one, 0)
}
