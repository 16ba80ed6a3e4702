import { describe, expect, it } from 'vitest'
import { topicCid } from '../../../src/core/cube/index.ts'
import type { Authors } from '../../../src/core/policy/index.ts'
import { createReceiver } from '../../../src/sharing/receiver.ts'
import type { VerifiedPull } from '../../../src/protocols/index.ts'

const cube = topicCid('a cube')

describe('a pull of one head of several', () => {
  const genesisBlock = { cid: cube, bytes: new Uint8Array(3) }
  const pull = { cube, commit: topicCid('a commit'), genesisBlock } as VerifiedPull
  const flipped = async (staged: readonly number[]) => {
    const batches: object[] = []
    const pulled: [string, number][] = []
    const node = {
      cubes: { commit: async () => ({ author: new Uint8Array(32), parents: [], cube }) },
      store: { putBlocks: async () => {}, commit: async (batch: object) => void batches.push(batch) },
      cache: {
        staged() {},
        discarded() {},
        pulled: async (id: string, bytes: number) => void pulled.push([id, bytes]),
      },
    }
    const receiver = createReceiver(node as unknown as Parameters<typeof createReceiver>[0])
    for (const bytes of staged) await receiver.stage(cube, [{ cid: cube, bytes: new Uint8Array(bytes) }])
    const flip = receiver.flipFor({ authors: {} as Authors })
    await flip(pull)
    return { batches, pulled, again: () => flip(pull) }
  }

  it('keeps the blocks in one batch, and writes no record', async () => {
    const { batches } = await flipped([10])
    expect(batches).toEqual([{ blocks: [genesisBlock], clearStaging: [cube.toString()] }])
  })

  it('tells the cache all that it wrote, once', async () => {
    const { pulled, again } = await flipped([10, 20])
    await again()
    expect(pulled).toEqual([
      [cube.toString(), 30],
      [cube.toString(), 0],
    ])
  })
})

describe('a pull of so many bytes', () => {
  const reserve = 64 * 1024 * 1024
  const asked = (bytes: number, usage: { free: number; readOnly?: boolean }, shortage?: object) => {
    const node = {
      store: { usage: async () => ({ readOnly: false, ...usage }) },
      cache: { makeRoom: async () => shortage },
    }
    return createReceiver(node as unknown as Parameters<typeof createReceiver>[0]).mayAccept({
      cube,
      blocks: 1,
      bytes,
    })
  }

  it('is taken when twice as much is free, and the reserve', async () => {
    expect(await asked(1_000, { free: 2_000 + reserve })).toBeUndefined()
    expect(await asked(1_000, { free: 2_000 + reserve - 1 })).toMatchObject({
      class: 'limit',
      code: 'ERR_LIMIT',
    })
    expect(await asked(0, { free: reserve - 1 })).toMatchObject({ class: 'limit' })
  })

  it('is not taken on a disk that takes no writes, or beyond the cache', async () => {
    const free = 10 * reserve
    expect(await asked(1, { free, readOnly: true })).toMatchObject({
      class: 'transient',
      code: 'ERR_DISK_FULL',
    })
    expect(await asked(1, { free: 0, readOnly: true })).toMatchObject({ code: 'ERR_DISK_FULL' })
    const shortage = { needed: 1, used: 9, max: 9, freeable: 0 }
    expect(await asked(1, { free }, shortage)).toMatchObject({ class: 'limit', code: 'ERR_LIMIT' })
  })
})
