// Private swarms: real nodes on loopback, each with a home of its own.
import { describe, expect, test } from 'vitest'
import { call, eventually, team } from './people.ts'

describe('a swarm', { timeout: 90_000 }, () => {
  test('lets in who holds an invitation, and what one writes the others recall', async () => {
    const { alice, bob } = await team()
    await call(alice, 'create', { name: 'notes', swarm: 'team' })
    await call(alice, 'add', { cube: 'team/notes', key: 'a', text: 'the deploy key rotates on mondays' })
    await eventually(async () => {
      const { body } = await call(bob, 'get', { cube: 'team/notes', key: 'a' })
      expect(body).toBe('the deploy key rotates on mondays')
    })
    await eventually(async () =>
      expect(await call(bob, 'show', { cube: 'notes', swarm: 'team' })).toMatchObject({ role: 'coauthor' }),
    )
    await call(bob, 'add', { cube: 'team/notes', key: 'b', text: 'bob saw the cache fill up' })
    await eventually(async () => {
      const { results } = await call(alice, 'recall', { query: 'who saw the cache fill up?' })
      expect(results[0]).toMatchObject({ key: 'b', tier: 'team', swarm: 'team' })
    })
    const { cubes } = await call(bob, 'list', {})
    expect(cubes).toMatchObject([{ name: 'notes', swarm: 'team', role: 'coauthor', tier: 'team' }])
    expect(await call(bob, 'status', {})).toMatchObject({
      swarms: [{ name: 'team', epoch: 1, members: 2, online: 1, role: 'writer', state: 'online' }],
    })
    expect(await call(bob, 'fsck', {})).toMatchObject({ ok: true, problems: [] })
  })
})
