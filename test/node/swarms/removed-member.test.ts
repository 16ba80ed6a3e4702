// What somebody can try who was put out, with everything that they had: invitations made before, the whole home, a member
// who does not know yet.
import { afterEach, describe, expect, test } from 'vitest'
import { parseInvitation } from '../../../src/core/swarm/index.ts'
import { peerIn } from '../../../src/swarms/places.ts'
import { placeOf } from '../../helpers/kept-secrets.ts'
import { reopen, temporaryNode } from '../../helpers/temporary-home.ts'
import { call, eventually, invited, member, online, team, told } from './people.ts'

let trying = true
afterEach(() => {
  trying = false
})

describe('who was removed', { timeout: 90_000 }, () => {
  test('does not come back with an invitation that they made as an admin, nor does a friend', async () => {
    const { alice } = await team()
    const mallory = await member('mallory', alice, { role: 'admin' })
    const { invite: own } = await invited(mallory)
    const { id } = await invited(mallory, { auto: false })
    // Words that lead to the door of an admin who stays.
    const { doors } = parseInvitation((await invited(alice)).invite)
    const { formatInvitation } = await import('../../../src/core/swarm/index.ts')
    const elsewhere = formatInvitation({ ...parseInvitation(own), doors })
    await eventually(async () => {
      const { invites } = await call(alice, 'swarm-invites', { swarm: 'team' })
      expect(invites).toHaveLength(5)
    })
    await call(alice, 'swarm-remove', { swarm: 'team', author: 'mallory' })
    const eve = await temporaryNode('eve', online)
    expect(await told(call(eve, 'swarm-join', { invite: elsewhere, waitMs: 0 }))).toMatchObject({
      code: 'ERR_DENIED',
      exit: 3,
    })
    const { invites } = await call(alice, 'swarm-invites', { swarm: 'team' })
    const states = (invites as { id: string; state: string }[]).map((one) => [one.id, one.state])
    expect(new Map(states as [string, string][]).get(id)).toBe('revoked')
    expect(await told(call(alice, 'swarm-confirm', { swarm: 'team', id }))).toMatchObject({
      code: 'ERR_CONFLICT',
      message: expect.stringContaining('revoked') as string,
    })
  })

  test('gets nothing of what somebody wrote who was away and comes back while others are there', async () => {
    const { alice, bob } = await team()
    await call(alice, 'create', { name: 'notes', swarm: 'team' })
    const carol = await member('carol', alice)
    await eventually(async () =>
      expect(await call(carol, 'show', { cube: 'team/notes' })).toMatchObject({ role: 'coauthor' }),
    )
    await eventually(async () => expect(await call(bob, 'show', { cube: 'team/notes' })).toBeDefined())
    await carol.close()
    const { hosts } = await placeOf(carol.home, '127.0.0.1')
    const [host = ''] = hosts
    await call(alice, 'swarm-remove', { swarm: 'team', author: 'bob' })
    const away = await reopen(carol.home)
    await call(away, 'add', { cube: 'team/notes', key: 'late', text: 'written while she was away' })
    await away.close()
    // Bob waits for her at her address.
    trying = true
    let met = 0
    const knocking = (async () => {
      while (trying) {
        await call(bob, 'connect', { address: host, swarm: 'team' }).then(
          () => met++,
          () => undefined,
        )
        await new Promise((resolve) => setTimeout(resolve, 20))
      }
    })()
    const back = await reopen(carol.home, online)
    await eventually(async () =>
      expect(await call(alice, 'get', { cube: 'team/notes', key: 'late' })).toMatchObject({
        body: 'written while she was away',
      }),
    )
    expect(await call(back, 'swarm-list', {})).toMatchObject({ swarms: [{ epoch: 2 }] })
    trying = false
    await knocking
    expect(peerIn(host)).toBeDefined()
    expect(met).toBe(0)
    expect(await told(call(bob, 'get', { cube: 'team/notes', key: 'late' }))).toMatchObject({
      code: 'ERR_NOT_FOUND',
    })
  })
})
