/**
 * The datastore of libp2p: in memory, with the provider records of the DHT bounded and found without a scan.
 *
 * kad-dht keeps every record that any peer sends for hours, and looks one CID up by walking all keys: a stranger could fill
 * the memory and make every question slow. Here each peer has a share, all peers have a total, and a CID is a bucket.
 */
import { MemoryDatastore } from 'datastore-core'
import { type Datastore, Key, type Query } from 'interface-datastore'

/** `/dht/provider/<multihash>/<peer>` as kad-dht writes it. */
const PROVIDER = /^(\/dht\/provider\/[^/]+)\/([^/]+)$/

/** 200 bytes a record: 20 MB in all. A seed of 10,000 cubes fits; both guesses. */
const LIMITS: Readonly<Limits> = Object.freeze({ records: 100_000, recordsPerPeer: 20_000 })

interface Limits {
  records: number
  recordsPerPeer: number
}

export class RecordStore extends MemoryDatastore implements Datastore {
  readonly #limits: Readonly<Limits>
  readonly #buckets = new Map<string, Map<string, Uint8Array>>()
  readonly #perPeer = new Map<string, number>()
  #records = 0

  constructor(limits: Partial<Limits> = {}) {
    super()
    this.#limits = { ...LIMITS, ...limits }
  }

  override put(...[key, value, options]: Parameters<MemoryDatastore['put']>): Key {
    const [path, bucket, peer] = split(key)
    if (bucket === undefined || peer === undefined) return super.put(key, value, options) as Key
    const records = this.#buckets.get(bucket)
    if (records?.has(path)) records.set(path, value)
    else if (this.#hasRoom(peer)) this.#add(path, bucket, peer, value)
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
    const records = this.#buckets.get(bucket)
    if (!records?.delete(path)) return
    if (records.size === 0) this.#buckets.delete(bucket)
    this.#count(peer, -1)
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

  #hasRoom(peer: string): boolean {
    return (
      this.#records < this.#limits.records && (this.#perPeer.get(peer) ?? 0) < this.#limits.recordsPerPeer
    )
  }

  #add(path: string, bucket: string, peer: string, value: Uint8Array): void {
    const records = this.#buckets.get(bucket) ?? new Map<string, Uint8Array>()
    this.#buckets.set(bucket, records.set(path, value))
    this.#count(peer, 1)
  }

  #count(peer: string, change: number): void {
    this.#records += change
    const left = (this.#perPeer.get(peer) ?? 0) + change
    if (left > 0) this.#perPeer.set(peer, left)
    else this.#perPeer.delete(peer)
  }
}

function split(key: Key): [path: string, bucket?: string, peer?: string] {
  const path = key.toString()
  const match = PROVIDER.exec(path)
  return match === null ? [path] : [path, match[1], match[2]]
}
