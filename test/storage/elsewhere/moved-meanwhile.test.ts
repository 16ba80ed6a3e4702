// A block comes here from elsewhere between two looks of one read: it is found all the same.
import { expect, test } from 'vitest'
import type { KeyRange } from '../../../src/storage/database.ts'
import { blockKey, blockRange } from '../../../src/storage/key-space.ts'
import { indexKey } from '../../../src/storage/elsewhere/index-keys.ts'
import { createSplitReads, type SplitReads } from '../../../src/storage/elsewhere/split-reads.ts'
import { sampleBlocks } from '../sample-blocks.ts'

const [block] = sampleBlocks(1)
const key = blockKey(block!.cid)
const nameOf = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex')

/** @param looks after so many the block is here, and named no longer */
function readsWhere(looks: number): SplitReads {
  const values = new Map<string, Uint8Array>([[nameOf(indexKey(key)), Uint8Array.of(1)]])
  let left = looks
  const looked = <T>(found: T): Promise<T> => {
    if (--left === 0) {
      values.delete(nameOf(indexKey(key)))
      values.set(nameOf(key), block!.bytes)
    }
    return Promise.resolve(found)
  }
  const level = {
    getMany: (keys: Uint8Array[]) => looked(keys.map((one) => values.get(nameOf(one)))),
    keys: ({ gte, lt }: KeyRange) => {
      const names = [...values.keys()].map((name) => new Uint8Array(Buffer.from(name, 'hex')))
      return looked(names.filter((one) => Buffer.compare(one, gte) >= 0 && Buffer.compare(one, lt) < 0))
    },
  }
  const cache = { epoch: 0, getMany: async (keys: Uint8Array[]) => keys.map(() => undefined), put() {} }
  return createSplitReads({ level, now: level, remote: { get: async () => undefined }, cache } as never)
}

test.each([
  ['after the first look', 1],
  ['after it was named', 2],
])('a block that comes %s is read', async (_when, looks) => {
  expect(await readsWhere(looks).getMany([key])).toEqual([block!.bytes])
})

test('a block that comes after the first look is there, with its size', async () => {
  expect(await readsWhere(1).hasMany([key])).toEqual([true])
  expect(await readsWhere(1).sizes([key])).toEqual([block!.bytes.length])
})

test.each([1, 2, 3])('a block that comes after look %d of a listing is in it', async (looks) => {
  expect(await readsWhere(looks).keys(blockRange, 10)).toEqual([key])
})
