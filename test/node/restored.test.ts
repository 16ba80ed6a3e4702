// After a restored home has asked its peers, it signs above every number that it used.
import { expect, it } from 'vitest'
import { cidFor, DAG_CBOR, parseCid } from '../../src/core/codec/index.ts'
import { headEntry } from '../../src/storage/index.ts'
import type { CubeRecord } from '../../src/cubes/cube-record.ts'
import type { Plan } from '../../src/cubes/ledger.ts'
import { finishRestore } from '../../src/cubes/restored.ts'

const cube = cidFor(DAG_CBOR, Buffer.from('cube')).toString()
const commit = cidFor(DAG_CBOR, Buffer.from('commit'))
const head = Buffer.from('head')

it.each([
  [
    'the mark is raised to the number that was restored',
    { mark: 3, now: 4, before: 100_004, after: 100_004 },
  ],
  ['the number is raised to what others had', { mark: 3, now: 200_000, before: 100_004, after: 200_000 }],
  ['a mark that is higher stays', { mark: 300_000, now: 4, before: 100_004, after: 300_000 }],
])('%s', async (_what, { mark, now, before, after }) => {
  const plans: Plan[] = []
  const record = { cube, name: 'notes', seq: now, commit, restored: { createdMs: 1 } } as CubeRecord
  const finished = await finishRestore(
    {
      author: { did: 'did:key:alice' },
      cubes: { resolve: async () => record },
      store: { records: () => ({ get: async () => ({ seq: mark, head }) }) },
      ledger: { change: async (plan: Plan) => void plans.push(plan) },
      nowMs: () => 7,
    } as unknown as Parameters<typeof finishRestore>[0],
    { ...record, seq: before },
  )
  expect(finished).toEqual({ cube, name: 'notes', commit, seq: Math.max(now, before) })
  expect(plans).toEqual([
    {
      record: finished,
      put: [headEntry(cube, 'did:key:alice', { seq: after, head })],
      audit: [{ time: 7, kind: 'restore-checked', cube: parseCid(cube), commit }],
    },
  ])
})
