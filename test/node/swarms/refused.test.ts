// What a swarm refuses to those who are in it, with the code and the hint of each; bad invitations have a file of their own.
import { describe, expect, test } from 'vitest'
import { reopen, temporaryNode } from '../../helpers/temporary-home.ts'
import { openSpace } from './mirrors/space.ts'
import { call, eventually, foldersOf, invited, member, online, team } from './people.ts'

const noWait = { waitMs: 0 }

describe('an invitation', { timeout: 90_000 }, () => {
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

describe('a reader', { timeout: 90_000 }, () => {
  test('who makes a cube with software of their own gives it to nobody', async () => {
    const { alice } = await team()
    const eve = await member('eve', alice, { role: 'reader' })
    await eve.close()
    const space = await openSpace(eve.home)
    // Software of her own asks for no role.
    space.forgetRoles()
    const { cube } = await space.call('create', { name: 'lies' })
    await space.call('add', { cube: 'lies', key: 'a', text: 'the deploy key is 1234' })
    await space.call('publish', { cube: 'lies' })
    await space.call('authors', { cube: 'lies', add: (await call(alice, 'swarm-list', {})).swarms[0].author })
    await space.close()
    await reopen(eve.home, online)
    await eventually(async () =>
      expect(await call(alice, 'swarm-list', {})).toMatchObject({ swarms: [{ online: 2 }] }),
    )
    await eventually(async () =>
      expect(call(alice, 'pull', { cube, swarm: 'team' })).rejects.toMatchObject({
        code: 'ERR_DENIED',
        message: expect.stringContaining('may not write in team') as string,
      }),
    )
    expect((await call(alice, 'list', { swarm: 'team' })).cubes).toEqual([])
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
