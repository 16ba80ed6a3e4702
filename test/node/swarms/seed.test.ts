// An untrusted seed: it holds the sealed cubes of a swarm, gives them to members, and can read nothing. Real nodes on loopback.
import { describe, expect, test } from 'vitest'
import { findOnDisk } from '../../helpers/find-on-disk.ts'
import { reopen, temporaryNode } from '../../helpers/temporary-home.ts'
import { call, eventually, online, team, type Json, type Person } from './people.ts'

const marker = 'the vault opens with the word pelican'
const words = [marker, 'pelican', 'expenses', 'vault/word', 'quarterly', 'a message about it']

/** A server that joined as a seed. */
async function seedOf(admin: Person): Promise<Person> {
  const server = await temporaryNode('server', online)
  const { invite, role } = await call(admin, 'swarm-seed', { swarm: 'team', untrusted: true })
  expect(role).toBe('seed')
  expect(await call(server, 'swarm-join', { invite })).toMatchObject({ state: 'joined', name: 'team' })
  return server
}

const mirrorsAt = async (server: Person): Promise<number> =>
  (await call(server, 'swarm-seed', { swarm: 'team' })).mirrors

const bodyOf = async (node: Person, key: string): Promise<Json> =>
  (await call(node, 'get', { cube: 'team/expenses', key })).body

describe('an untrusted seed', { timeout: 120_000 }, () => {
  test('gives a member what another one wrote who is gone, and can read nothing of it', async () => {
    const { alice, bob } = await team()
    await call(alice, 'create', { name: 'expenses', about: 'quarterly', swarm: 'team' })
    await call(alice, 'add', { cube: 'team/expenses', key: 'vault/word', text: marker })
    await eventually(async () => expect(await bodyOf(bob, 'vault/word')).toBe(marker))
    const server = await seedOf(alice)
    await eventually(async () => expect(await mirrorsAt(server)).toBeGreaterThan(0))

    await bob.close()
    await call(alice, 'add', {
      cube: 'team/expenses',
      key: 'late',
      text: 'pelican no more: heron',
      message: 'a message about it',
    })
    // What was signed before the time of a mirror's commit is in it.
    const written = new Date().toISOString()
    await call(alice, 'add', { cube: 'team/expenses', key: 'later', text: 'something' })
    await eventually(async () => {
      const { held } = await call(server, 'swarm-seed', { swarm: 'team' })
      expect(held.some(({ time }: { time: string }) => time > written)).toBe(true)
    })
    expect(await call(server, 'swarm-list', {})).toMatchObject({
      swarms: [{ role: 'seed', cubes: 0, state: 'online' }],
    })
    await alice.close()

    const back = await reopen(bob.home, online)
    await eventually(async () => expect(await bodyOf(back, 'late')).toBe('pelican no more: heron'))
    expect(await call(back, 'verify', { cube: 'team/expenses' })).toMatchObject({ ok: true })
    await back.close()
    await server.close()
    expect(await findOnDisk(back.home, words)).not.toEqual([])
    expect(await findOnDisk(server.home, words)).toEqual([])
  })

  test('is let in by an admin alone, becomes nothing else, and is cut off as any member', async () => {
    const { alice, bob } = await team()
    await expect(call(bob, 'swarm-seed', { swarm: 'team', untrusted: true })).rejects.toMatchObject({
      code: 'ERR_DENIED',
    })
    await expect(call(alice, 'swarm-seed', { swarm: 'team' })).rejects.toMatchObject({
      code: 'ERR_INVALID_INPUT',
      hint: expect.stringContaining('--untrusted') as string,
    })
    const server = await seedOf(alice)
    await expect(call(server, 'create', { name: 'own', swarm: 'team' })).rejects.toMatchObject({
      code: 'ERR_DENIED',
      message: expect.stringContaining('seed') as string,
    })
    await expect(
      call(alice, 'swarm-role', { swarm: 'team', author: 'server', role: 'reader' }),
    ).rejects.toMatchObject({ code: 'ERR_CONFLICT' })
    await eventually(async () =>
      expect((await call(alice, 'swarm-members', { swarm: 'team' })).members).toContainEqual(
        expect.objectContaining({ name: 'server', role: 'seed', online: true }),
      ),
    )
    await call(alice, 'swarm-remove', { swarm: 'team', author: 'server' })
    await eventually(async () => expect((await call(server, 'swarm-list', {})).swarms[0].online).toBe(0))
  })
})
