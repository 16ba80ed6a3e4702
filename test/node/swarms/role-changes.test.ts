// Whoever gets another role goes on being told of the cubes of the swarm, and each home knows who signs them now.
import { expect, test } from 'vitest'
import { call, eventually, member, team, type Person } from './people.ts'

const cube = 'team/notes'

async function shows(one: Person, shown: object): Promise<void> {
  await eventually(async () => expect(await call(one, 'show', { cube })).toMatchObject(shown))
}

const setRole = (alice: Person, author: string, role: string): Promise<unknown> =>
  call(alice, 'swarm-role', { swarm: 'team', author, role })

test(
  'a writer who is made a reader goes on being told, and writes again when made a writer',
  { timeout: 120_000 },
  async () => {
    const { alice, bob } = await team()
    await call(alice, 'create', { name: 'notes', swarm: 'team' })
    await shows(bob, { role: 'coauthor' })
    await call(bob, 'add', { cube, key: 'k1', text: 'of bob' })
    await shows(alice, { memories: 1 })
    await setRole(alice, 'bob', 'reader')
    await shows(bob, { role: 'followed' })
    await call(alice, 'add', { cube, key: 'later', text: 'of alice' })
    await shows(bob, { role: 'followed', memories: 2, diverged: [] })
    await setRole(alice, 'bob', 'writer')
    await shows(bob, { role: 'coauthor' })
    await call(bob, 'add', { cube, key: 'again', text: 'of bob' })
    await shows(alice, { memories: 3 })
  },
)

test(
  'a reader who is made the second writer of a cube signs it, and reads on as a reader',
  { timeout: 120_000 },
  async () => {
    const { alice, bob } = await team()
    await setRole(alice, 'bob', 'reader')
    const carol = await member('carol', alice, { role: 'reader' })
    await call(alice, 'create', { name: 'notes', swarm: 'team' })
    for (const one of [bob, carol]) await shows(one, { role: 'followed' })
    await setRole(alice, 'bob', 'writer')
    await shows(bob, { role: 'coauthor' })
    await call(bob, 'add', { cube, key: 'k1', text: 'of bob' })
    for (const one of [alice, carol]) await shows(one, { memories: 1 })
    await setRole(alice, 'bob', 'reader')
    await shows(bob, { role: 'followed' })
    await call(alice, 'add', { cube, key: 'later', text: 'of alice' })
    for (const one of [bob, carol]) await shows(one, { role: 'followed', memories: 2 })
  },
)
