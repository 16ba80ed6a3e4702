// What a swarm refuses, with the code and the hint of each, and that nothing half-joined stays behind.
import { describe, expect, test } from 'vitest'
import { reopen, temporaryNode } from '../../helpers/temporary-home.ts'
import { call, eventually, foldersOf, invited, member, online, team } from './people.ts'

const noWait = { waitMs: 0 }

describe('an invitation', { timeout: 90_000 }, () => {
  test('lets nobody in who cut it off, comes late, comes second, or has that of another swarm', async () => {
    const { alice } = await team()
    const eve = await temporaryNode('eve', online)
    const { invite } = await invited(alice)
    await expect(call(eve, 'swarm-join', { invite: invite.slice(0, -9) })).rejects.toMatchObject({
      code: 'ERR_INVALID_INPUT',
      hint: expect.stringContaining('whole word') as string,
    })
    await expect(call(eve, 'swarm-join', { invite: 'hello' })).rejects.toMatchObject({
      code: 'ERR_INVALID_INPUT',
    })

    const bob = await temporaryNode('carol', online)
    expect(await call(bob, 'swarm-join', { invite })).toMatchObject({
      state: 'joined',
      name: 'team',
      epoch: 1,
    })
    const refused = { code: 'ERR_DENIED', hint: expect.stringContaining('new invitation') as string }
    for (let time = 0; time < 20; time++)
      await expect(call(eve, 'swarm-join', { invite, ...noWait })).rejects.toMatchObject(refused)
    await expect(call(bob, 'swarm-join', { invite })).rejects.toMatchObject({ code: 'ERR_CONFLICT' })

    const second = await invited(alice)
    await call(alice, 'swarm-revoke', { swarm: 'team', id: second.id })
    await expect(call(eve, 'swarm-join', { invite: second.invite, ...noWait })).rejects.toMatchObject(refused)

    const third = await invited(alice, { ttlMs: 1_000 })
    await new Promise((resolve) => setTimeout(resolve, 1_100))
    await expect(call(eve, 'swarm-join', { invite: third.invite, ...noWait })).rejects.toMatchObject({
      code: 'ERR_DENIED',
      message: expect.stringContaining('good until') as string,
    })
    expect(await foldersOf(eve)).toEqual([])
    const { invites } = await call(alice, 'swarm-invites', { swarm: 'team' })
    expect(invites.map(({ state }: { state: string }) => state).sort()).toEqual([
      'expired',
      'revoked',
      'used',
      'used',
    ])
  })

  test('with nobody online ends after its deadline, names whom it waited for, and is still good', async () => {
    const alice = await temporaryNode('alice', online)
    await call(alice, 'swarm-create', { name: 'team' })
    const { invite } = await invited(alice)
    await alice.close()
    const bob = await temporaryNode('bob', online)
    await expect(call(bob, 'swarm-join', { invite, ...noWait })).rejects.toMatchObject({
      code: 'ERR_UNREACHABLE',
      message: expect.stringContaining('12D3KooW') as string,
      hint: expect.stringContaining('still good') as string,
    })
    expect(await foldersOf(bob)).toEqual([])
    await reopen(alice.home, online)
    expect(await call(bob, 'swarm-join', { invite })).toMatchObject({ state: 'joined' })
  })

  test('that an admin confirms waits, and is let in when it asks again', async () => {
    const { alice } = await team()
    const carol = await temporaryNode('carol', { ...online, now: () => Date.now() + 24 * 3_600_000 })
    const { invite, id } = await invited(alice, { auto: false, role: 'reader' })
    expect(await call(carol, 'swarm-join', { invite, ...noWait })).toMatchObject({ state: 'pending' })
    const { pending } = await call(alice, 'swarm-members', { swarm: 'team' })
    expect(pending).toMatchObject([{ id, state: 'waiting', name: 'carol' }])
    await call(alice, 'swarm-confirm', { swarm: 'team', id })
    expect(await call(carol, 'swarm-join', { invite, ...noWait })).toMatchObject({ state: 'joined' })
    await expect(call(carol, 'create', { name: 'x', swarm: 'team' })).rejects.toMatchObject({
      code: 'ERR_DENIED',
      message: expect.stringContaining('reader') as string,
    })
  })
})

describe('a member', { timeout: 90_000 }, () => {
  test('that is no admin changes nothing, and the last admin stays', async () => {
    const { alice, bob } = await team()
    const denied = { code: 'ERR_DENIED', hint: expect.stringContaining('admin') as string }
    for (const [name, input] of [
      ['swarm-invite', {}],
      ['swarm-rotate', {}],
      ['swarm-remove', { author: 'alice' }],
      ['swarm-role', { author: 'bob', role: 'admin' }],
    ] as const)
      await expect(call(bob, name, { swarm: 'team', ...input })).rejects.toMatchObject(denied)
    const last = { code: 'ERR_CONFLICT', hint: expect.stringContaining('admin first') as string }
    await expect(call(alice, 'swarm-remove', { swarm: 'team', author: 'alice' })).rejects.toMatchObject(last)
    await expect(
      call(alice, 'swarm-role', { swarm: 'team', author: 'alice', role: 'reader' }),
    ).rejects.toMatchObject(last)
    await expect(call(alice, 'swarm-leave', { swarm: 'team' })).rejects.toMatchObject(last)
    await expect(call(alice, 'swarm-members', { swarm: 'other' })).rejects.toMatchObject({
      code: 'ERR_NOT_FOUND',
    })
    await expect(call(alice, 'swarm-create', { name: 'team' })).rejects.toMatchObject({
      code: 'ERR_CONFLICT',
    })
  })

  test('that was removed is cut off, and who was away then learns the new epoch at the door', async () => {
    const { alice, bob } = await team()
    const carol = await member('carol', alice)
    await call(alice, 'create', { name: 'notes', swarm: 'team' })
    await eventually(async () => expect(await call(carol, 'show', { cube: 'team/notes' })).toBeDefined())
    await eventually(async () => expect(await call(bob, 'show', { cube: 'team/notes' })).toBeDefined())
    await carol.close()
    expect(await call(alice, 'swarm-remove', { swarm: 'team', author: 'bob' })).toMatchObject({ epoch: 2 })
    await call(alice, 'add', { cube: 'team/notes', key: 'after', text: 'not for bob' })
    const back = await reopen(carol.home, online)
    await eventually(async () => {
      expect(await call(back, 'get', { cube: 'team/notes', key: 'after' })).toMatchObject({
        body: 'not for bob',
      })
    })
    const { swarms } = await call(back, 'swarm-list', {})
    expect(swarms).toMatchObject([{ epoch: 2, members: 2, state: 'online' }])
    await eventually(async () =>
      expect(await call(bob, 'swarm-list', {})).toMatchObject({
        swarms: [{ epoch: 1, online: 0, state: 'refused' }],
      }),
    )
    await expect(call(bob, 'get', { cube: 'team/notes', key: 'after' })).rejects.toMatchObject({
      code: 'ERR_NOT_FOUND',
    })
  })

  test('that leaves is gone for the others, and holds nothing of it any more', async () => {
    const { alice, bob } = await team()
    await eventually(async () =>
      expect(await call(bob, 'swarm-list', {})).toMatchObject({ swarms: [{ online: 1 }] }),
    )
    expect(await call(bob, 'swarm-leave', { swarm: 'team' })).toMatchObject({ name: 'team', told: 1 })
    expect(await foldersOf(bob)).toEqual([])
    await eventually(async () =>
      expect(await call(alice, 'swarm-members', { swarm: 'team' })).toMatchObject({
        epoch: 2,
        members: [{ name: 'alice' }],
      }),
    )
  })
})
