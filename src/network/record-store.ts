/**
 * The datastore of libp2p: in memory, with the provider records of the DHT bounded and found without a scan.
 *
 * kad-dht keeps every record that any peer sends for hours, and looks one CID up by walking all keys: a stranger could fill
 * the memory and make every question slow. Here a CID is a bucket of bounded size, and what is too much gives way: a record
 * of the network that has the most, of the peer there that has the most, among its oldest the one farthest from this node.
 * Nobody finds it full.
 */
import { createHash } from 'node:crypto'
import { base32 } from 'multiformats/bases/base32'
import { MemoryDatastore } from 'datastore-core'
import { type Datastore, Key, type Query } from 'interface-datastore'
import { ownBytes } from './own-bytes.ts'

/** `/dht/provider/<multihash>/<peer>` as kad-dht writes it. */
const PROVIDER = /^(\/dht\/provider\/[^/]+)\/([^/]+)$/

/** A seed of 10,000 cubes fits; more providers of a CID than 64 are found at other peers. Guesses. */
const LIMITS: Readonly<Limits> = Object.freeze({ records: 40_000, recordsPerPeer: 12_000, recordsPerCid: 64 })

/** Peers of a network of which the one with most records gives way, those first that have had some for longest. Guess. */
const SAMPLED = 64
/** Oldest records of a peer of which the farthest gives way. Guess: age is what it mostly goes by. */
const OLDEST = 16

interface Limits {
  records: number
  recordsPerPeer: number
  recordsPerCid: number
}

/** The records of one peer, oldest first, and where it was connected from when it had the first of them. */
interface Holder {
  network: string
  /** Path of each record, and its bucket. */
  paths: Map<string, string>
}

interface RecordPlace {
  /** The multihash of this node's peer id, to which records are near or far. */
  self: Uint8Array
  /** The network that a peer is connected from. */
  networkOf(peerId: string): string
}

export class RecordStore extends MemoryDatastore implements Datastore {
  readonly #limits: Readonly<Limits>
  readonly #buckets = new Map<string, Map<string, Uint8Array>>()
  readonly #holders = new Map<string, Holder>()
  /** Peers of each network, and how many records they have together. */
  readonly #networks = new Map<string, { records: number; peers: Set<string> }>()
  #records = 0
  #place: RecordPlace = { self: new Uint8Array(), networkOf: () => '' }

  constructor(limits: Partial<Limits> = {}) {
    super()
    this.#limits = { ...LIMITS, ...limits }
  }

  /** Says where this node is and where others are, once it is known. */
  placeAt(place: RecordPlace): void {
    this.#place = place
  }

  /** Drops the records of a peer whose addresses are not known any more: one without fails the whole answer. */
  forget(peer: string): void {
    for (const [path, bucket] of this.#holders.get(peer)?.paths ?? []) this.#remove(path, bucket, peer)
  }

  override put(...[key, given, options]: Parameters<MemoryDatastore['put']>): Key {
    const [path, bucket, peer] = split(key)
    const value = ownBytes(given)
    if (bucket === undefined || peer === undefined) return super.put(key, value, options) as Key
    // What is said again is new again.
    this.#remove(path, bucket, peer)
    this.#add(path, bucket, peer, value)
    this.#shrink(bucket, peer)
    return key
  }

  override get(...[key, options]: Parameters<MemoryDatastore['get']>): ReturnType<MemoryDatastore['get']> {
    const [path, bucket] = split(key)
    return (
      (bucket === undefined ? undefined : this.#buckets.get(bucket)?.get(path)) ?? super.get(key, options)
    )
  }

  override has(...[key, options]: Parameters<MemoryDatastore['has']>): ReturnType<MemoryDatastore['has']> {
    const [path, bucket] = split(key)
    return bucket === undefined ? super.has(key, options) : (this.#buckets.get(bucket)?.has(path) ?? false)
  }

  override delete(...[key, options]: Parameters<MemoryDatastore['delete']>): void {
    const [path, bucket, peer] = split(key)
    if (bucket === undefined || peer === undefined) return void super.delete(key, options)
    this.#remove(path, bucket, peer)
  }

  override query(
    ...[query, options]: Parameters<MemoryDatastore['query']>
  ): ReturnType<MemoryDatastore['query']> {
    const prefix = query.prefix?.replace(/\/$/, '')
    if (prefix === undefined || !/^\/dht\/provider\/[^/]+$/.test(prefix)) return super.query(query, options)
    return this.#inBucket(prefix)
  }

  override *_all(query: Query): Generator<{ key: Key; value: Uint8Array }> {
    yield* super._all(query) as Generator<{ key: Key; value: Uint8Array }>
    for (const bucket of this.#buckets.keys()) yield* this.#inBucket(bucket)
  }

  override *_allKeys(): Generator<Key> {
    for (const { key } of this._all({})) yield key
  }

  *#inBucket(bucket: string): Generator<{ key: Key; value: Uint8Array }> {
    for (const [path, value] of this.#buckets.get(bucket) ?? []) yield { key: new Key(path), value }
  }

  #add(path: string, bucket: string, peer: string, value: Uint8Array): void {
    const records = this.#buckets.get(bucket) ?? new Map<string, Uint8Array>()
    this.#buckets.set(bucket, records.set(path, value))
    const holder = this.#holders.get(peer) ?? { network: this.#place.networkOf(peer), paths: new Map() }
    this.#holders.set(peer, holder)
    holder.paths.set(path, bucket)
    this.#count(holder.network, 1).peers.add(peer)
  }

  #remove(path: string, bucket: string, peer: string): void {
    const records = this.#buckets.get(bucket)
    const holder = this.#holders.get(peer)
    if (!records?.delete(path) || holder === undefined) return
    if (records.size === 0) this.#buckets.delete(bucket)
    holder.paths.delete(path)
    const network = this.#count(holder.network, -1)
    if (holder.paths.size > 0) return
    this.#holders.delete(peer)
    network.peers.delete(peer)
    if (network.peers.size === 0) this.#networks.delete(holder.network)
  }

  #count(name: string, change: number): { records: number; peers: Set<string> } {
    const network = this.#networks.get(name) ?? { records: 0, peers: new Set() }
    this.#networks.set(name, network)
    network.records += change
    this.#records += change
    return network
  }

  /** After one record more: at most one gives way for each bound. */
  #shrink(bucket: string, peer: string): void {
    const { records, recordsPerPeer, recordsPerCid } = this.#limits
    const inBucket = this.#buckets.get(bucket)
    if (inBucket !== undefined && inBucket.size > recordsPerCid) this.#shrinkBucket(bucket, inBucket)
    if ((this.#holders.get(peer)?.paths.size ?? 0) > recordsPerPeer) this.#dropOf(peer)
    if (this.#records <= records) return
    const network = largest([...this.#networks].map(([name, { records: count }]) => [name, count]))
    const peers = firstOf(this.#networks.get(network ?? '')?.peers ?? [], SAMPLED)
    const most = largest(peers.map((id) => [id, this.#holders.get(id)?.paths.size ?? 0]))
    if (most !== undefined) this.#dropOf(most)
  }

  /** The oldest record of the network that has most of this CID. */
  #shrinkBucket(bucket: string, records: Map<string, Uint8Array>): void {
    const peerIn = (path: string): string => path.slice(bucket.length + 1)
    const networkIn = (path: string): string => this.#holders.get(peerIn(path))?.network ?? ''
    const counts = new Map<string, number>()
    for (const path of records.keys()) counts.set(networkIn(path), (counts.get(networkIn(path)) ?? 0) + 1)
    const network = largest(counts)
    const oldest = [...records.keys()].find((path) => networkIn(path) === network)
    if (oldest !== undefined) this.#remove(oldest, bucket, peerIn(oldest))
  }

  #dropOf(peer: string): void {
    const paths = this.#holders.get(peer)?.paths ?? new Map<string, string>()
    // Never the newest, which is what room was made for.
    const oldest = firstOf(paths, Math.min(OLDEST, Math.ceil(paths.size / 2)))
    const far = oldest.map(([path, bucket]) => ({ path, bucket, distance: this.#distance(bucket) }))
    const farthest = far.reduce((a, b) => (b.distance > a.distance ? b : a))
    this.#remove(farthest.path, farthest.bucket, peer)
  }

  /** As Kademlia has it, by the first 32 bits of both. */
  #distance(bucket: string): number {
    return (hash32(multihashIn(bucket)) ^ hash32(this.#place.self)) >>> 0
  }
}

function largest(counts: Iterable<[string, number]>): string | undefined {
  let most: [string, number] | undefined
  for (const entry of counts) if (most === undefined || entry[1] > most[1]) most = entry
  return most?.[0]
}

function firstOf<T>(items: Iterable<T>, count: number): T[] {
  const first: T[] = []
  for (const item of items) {
    if (first.length >= count) break
    first.push(item)
  }
  return first
}

function hash32(bytes: Uint8Array): number {
  return createHash('sha256').update(bytes).digest().readUInt32BE(0)
}

function multihashIn(bucket: string): Uint8Array {
  try {
    return base32.decode(`b${bucket.slice(bucket.lastIndexOf('/') + 1)}`)
  } catch {
    // kad-dht writes no other; a test may.
    return Buffer.from(bucket)
  }
}

function split(key: Key): [path: string, bucket?: string, peer?: string] {
  const path = key.toString()
  const match = PROVIDER.exec(path)
  return match === null ? [path] : [path, match[1], match[2]]
}
