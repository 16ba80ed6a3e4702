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

  it('of one peer cannot crowd out those of others', () => {
    const store = new RecordStore({ records: 5, recordsPerPeer: 3 })
    for (let i = 0; i < 10; i++) store.put(record(`c${i}`, 'eve'), ONE)
    store.put(record('c', 'alice'), ONE)
    expect([
      store.has(record('c2', 'eve')),
      store.has(record('c3', 'eve')),
      store.has(record('c', 'alice')),
    ]).toEqual([true, false, true])
  })

  it('have a total, and room again after deletes', () => {
    const store = new RecordStore({ records: 2, recordsPerPeer: 2 })
    for (const peer of ['alice', 'bob', 'carol']) store.put(record('c', peer), ONE)
    expect(store.has(record('c', 'carol'))).toBe(false)
    store.delete(record('c', 'alice'))
    store.put(record('c', 'carol'), ONE)
    expect(store.has(record('c', 'carol'))).toBe(true)
  })
})
