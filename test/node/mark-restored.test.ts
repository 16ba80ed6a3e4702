// What a home that is made from a backup may have signed after it: numbers jump, and what others may hold waits.
import { expect, it } from 'vitest'
import { markRestored, restoredJump } from '../../src/cubes/restored.ts'
import type { AnyStoreBatch, LedgerStore } from '../../src/storage/index.ts'

const alice = 'did:key:alice'
const bob = 'did:key:bob'
const createdMs = 5

interface Stored {
  cubes?: object[]
  heads?: Record<string, object>
  away?: object[]
}

/** What is written into a home that has these records. */
async function restored({ cubes = [], heads = {}, away = [] }: Stored, isSwarm = false) {
  const spaces: Record<string, [string, object][]> = {
    cubes: cubes.map((one) => [(one as { cube: string }).cube, one]),
    heads: Object.entries(heads),
    meta: away.map((record) => [
      `away/${(record as { cube: string }).cube}`,
      { why: 'archived', record, sinceMs: 1 },
    ]),
  }
  const batches: AnyStoreBatch[] = []
  const all = async function* (space: string) {
    yield* spaces[space]!
  }
  const store = {
    records: (space: string) => ({ readable: () => all(space), list: () => all(space) }),
    commit: async (batch: AnyStoreBatch) => void batches.push(batch),
  } as unknown as LedgerStore
  const names = await markRestored(store, { author: alice, createdMs, nowMs: 9, isSwarm })
  const [batch, ...others] = batches
  expect(others).toEqual([])
  return { names, put: new Map(batch?.put?.map(({ key, value }) => [key, value])), audit: batch?.audit }
}

const own = { cube: 'mine', name: 'mine', author: alice, own: true, seq: 3, published: true }

it('numbers of own heads jump, in the record and in the mark', async () => {
  const head = new Uint8Array(1)
  const { put } = await restored({ cubes: [own], heads: { [`mine/${alice}`]: { seq: 3, head } } })
  expect(put.get('mine')).toMatchObject({ seq: 3 + restoredJump })
  expect(put.get(`mine/${alice}`)).toEqual({ seq: 3 + restoredJump, head })
})

it('heads and cubes of others stay as they are', async () => {
  const theirs = { cube: 'theirs', name: 'theirs', author: bob, own: false, seq: 7, published: true }
  const { names, put } = await restored({ cubes: [theirs], heads: { [`theirs/${bob}`]: { seq: 7 } } })
  expect(names).toEqual([])
  expect([...put]).toEqual([])
})

it('only what others may hold waits until they were asked', async () => {
  const draft = { ...own, cube: 'draft', name: 'draft', published: false }
  const { names, put } = await restored({ cubes: [own, draft] })
  expect(names).toEqual(['mine'])
  expect(put.get('mine')).toMatchObject({ restored: { createdMs } })
  expect(put.get('draft')).not.toHaveProperty('restored')
  expect(put.get('draft')).toMatchObject({ seq: 3 + restoredJump })
  const inSwarm = await restored({ cubes: [own, draft] }, true)
  expect(inSwarm.names).toEqual(['mine', 'draft'])
  expect(inSwarm.put.get('draft')).toMatchObject({ restored: { createdMs } })
})

it('of a cube that is signed with others the number of the record is theirs, and the next own one is higher', async () => {
  const shared = { cube: 'ours', name: 'ours', author: bob, own: false, signs: ['*'], rosters: [], seq: 4 }
  const { put } = await restored({ cubes: [{ ...shared, published: true }] })
  expect(put.get('ours')).toMatchObject({ seq: 4, leastSeq: restoredJump })
})

it('an archived cube is treated as one that is here', async () => {
  const { put } = await restored({ away: [{ ...own, cube: 'cold' }] })
  expect(put.get('away/cold')).toMatchObject({
    why: 'archived',
    record: { seq: 3 + restoredJump, restored: { createdMs } },
  })
})

it('the audit log says how many records changed', async () => {
  const { audit } = await restored({ cubes: [own], heads: { [`mine/${alice}`]: { seq: 3 } } })
  expect(audit).toEqual([{ time: 9, kind: 'restore-backup', count: 2 }])
})
