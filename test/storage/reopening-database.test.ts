import { describe, expect, it } from 'vitest'
import type { Database } from '../../src/storage/index.ts'
import { openReopeningDatabase } from '../../src/storage/reopening-database.ts'

/** A database whose reads never end until it is closed, which cuts them off, or, once `answer` is given, answer that. */
function fakeDatabase(answer?: Uint8Array): Database {
  const cutOff: (() => void)[] = []
  const read = <T>(value: T): Promise<T> =>
    answer === undefined
      ? new Promise((_resolve, reject) => cutOff.push(() => reject(new Error('Database is not open'))))
      : Promise.resolve(value)
  return {
    getMany: () => read([answer]),
    hasMany: () => read([true]),
    keys: () => read([]),
    entries: () => read([]),
    write: () => Promise.resolve(),
    snapshot: () => Promise.reject(new Error('not asked for here')),
    compact: () => Promise.resolve(),
    async close() {
      cutOff.forEach((cut) => cut())
    },
  }
}

describe('a database that is opened anew', () => {
  it('answers from the new one what the closing of the old one cut off', async () => {
    const answer = Uint8Array.of(42)
    const databases = [fakeDatabase(), fakeDatabase(answer)]
    const database = await openReopeningDatabase('/nowhere', async () => databases.shift()!)
    const reads = [
      database.getMany([answer]),
      database.hasMany([answer]),
      database.keys({ gte: answer, lt: answer }, 1),
    ]
    // The reads have to be under way on the old one.
    await new Promise((resolve) => setImmediate(resolve))
    await database.reopen()
    expect(await Promise.all(reads)).toEqual([[answer], [true], []])
  })

  it('passes on the error of a read that nothing cut off', async () => {
    const failing: Database = {
      ...fakeDatabase(),
      getMany: () => Promise.reject(new Error('Corruption: bad block')),
    }
    const database = await openReopeningDatabase('/nowhere', async () => failing)
    await expect(database.getMany([Uint8Array.of(1)])).rejects.toThrow('bad block')
  })

  it('does not open again after it was closed', async () => {
    let opened = 0
    const database = await openReopeningDatabase('/nowhere', async () => (opened++, fakeDatabase()))
    await database.close()
    await expect(database.getMany([])).rejects.toThrow('closed')
    await expect(database.reopen()).rejects.toThrow('closed')
    expect(opened).toBe(1)
  })
})
