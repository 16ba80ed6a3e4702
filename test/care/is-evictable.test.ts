// Which cubes may give way to others: those that nobody here asked to keep.
import { expect, it } from 'vitest'
import { evictCube, isEvictable } from '../../src/care/cache/evict.ts'
import type { CubeRecord } from '../../src/cubes/cube-record.ts'
import { tierOf, type AuthorRecord } from '../../src/cubes/tier.ts'

const cube = `b${'a'.repeat(58)}`
const strangers = { cube, name: 'notes', author: 'did:key:bob', own: false, followed: false } as CubeRecord

async function mayGo(
  record: Partial<CubeRecord> = {},
  {
    author,
    isBusy = false,
    needed = [],
  }: { author?: AuthorRecord; isBusy?: boolean; needed?: string[] } = {},
): Promise<boolean> {
  const node = {
    authors: { tier: async (one: CubeRecord) => tierOf(one, author) },
    exclusive: { isBusy: () => isBusy },
  } as unknown as Parameters<typeof isEvictable>[0]
  return isEvictable(node, { ...strangers, ...record }, new Set(needed))
}

it('is a cube of a stranger', async () => {
  expect(await mayGo()).toBe(true)
})

it.each([
  ['an own cube', { own: true }],
  ['a cube that this home signs with others', { signs: ['*'] }],
  ['a cube that is followed', { followed: true }],
  ['a cube that is pinned', { pinned: true }],
])('is not %s', async (_what, record) => {
  expect(await mayGo(record)).toBe(false)
})

it('is not the cube of an author who is followed or trusted', async () => {
  const bob = { did: 'did:key:bob', followed: false, blocked: false }
  expect(await mayGo({}, { author: { ...bob, followed: true } })).toBe(false)
  expect(await mayGo({}, { author: { ...bob, tier: 'team' } })).toBe(false)
  expect(await mayGo({}, { author: { ...bob, tier: 'community' } })).toBe(true)
})

it('is not a cube that another one here needs, or that is being written', async () => {
  expect(await mayGo({}, { needed: [cube] })).toBe(false)
  expect(await mayGo({}, { isBusy: true })).toBe(false)
})

it.each([
  ['was followed', { followed: true }],
  ['was pinned', { pinned: true }],
  ['is signed here', { signs: ['main'] }],
])('a cube that %s since the plan was made stays', async (_what, now) => {
  const node = {
    exclusive: Object.assign((_: string, task: () => Promise<boolean>) => task(), { isBusy: () => false }),
    cubes: { get: async () => ({ ...strangers, ...now }) },
    nowMs: () => 1,
    ledger: { change: async () => Promise.reject(new Error('it was evicted')) },
  } as unknown as Parameters<typeof evictCube>[0]
  expect(await evictCube(node, cube)).toBe(false)
})
