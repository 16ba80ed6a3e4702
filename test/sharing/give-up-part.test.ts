// A cube of which a part was held comes anew, whole: what was decided here about the part holds for it.
import { expect, it } from 'vitest'
import type { CubeRecord } from '../../src/cubes/index.ts'
import { keepWishes } from '../../src/sharing/give-up-part.ts'

const cube = 'bafyreigh2akiscaildcqabsyg3dfr6chu3fgpregiymsck7e7aqa4s52zy'
const now = { cube, name: 'notes-2', followed: false, seq: 3 } as CubeRecord
const part = { filter: ['a/'], of: 9 }
const before = { cube, name: 'notes', followed: true, pinned: true, seq: 2, part } as CubeRecord

async function kept(held: CubeRecord | undefined, whole = now) {
  const changes: { record: CubeRecord; audit: { kind: string }[] }[] = []
  const ledger = { change: async (plan: (typeof changes)[0]) => void changes.push(plan) }
  const record = await keepWishes({ ledger, nowMs: () => 1 } as never, held, whole)
  return { record, changes }
}

it('its name, that it is followed, and that it is pinned', async () => {
  const { record, changes } = await kept(before)
  expect(record).toEqual({ cube, name: 'notes', followed: true, pinned: true, seq: 3 })
  expect(changes).toMatchObject([{ record, audit: [{ kind: 'follow' }] }])
})

it.each([
  ['name', { name: 'notes' }],
  ['following', { followed: true }],
  ['pin', { pinned: true }],
])('each of them, as its %s', async (_, wish) => {
  const held = { ...before, name: now.name, followed: false, pinned: false, ...wish }
  expect((await kept(held)).record).toMatchObject(wish)
})

it('and nothing is written where nothing differs, or where it was held whole or not at all', async () => {
  const same = { ...before, name: now.name, followed: false, pinned: false }
  const { part: _part, ...whole } = before
  for (const held of [same, whole, undefined]) expect(await kept(held)).toEqual({ record: now, changes: [] })
})
