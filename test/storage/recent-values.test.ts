// What is kept in memory of the last writes: never what the disk does not have, and never more than a bounded part.
import { describe, expect, it } from 'vitest'
import type { Database, WriteOperation } from '../../src/storage/database.ts'
import { recordKey } from '../../src/storage/key-space.ts'
import { RecentValues } from '../../src/storage/recent-values.ts'
import { openReopeningDatabase, type ReopeningDatabase } from '../../src/storage/reopening-database.ts'

const synced = { sync: true }
const keyOf = (name: string): Uint8Array => recordKey('meta', name)
const put = (name: string, ...value: number[]): WriteOperation => ({
  type: 'put',
  key: keyOf(name),
  value: Uint8Array.from(value),
})

async function openFake(write: Database['write'] = async () => {}): Promise<ReopeningDatabase> {
  const none = async (): Promise<never[]> => []
  const fake: Database = {
    getMany: none,
    hasMany: none,
    keys: none,
    entries: none,
    write,
    snapshot: () => Promise.reject(new Error('not asked for here')),
    compact: async () => {},
    close: async () => {},
  }
  return openReopeningDatabase('/nowhere', async () => fake)
}

describe('what was written lately', () => {
  it('is the same array until it is written anew, and a copy of what was given', async () => {
    const database = await openFake()
    const first = put('a', 1)
    await database.write([first], synced)
    if (first.type === 'put') first.value[0] = 9
    expect(database.recent(keyOf('a'))).toEqual(Uint8Array.of(1))
    expect(database.recent(keyOf('a'))).toBe(database.recent(keyOf('a')))
    await database.write([put('a', 2)], synced)
    expect(database.recent(keyOf('a'))).toEqual(Uint8Array.of(2))
  })

  it('is not kept before the disk has it', async () => {
    let done = (): void => {}
    const database = await openFake(() => new Promise((resolve) => (done = resolve)))
    const written = database.write([put('a', 1)], synced)
    await new Promise((resolve) => setImmediate(resolve))
    expect(database.recent(keyOf('a'))).toBeUndefined()
    done()
    await written
    expect(database.recent(keyOf('a'))).toEqual(Uint8Array.of(1))
  })

  it('goes with a deletion, an unsynced write of the same key and a large write', async () => {
    const others: ((name: string) => [WriteOperation[], { sync: boolean }])[] = [
      (name) => [[{ type: 'del', key: keyOf(name) }], synced],
      (name) => [[put(name, 2)], { sync: false }],
      () => [Array.from({ length: 1_000 }, (_, at) => put(`other/${at}`, 1)), synced],
    ]
    for (const other of others) {
      const database = await openFake()
      await database.write([put('a', 1)], synced)
      await database.write(...other('a'))
      expect(database.recent(keyOf('a'))).toBeUndefined()
    }
  })

  it('is forgotten when a write fails, when the database is opened anew and when it is closed', async () => {
    let fails = false
    const ends: ((database: ReopeningDatabase) => Promise<unknown>)[] = [
      (database) => ((fails = true), database.write([put('b', 1)], synced).catch(() => undefined)),
      (database) => database.reopen(),
      (database) => database.close(),
    ]
    for (const end of ends) {
      fails = false
      const database = await openFake(async () => {
        if (fails) throw new Error('IO error: the disk is on fire')
      })
      await database.write([put('a', 1)], synced)
      await end(database)
      expect(database.recent(keyOf('a'))).toBeUndefined()
    }
  })

  it('has a bound, and no large values', () => {
    const recent = new RecentValues()
    const large = { type: 'put', key: keyOf('large'), value: new Uint8Array(100_000) } as const
    recent.note([large], synced)
    expect(recent.get(large.key)).toBeUndefined()
    for (let at = 0; at < 1_000; at++)
      recent.note([{ type: 'put', key: keyOf(`k/${at}`), value: new Uint8Array(4_096) }], synced)
    expect(recent.get(keyOf('k/999'))).toBeDefined()
    const kept = Array.from({ length: 1_000 }, (_, at) => recent.get(keyOf(`k/${at}`))).filter(Boolean)
    expect(kept.length).toBeLessThanOrEqual(128)
  })
})
