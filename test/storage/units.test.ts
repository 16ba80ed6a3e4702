/** Parts of the store alone, over a database that is made up. */
import { describe, expect, it } from 'vitest'
import { asideKey, blockKey } from '../../src/storage/key-space.ts'
import { healOperations } from '../../src/storage/aside.ts'
import type { AuditLog } from '../../src/storage/audit-log.ts'
import type { WriteOperation } from '../../src/storage/database.ts'
import { isSealed, putRecord } from '../../src/storage/records.ts'
import type { ReopeningDatabase } from '../../src/storage/reopening-database.ts'
import { WriteQueue } from '../../src/storage/write-queue.ts'
import { sampleBlocks } from './sample-blocks.ts'

const sealed = (key: string): { key: Uint8Array; value: Uint8Array } =>
  putRecord({ space: 'meta', key, value: { n: 1 } }) as Extract<WriteOperation, { type: 'put' }>

describe('a record', () => {
  it('holds under its own key alone, and with no bit changed', () => {
    const { key, value } = sealed('a')
    expect(isSealed(key, value)).toBe(true)
    expect(isSealed(sealed('b').key, value)).toBe(false)
    for (const at of value.keys()) expect(isSealed(key, value.with(at, value[at]! ^ 1))).toBe(false)
  })
})

describe('a block that takes the place of a damaged one', () => {
  const [block] = sampleBlocks(1) as [ReturnType<typeof sampleBlocks>[number]]
  const healing = (held: Uint8Array | undefined): Promise<WriteOperation[]> =>
    healOperations({ getMany: async () => [held] } as unknown as ReopeningDatabase, [block])
  const put: WriteOperation = { type: 'put', key: blockKey(block.cid), value: block.bytes }

  it('has the damaged bytes moved aside', async () => {
    const damaged = block.bytes.with(0, block.bytes[0]! ^ 1)
    expect(await healing(damaged)).toEqual([
      { type: 'put', key: asideKey(blockKey(block.cid)), value: damaged },
      put,
    ])
  })

  it('is just put where nothing is, or the same', async () => {
    expect(await healing(undefined)).toEqual([put])
    expect(await healing(block.bytes)).toEqual([put])
  })
})

/** A queue whose first write waits until it is let go, and what was written. */
function heldQueue() {
  const gate = Promise.withResolvers<void>()
  const written: { keys: number[]; sync: boolean }[] = []
  const database = {
    write: async (operations: WriteOperation[], { sync }: { sync: boolean }) => {
      await gate.promise
      written.push({ keys: operations.map(({ key }) => key[0]!), sync })
    },
  } as unknown as ReopeningDatabase
  const log = { reset: () => undefined } as unknown as AuditLog
  const queue = new WriteQueue({ database, log, probe: async () => undefined })
  const write = (sync: boolean, key: number, count = 1): Promise<void> =>
    queue.write(
      Array.from({ length: count }, () => ({ type: 'del' as const, key: Uint8Array.of(key) })),
      { sync },
    )
  return { write, go: () => gate.resolve(), written }
}

describe('writes that wait', () => {
  it('go together in their order, synced if one of them is', async () => {
    const { write, go, written } = heldQueue()
    const all = [write(false, 1), write(false, 2), write(true, 3), write(false, 4)]
    go()
    await Promise.all(all)
    expect(written).toEqual([
      { keys: [1], sync: false },
      { keys: [2, 3, 4], sync: true },
    ])
  })

  it('go in several writes when they are many, and none is lost', async () => {
    const { write, go, written } = heldQueue()
    const all = [write(false, 1), write(false, 2, 600), write(false, 3, 600), write(false, 4)]
    go()
    await Promise.all(all)
    expect(written.map(({ keys }) => keys.length)).toEqual([1, 600, 601])
  })
})
