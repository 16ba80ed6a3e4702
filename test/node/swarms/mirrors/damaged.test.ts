// Mirrors of a member are made from the cubes: a folder of them that cannot be opened takes nothing else with it.
import { writeFile } from 'node:fs/promises'
import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { mirrorsFolder } from '../../../../src/home/swarm-folders.ts'
import { listSpaces } from '../../../../src/home/swarm-folders.ts'
import { reopen, temporaryNode } from '../../../helpers/temporary-home.ts'
import { call, eventually, online } from '../people.ts'

test('a member whose mirrors cannot be opened makes them anew', { timeout: 60_000 }, async () => {
  const alice = await temporaryNode('alice', online)
  await call(alice, 'swarm-create', { name: 'team' })
  const server = await temporaryNode('server', online)
  const { invite } = await call(alice, 'swarm-seed', { swarm: 'team', untrusted: true })
  await call(server, 'swarm-join', { invite })
  await call(alice, 'create', { name: 'expenses', swarm: 'team' })
  const held = async () => (await call(server, 'swarm-seed', { swarm: 'team' })).held
  await eventually(async () => expect(await held()).toHaveLength(1))
  await alice.close()
  const [space = ''] = await listSpaces(alice.home)
  const store = join(space, mirrorsFolder, 'store')
  for (const name of await readdir(store))
    await writeFile(join(store, name), 'garbage').catch(() => undefined)

  const again = await reopen(alice.home, online)
  expect(await call(again, 'swarm-list', {})).toMatchObject({ swarms: [{ state: 'online' }] })
  const [before] = await held()
  await call(again, 'add', { cube: 'team/expenses', key: 'a', text: 'one' })
  await eventually(async () => {
    const [now, ...others] = await held()
    expect(others).toEqual([])
    expect(now.mirror).toBe(before.mirror)
    expect(now.commit).not.toBe(before.commit)
  })
})
