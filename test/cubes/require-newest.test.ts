import { join } from 'node:path'
import { expect, it } from 'vitest'
import type { CubeRecord } from '../../src/cubes/cube-record.ts'
import { headEntry, highWater, openStore } from '../../src/storage/index.ts'
import { reopen, temporaryNode } from '../helpers/temporary-home.ts'

it.each([1, 7])(
  'a home that lost its newest %i heads signs no other one over an older state',
  async (lost) => {
    const alice = await temporaryNode('alice')
    const { cube } = (await alice.call('create', { name: 'notes' })) as { cube: string }
    await alice.close()
    const store = await openStore(join(alice.home, 'store'))
    const before = (await store.records<CubeRecord>('cubes').get(cube))!
    const mark = (await highWater(store, cube, alice.author))!
    await store.commit({ put: [headEntry(cube, alice.author, { ...mark, seq: before.seq + lost })] })
    await store.close()
    const again = await reopen(alice.home)
    await expect(again.call('add', { cube: 'notes', key: 'a', text: 'one' })).rejects.toMatchObject({
      code: 'ERR_CORRUPT',
      message: expect.stringContaining(`sequence ${before.seq} here, and its head ${before.seq + lost}`),
    })
  },
)
