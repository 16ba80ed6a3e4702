// What needs a decision is told by list, show, status and doctor until somebody made it.
import { describe, expect, test } from 'vitest'
import { temporaryNode } from '../helpers/temporary-home.ts'
import { call, type Json, type Person } from './swarms/people.ts'

/** `k` was changed on two branches, which were merged: both edits are there. */
async function edited(cube: string, alice: Person): Promise<{ key: string; beside: string }> {
  await call(alice, 'add', { cube, key: 'k', text: 'as it was' })
  await call(alice, 'branch', { cube, name: 'other' })
  await call(alice, 'add', { cube, key: 'k', text: 'what one wrote' })
  await call(alice, 'add', { cube, key: 'k', text: 'what the other wrote', branch: 'other' })
  await call(alice, 'merge', { cube, other: 'other', strategy: 'union' })
  const { keys } = await call(alice, 'keys', { cube })
  const beside = (keys as string[]).find((key) => key.startsWith('k~'))
  if (beside === undefined) throw new Error(`expected two edits, got ${keys}`)
  return { key: 'k', beside }
}

async function doctorSays(alice: Person): Promise<Json> {
  const { checks } = await call(alice, 'doctor', {})
  return (checks as { name: string }[]).find(({ name }) => name === 'waiting')
}

describe('two edits of one memory', { timeout: 60_000 }, () => {
  test.each(['notes', 'crew/notes'])('of %s are named everywhere until one is chosen', async (cube) => {
    const alice = await temporaryNode('alice')
    await call(alice, 'swarm-create', { name: 'crew' })
    await call(alice, 'create', { name: 'notes', ...(cube !== 'notes' && { swarm: 'crew' }) })
    expect((await call(alice, 'show', { cube })).waiting).toEqual([])
    const { key, beside } = await edited(cube, alice)
    const hint = expect.stringContaining(`memcube choose ${cube} ${beside}`) as string
    const waiting = [{ kind: 'edited-twice', key, beside, hint }]
    expect((await call(alice, 'show', { cube })).waiting).toEqual(waiting)
    expect((await call(alice, 'list', {})).cubes).toMatchObject([{ displayName: cube, waiting }])
    expect(await call(alice, 'status', {})).toMatchObject({
      cubes: 1,
      memories: 2,
      waiting: [{ displayName: cube, ...waiting[0] }],
    })
    expect(await doctorSays(alice)).toMatchObject({
      ok: false,
      message: `${cube}: "k" was edited twice at the same time, the other edit is "${beside}"`,
      hint,
    })
    // Something else is written meanwhile.
    await call(alice, 'add', { cube, key: 'z', text: 'later' })
    expect((await call(alice, 'show', { cube })).waiting).toEqual(waiting)

    const wanted = (await call(alice, 'get', { cube, key: beside })).body
    expect(await call(alice, 'choose', { cube, key: beside })).toMatchObject({ key, removed: [beside] })
    expect(await call(alice, 'get', { cube, key })).toMatchObject({ body: wanted })
    expect((await call(alice, 'keys', { cube })).keys).toEqual(['k', 'z'])
    expect((await call(alice, 'show', { cube })).waiting).toEqual([])
    expect(await call(alice, 'status', {})).toMatchObject({ waiting: [] })
    expect(await doctorSays(alice)).toMatchObject({ ok: true })
  })

  test('are decided by keeping what the key holds, or by hand, as well', async () => {
    const alice = await temporaryNode('alice')
    for (const cube of ['a', 'b']) await call(alice, 'create', { name: cube })
    const first = await edited('a', alice)
    const stood = (await call(alice, 'get', { cube: 'a', key: 'k' })).body
    await call(alice, 'choose', { cube: 'a', key: 'k' })
    expect(await call(alice, 'get', { cube: 'a', key: 'k' })).toMatchObject({ body: stood })
    expect((await call(alice, 'show', { cube: 'a' })).waiting).toEqual([])
    await expect(call(alice, 'choose', { cube: 'a', key: first.beside })).rejects.toMatchObject({
      code: 'ERR_NOT_FOUND',
    })
    const second = await edited('b', alice)
    await call(alice, 'remove', { cube: 'b', keys: [second.beside] })
    expect((await call(alice, 'show', { cube: 'b' })).waiting).toEqual([])
  })

  test('a key that only looks like one of two edits waits for nobody', async () => {
    const alice = await temporaryNode('alice')
    await call(alice, 'create', { name: 'notes' })
    await call(alice, 'add', { cube: 'notes', key: 'k', text: 'x' })
    await call(alice, 'add', { cube: 'notes', key: 'k~yzd5g3c4', text: 'y' })
    expect((await call(alice, 'show', { cube: 'notes' })).waiting).toEqual([])
  })
})

test('an unfinished merge is named until it is finished or forgotten', async () => {
  const alice = await temporaryNode('alice')
  await call(alice, 'create', { name: 'notes' })
  await call(alice, 'add', { cube: 'notes', key: 'k', text: 'as it was' })
  await call(alice, 'branch', { cube: 'notes', name: 'other' })
  await call(alice, 'add', { cube: 'notes', key: 'k', text: 'here' })
  await call(alice, 'add', { cube: 'notes', key: 'k', text: 'there', branch: 'other' })
  await call(alice, 'merge', { cube: 'notes', other: 'other' })
  const hint = expect.stringContaining('memcube merge notes --branch main') as string
  const waiting = [{ kind: 'unfinished-merge', branch: 'main', hint }]
  expect((await call(alice, 'show', { cube: 'notes' })).waiting).toEqual(waiting)
  expect((await call(alice, 'status', {})).waiting).toMatchObject(waiting)
  expect(await doctorSays(alice)).toMatchObject({ ok: false, hint })
  await call(alice, 'merge', { cube: 'notes', abort: true })
  expect((await call(alice, 'status', {})).waiting).toEqual([])
})
