import { CID } from 'multiformats/cid'
import { describe, expect, it } from 'vitest'
import { indexedBytes } from '../../src/care/cache/indexed-bytes.ts'
import { Leftovers } from '../../src/care/cache/leftovers.ts'
import { encodeBlock } from '../../src/core/codec/index.ts'
import { createExclusive } from '../../src/home/index.ts'

const cube = encodeBlock({ a: 'cube' }).cid.toString()
const fork = `proposal/${encodeBlock({ a: 'fork' }).cid.toString()}`

function staged(marks: Record<string, Uint8Array[]>) {
  const blocks = new Map<string, Uint8Array>()
  const ids = new Map(
    Object.entries(marks).map(([id, parts]) => [
      id,
      parts.map((bytes, i) => {
        const { cid } = encodeBlock({ id, i })
        blocks.set(cid.toString(), bytes)
        return cid
      }),
    ]),
  )
  const store = {
    stageIds: async () => [...ids.keys()],
    async *stagedBlocks(id: string) {
      yield* ids.get(id) ?? []
    },
    getMany: async (cids: CID[]) => cids.map((cid) => blocks.get(cid.toString())),
    clearStaging: async (id: string) => void ids.delete(id),
  }
  const exclusive = createExclusive()
  const node = { store, exclusive } as unknown as ConstructorParameters<typeof Leftovers>[0]
  return { leftovers: new Leftovers(node), exclusive, ids }
}

const all = (): boolean => true

describe('what was staged for a pull that was cut off', () => {
  it('counts with all its bytes, those of an earlier process too, and what comes after', async () => {
    const { leftovers } = staged({
      [cube]: [new Uint8Array(10), new Uint8Array(20)],
      [fork]: [new Uint8Array(5)],
    })
    const bytes = async (): Promise<number[]> => (await leftovers.held(all)).map((one) => one.bytes)
    expect(await bytes()).toEqual([30, 5])
    leftovers.add(cube, 7)
    expect(await bytes()).toEqual([37, 5])
  })

  it('is the first to give way, and stays while its pull runs', async () => {
    const { leftovers, exclusive, ids } = staged({ [cube]: [new Uint8Array(10)] })
    const running = Promise.withResolvers<void>()
    const pull = exclusive(cube, () => running.promise)
    expect(await leftovers.held(all)).toMatchObject([{ evictable: false, usedMs: -1 }])
    expect(await leftovers.giveUp(cube)).toBe(false)
    running.resolve()
    await pull
    expect(await leftovers.held(all)).toMatchObject([{ evictable: true, usedMs: -1 }])
    expect(await leftovers.giveUp(cube)).toBe(true)
    expect(ids.size).toBe(0)
    expect(await leftovers.held(all)).toEqual([])
  })

  it('is not what this home itself is about to restore', async () => {
    const { leftovers } = staged({ 'restore/x': [new Uint8Array(10)] })
    expect(await leftovers.held(all)).toEqual([])
    expect(await leftovers.giveUp('restore/x')).toBe(false)
  })
})

describe('the index of a cube', () => {
  it('counts more for many small memories than for few large ones', () => {
    expect(indexedBytes({ bytes: 1_000_000, memories: 100_000 })).toBe(103_900_000)
    expect(indexedBytes({ bytes: 1_000_000, memories: 10 })).toBe(1_510_240)
  })
})
