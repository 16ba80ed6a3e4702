// Members whose clocks are a day off, either way: they come in, share, miss something and catch up like the others.
import { describe, expect, test } from 'vitest'
import { reopen, temporaryNode } from '../../helpers/temporary-home.ts'
import { call, eventually, invited, online, type Person } from './people.ts'

const day = 24 * 3_600_000
const off = (ms: number) => ({ ...online, now: () => Date.now() + ms })

async function reads(all: readonly Person[], key: string, text: string): Promise<void> {
  await eventually(async () => {
    for (const one of all)
      expect(await call(one, 'get', { cube: 'team/notes', key })).toMatchObject({ body: text })
  })
}

describe('a clock that is a day off', { timeout: 120_000 }, () => {
  test.each([
    ['ahead', day],
    ['behind', -day],
  ])('%s keeps nobody from coming in, sharing and catching up', async (_, ms) => {
    const alice = await temporaryNode('alice', online)
    await call(alice, 'swarm-create', { name: 'team' })
    await call(alice, 'create', { name: 'notes', swarm: 'team' })
    // The clock of whoever made the invitation counts: an hour is enough for somebody who thinks it is over.
    const { invite } = await invited(alice, { ttlMs: day / 24, role: 'admin' })
    let bob = await temporaryNode('bob', off(ms))
    expect(await call(bob, 'swarm-join', { invite })).toMatchObject({ state: 'joined' })
    await call(alice, 'add', { cube: 'team/notes', key: 'a', text: 'of alice' })
    await reads([alice, bob], 'a', 'of alice')
    await eventually(async () => {
      await call(bob, 'add', { cube: 'team/notes', key: 'b', text: 'of bob' })
    })
    await reads([alice, bob], 'b', 'of bob')

    // Somebody with the right time comes in by an invitation of bob's.
    const { invite: ofBob } = await invited(bob, { ttlMs: day / 24 })
    const carol = await temporaryNode('carol', online)
    expect(await call(carol, 'swarm-join', { invite: ofBob })).toMatchObject({ state: 'joined' })
    await reads([carol], 'b', 'of bob')

    // Bob misses an epoch and what was written in it, and finds both.
    await bob.close()
    await call(alice, 'swarm-rotate', { swarm: 'team' })
    await call(alice, 'add', { cube: 'team/notes', key: 'c', text: 'in epoch 2' })
    bob = await reopen(bob.home, off(ms))
    await reads([bob, carol], 'c', 'in epoch 2')
    expect(await call(bob, 'swarm-list', {})).toMatchObject({ swarms: [{ epoch: 2, state: 'online' }] })
    await call(alice, 'add', { cube: 'team/notes', key: 'd', text: 'after all that' })
    await reads([bob, carol], 'd', 'after all that')
  })
})
