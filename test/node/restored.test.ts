// After a restored home has looked around, it signs above every number that it used.
import { expect, it } from 'vitest'
import { cidFor, DAG_CBOR } from '../../src/core/codec/index.ts'
import { headEntry, type StoreBatch } from '../../src/storage/index.ts'
import type { CubeRecord } from '../../src/cubes/cube-record.ts'
import { settleRestored } from '../../src/cubes/restored.ts'

const cube = cidFor(DAG_CBOR, Buffer.from('cube')).toString()
const head = Buffer.from('head')

it.each([
  [
    'the mark is raised to the number that was restored',
    { mark: 3, now: 4, before: 100_004, after: 100_004 },
  ],
  ['the number is raised to what others had', { mark: 3, now: 200_000, before: 100_004, after: 200_000 }],
  ['a mark that is higher stays', { mark: 300_000, now: 4, before: 100_004, after: 300_000 }],
])('%s', async (_what, { mark, now, before, after }) => {
  const batches: StoreBatch[] = []
  const record = { cube, name: 'notes', seq: now, restored: { createdMs: 1 } } as CubeRecord
  const settled = await settleRestored(
    {
      author: { did: 'did:key:alice' },
      cubes: { resolve: async () => record },
      store: {
        commit: async (batch: StoreBatch) => void batches.push(batch),
        records: () => ({ get: async () => ({ seq: mark, head }) }),
      },
      events: { emit: () => true },
    } as unknown as Parameters<typeof settleRestored>[0],
    { ...record, seq: before },
  )
  expect(settled).toEqual({ cube, name: 'notes', seq: Math.max(now, before) })
  expect(batches).toEqual([
    {
      put: [
        { space: 'cubes', key: cube, value: settled },
        headEntry(cube, 'did:key:alice', { seq: after, head }),
      ],
    },
  ])
})
