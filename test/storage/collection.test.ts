import { describe, expect, test } from 'vitest'
import type { Block } from '../../src/core/codec/index.ts'
import { openStore, type MeasuredBlock } from '../../src/storage/index.ts'
import { createFaultyDatabase } from './faulty-database.ts'
import { sampleBlocks } from './sample-blocks.ts'
import { temporaryDir } from './temporary-dir.ts'

const settled = (): boolean => false

function measured(blocks: readonly Block[]): MeasuredBlock[] {
  return blocks.map(({ cid, bytes }) => ({ cid, bytes: bytes.length }))
}

describe('a collection under readers and writers', () => {
  test('deletes nothing while somebody has asked for a block and nobody has looked at it', async () => {
    const store = await openStore(await temporaryDir())
    const blocks = sampleBlocks(3)
    await store.putBlocks(blocks)
    const collection = store.beginCollection(settled)
    const [wanted] = blocks
    await store.has(wanted!.cid)
    expect(collection.delete(measured(blocks))).toBeUndefined()
    expect(collection.takeNoted().asked.map(String)).toEqual([wanted!.cid.toString()])
    expect(await collection.delete(measured(blocks.slice(1)))).toMatchObject({ blocks: 2 })
    expect(await store.hasMany(blocks.map(({ cid }) => cid))).toEqual([true, false, false])
    collection.end()
    await store.close()
  })

  test('leaves what was put since it began, also what is only on its way', async () => {
    const faulty = createFaultyDatabase()
    const store = await openStore(await temporaryDir(), { openDatabase: faulty.openDatabase })
    const [block, other] = sampleBlocks(2)
    await store.putBlocks([block!, other!])
    const collection = store.beginCollection(settled)
    const gate = Promise.withResolvers<void>()
    faulty.gate = gate.promise
    const putting = store.putBlocks([block!])
    expect(collection.isKept(block!.cid)).toBe(true)
    const deleting = collection.delete(measured([block!, other!]))
    gate.resolve()
    await putting
    expect(await deleting).toMatchObject({ blocks: 1 })
    expect(await store.hasMany([block!.cid, other!.cid])).toEqual([true, false])
    collection.end()
    await store.close()
  })

  test('whoever asks for a block that is just being deleted waits, and does not find it', async () => {
    const faulty = createFaultyDatabase()
    const store = await openStore(await temporaryDir(), { openDatabase: faulty.openDatabase })
    const [block] = sampleBlocks(1)
    await store.putBlocks([block!])
    const collection = store.beginCollection(settled)
    const gate = Promise.withResolvers<void>()
    faulty.gate = gate.promise
    const deleting = collection.delete(measured([block!]))
    const asked = store.get(block!.cid)
    gate.resolve()
    expect(await asked).toBeUndefined()
    expect(await deleting).toMatchObject({ blocks: 1, bytes: block!.bytes.length })
    collection.end()
    await store.close()
  })

  test('tells of records that were put, with the blocks of a batch that is not written yet', async () => {
    const faulty = createFaultyDatabase()
    const store = await openStore(await temporaryDir(), { openDatabase: faulty.openDatabase })
    const [block] = sampleBlocks(1)
    const collection = store.beginCollection(settled)
    const gate = Promise.withResolvers<void>()
    faulty.gate = gate.promise
    const committing = store.commit({ blocks: [block!], put: [{ space: 'meta', key: 'k', value: 1 }] })
    // The operations of a batch are put together first.
    while (!collection.isKept(block!.cid)) await Promise.resolve()
    expect(collection.delete([])).toBeUndefined()
    expect(collection.takeNoted().records).toEqual([{ space: 'meta', key: 'k', value: 1 }])
    expect(await collection.getMany([block!.cid])).toEqual([block!.bytes])
    gate.resolve()
    await committing
    collection.end()
    await store.close()
  })

  test('there is one at a time, and what comes after its end is not noted', async () => {
    const store = await openStore(await temporaryDir())
    const collection = store.beginCollection(settled)
    expect(() => store.beginCollection(settled)).toThrow(expect.objectContaining({ code: 'ERR_CONFLICT' }))
    collection.end()
    const next = store.beginCollection(settled)
    collection.end()
    const [block] = sampleBlocks(1)
    await store.putBlocks([block!])
    expect(collection.isKept(block!.cid)).toBe(false)
    expect(next.isKept(block!.cid)).toBe(true)
    next.end()
    await store.close()
  })
})
