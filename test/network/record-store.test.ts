import { Key } from 'interface-datastore'
import { describe, expect, it } from 'vitest'
import { RecordStore } from '../../src/network/record-store.ts'

const record = (cid: string, peer: string): Key => new Key(`/dht/provider/${cid}/${peer}`)
const ONE = Uint8Array.of(1)

async function keysUnder(store: RecordStore, prefix: string): Promise<string[]> {
  const keys: string[] = []
  for await (const { key } of store.query({ prefix })) keys.push(key.toString())
  return keys.sort()
}

describe('the records of libp2p', () => {
  it('are put, read, replaced and deleted, providers or not', async () => {
    for (const key of [record('c', 'alice'), new Key('/peers/alice')]) {
      const store = new RecordStore()
      expect(store.has(key)).toBe(false)
      store.put(key, ONE)
      store.put(key, Uint8Array.of(2))
      expect(await store.get(key)).toEqual(Uint8Array.of(2))
      store.delete(key)
      expect(store.has(key)).toBe(false)
      expect(() => store.get(key)).toThrow(expect.objectContaining({ name: 'NotFoundError' }))
    }
  })

  it('hold their own bytes, and nothing that lay beside them', async () => {
    const store = new RecordStore()
    const slab = new Uint8Array(65_536)
    for (const key of [record('c', 'alice'), new Key('/peers/alice')]) {
      store.put(key, slab.subarray(100, 140))
      expect((await store.get(key)).buffer.byteLength).toBe(40)
    }
  })

  it('are found by CID and by prefix', async () => {
    const store = new RecordStore()
    for (const key of [record('c', 'alice'), record('c', 'bob'), record('cc', 'bob'), new Key('/peers/bob')])
      store.put(key, ONE)
    expect(await keysUnder(store, '/dht/provider/c')).toEqual([
      '/dht/provider/c/alice',
      '/dht/provider/c/bob',
    ])
    expect(await keysUnder(store, '/dht/provider')).toHaveLength(3)
    expect(await keysUnder(store, '/peers')).toEqual(['/peers/bob'])
  })

  it('may be deleted while they are walked', async () => {
    const store = new RecordStore()
    for (let i = 0; i < 10; i++) store.put(record(`c${i}`, 'alice'), ONE)
    for await (const { key } of store.query({ prefix: '/dht/provider' })) store.delete(key)
    expect(await keysUnder(store, '/dht/provider')).toEqual([])
  })

  it('of one peer cannot crowd out those of others, and its new ones take the place of its old', () => {
    const store = new RecordStore({ records: 5, recordsPerPeer: 3 })
    store.put(record('c', 'alice'), ONE)
    for (let i = 0; i < 100; i++) store.put(record(`c${i}`, 'eve'), ONE)
    expect([store.has(record('c', 'alice')), store.has(record('c99', 'eve'))]).toEqual([true, true])
    expect([...store._allKeys()]).toHaveLength(4)
  })

  it('are never full: many names of one network make room for those of another', () => {
    const store = new RecordStore({ records: 100, recordsPerPeer: 50 })
    store.placeAt({ self: ONE, networkOf: (peer) => (peer.startsWith('eve') ? 'net of eve' : peer) })
    for (let i = 0; i < 40; i++) store.put(record(`a${i}`, 'alice'), ONE)
    for (let i = 0; i < 1_000; i++) store.put(record(`e${i}`, `eve${i}`), ONE)
    for (let i = 0; i < 20; i++) store.put(record(`b${i}`, 'bob'), ONE)
    const of = (peer: string): number =>
      [...store._allKeys()].filter((key) => key.toString().split('/')[4]?.startsWith(peer)).length
    expect([of('alice'), of('bob'), of('eve')]).toEqual([40, 20, 40])
  })

  it('of one CID are bounded, and one network does not push the others out of it', async () => {
    const store = new RecordStore({ recordsPerCid: 4 })
    store.placeAt({ self: ONE, networkOf: (peer) => (peer.startsWith('eve') ? 'net of eve' : peer) })
    for (const peer of ['alice', 'bob']) store.put(record('c', peer), ONE)
    for (let i = 0; i < 100; i++) store.put(record('c', `eve${i}`), ONE)
    expect(await keysUnder(store, '/dht/provider/c')).toEqual(
      ['alice', 'bob', 'eve98', 'eve99'].map((peer) => `/dht/provider/c/${peer}`),
    )
  })

  it('of one peer give way one for one when there are too many', () => {
    const far = Array.from({ length: 16 }, (_, i) => `far${i}`)
    const store = new RecordStore({ records: 16 })
    for (const cid of far) store.put(record(cid, 'eve'), ONE)
    store.put(record('new', 'eve'), ONE)
    const gone = far.filter((cid) => !store.has(record(cid, 'eve')))
    expect(gone).toHaveLength(1)
  })
})
