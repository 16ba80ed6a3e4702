/**
 * The peer store of libp2p, with bounds on its peers and on the addresses of one.
 *
 * For the maintainers of @libp2p/peer-store (12.0): `merge` takes any number of addresses and adds them to those that are
 * there, `dedupeFilterAndSortAddresses` makes text of each and sorts by `localeCompare`, and `toPeerPB` then searches the
 * old ones for each new one. kad-dht merges whatever a stranger puts into ADD_PROVIDER: two messages of 60,000 addresses
 * block the process for minutes. A bound in the store itself, before any of this, would help everybody.
 *
 * Every path by which addresses come in ends in these methods: DHT, identify, peer exchange of gossipsub, mDNS, dials.
 */
import type { Address, Peer, PeerData, PeerId, PeerStore } from '@libp2p/interface'
import { peerIdFromString } from '@libp2p/peer-id'

/** Addresses kept of one peer. A node with two networks, IPv6, websockets and a few relays has about a dozen. Guess. */
export const MAX_PEER_ADDRESSES = 16

/** Peers kept; the one that nobody spoke of for longest is forgotten, unless it is connected. Guess: 20 MB with addresses. */
export const MAX_PEERS = 8_192

/** Of this node itself, which are its own words: a machine may have many interfaces. Guess. */
const MAX_OWN_ADDRESSES = 128

/** What is known, and what somebody says: at most `max` of both. */
export function boundAddresses(known: readonly Address[], told: readonly Address[], max: number): Address[] {
  const kept = new Map<string, Address>()
  const keep = (address: Address | undefined): void => {
    if (address === undefined || kept.size >= max) return
    const text = address.multiaddr.toString()
    const isCertified = address.isCertified || kept.get(text)?.isCertified === true
    kept.set(text, { multiaddr: address.multiaddr, isCertified })
  }
  // Nothing beyond this is looked at, whatever its number.
  const some = told.slice(0, max)
  // What the peer itself has signed stays. Of the rest nobody pushes out more than half by what he says of another.
  for (const address of [...known, ...some]) if (address.isCertified) keep(address)
  for (let i = 0; i < Math.max(known.length, some.length); i++) {
    keep(some[i])
    keep(known[i])
  }
  return [...kept.values()]
}

interface PeerBounds {
  isConnected?(id: PeerId): boolean
  /** Told of a peer before it goes. */
  forgotten?(id: PeerId): void
  maxPeers?: number
}

/** Peers looked at for one that is not connected; there are fewer connections than this. */
const SAMPLED = 512

function* take<T>(items: Iterable<T>, count: number): Generator<T> {
  let left = count
  for (const item of items) {
    if (left-- <= 0) return
    yield item
  }
}

/** Bounds the store in place: its other parts hold it already, and `consumePeerRecord` calls its `patch`. */
export function boundPeerStore(
  store: PeerStore,
  self: PeerId,
  { isConnected = () => false, forgotten = () => {}, maxPeers = MAX_PEERS }: PeerBounds = {},
): void {
  const { save, patch, merge } = {
    save: store.save.bind(store),
    patch: store.patch.bind(store),
    merge: store.merge.bind(store),
  }
  const most = (id: PeerId): number => (id.equals(self) ? MAX_OWN_ADDRESSES : MAX_PEER_ADDRESSES)
  /** The one spoken of last is last. Texts, because an id may keep more than itself (`own-bytes.ts`). */
  const spokenOf = new Set<string>()
  const touch = async (id: PeerId): Promise<void> => {
    const name = id.toString()
    spokenOf.delete(name)
    if (!id.equals(self)) spokenOf.add(name)
    if (spokenOf.size <= maxPeers) return
    const oldest = [...take(spokenOf, SAMPLED)].find((one) => !isConnected(peerIdFromString(one)))
    if (oldest === undefined) return
    const peer = peerIdFromString(oldest)
    spokenOf.delete(oldest)
    forgotten(peer)
    await store.delete(peer)
  }
  store.save = async (id, data, options) => {
    await touch(id)
    return save(id, bounded(data, most(id)), options)
  }
  store.patch = async (id, data, options) => {
    await touch(id)
    return patch(id, bounded(data, most(id)), options)
  }
  store.merge = async (id, told, options) => {
    const data = withoutPast(told)
    await touch(id)
    const addresses = addressesIn(data, most(id))
    if (addresses === undefined) return merge(id, data, options)
    const known = await knownAddresses(store, id)
    const { multiaddrs: _, addresses: __, ...rest } = data
    // Replaced as a whole: two merges at one time would each add to what both of them read.
    const peer = await patch(id, { addresses: boundAddresses(known, addresses, most(id)) }, options)
    return Object.keys(rest).length === 0 ? peer : merge(id, rest, options)
  }
}

/** By a clock that is ahead, a place at a relay has ended before it begins; the store throws at that. */
function withoutPast(data: PeerData): PeerData {
  if (data.tags === undefined) return data
  const tags = Object.entries(data.tags).map(([name, tag]) => {
    const isPast = tag?.ttl !== undefined && tag.ttl < 0
    return [name, isPast ? { ...tag, ttl: 0 } : tag] as const
  })
  return { ...data, tags: Object.fromEntries(tags) }
}

/** The first of those given, as the store takes them; undefined when the data says nothing of addresses. */
function addressesIn({ multiaddrs, addresses }: PeerData, max: number): Address[] | undefined {
  if (multiaddrs === undefined && addresses === undefined) return undefined
  return [
    ...(addresses ?? []).slice(0, max),
    ...(multiaddrs ?? []).slice(0, max).map((multiaddr) => ({ multiaddr, isCertified: false })),
  ]
}

function bounded(data: PeerData, max: number): PeerData {
  const told = addressesIn(data, max)
  if (told === undefined) return data
  const { multiaddrs: _, ...rest } = data
  return { ...rest, addresses: boundAddresses([], told, max) }
}

async function knownAddresses(store: PeerStore, id: PeerId): Promise<Address[]> {
  try {
    const peer: Peer = await store.get(id)
    return peer.addresses
  } catch (error) {
    if (error instanceof Error && error.name === 'NotFoundError') return []
    throw error
  }
}
