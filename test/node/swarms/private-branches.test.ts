// In a swarm as well a branch is its maker's alone until it is published among the members.
import { expect, test } from 'vitest'
import { call, eventually, team } from './people.ts'

test('a branch is private to a member until it is published in the swarm', { timeout: 90_000 }, async () => {
  const { alice, bob } = await team()
  const cube = 'team/notes'
  const names = async (who: typeof bob): Promise<string[]> =>
    (await call(who, 'branch', { cube })).branches.map(({ name }: { name: string }) => name)
  await call(alice, 'create', { name: 'notes', swarm: 'team' })
  await call(alice, 'branch', { cube, name: 'draft' })
  await call(alice, 'switch', { cube, branch: 'draft' })
  await call(alice, 'add', { cube, key: 'plan', text: 'not for bob yet' })
  await call(alice, 'add', { cube, key: 'a', text: 'for all', branch: 'main' })
  await eventually(async () =>
    expect(await call(bob, 'show', { cube })).toMatchObject({ role: 'coauthor', memories: 1 }),
  )
  // What the other writes moves main, and leaves alice on her branch with hers.
  await call(bob, 'add', { cube, key: 'b', text: 'by bob' })
  await eventually(async () =>
    expect(await call(alice, 'get', { cube, key: 'b', branch: 'main' })).toMatchObject({ body: 'by bob' }),
  )
  expect(await call(alice, 'show', { cube })).toMatchObject({ branch: 'draft', memories: 1 })
  expect(await names(bob)).toEqual(['main'])
  expect((await call(alice, 'branch', { cube })).branches).toMatchObject([
    { name: 'draft', published: false, current: true },
    { name: 'main', published: true },
  ])

  // A branch of the same name that bob publishes is another one.
  await call(bob, 'branch', { cube, name: 'draft' })
  await call(bob, 'add', { cube, key: 'c', text: 'a draft of bob', branch: 'draft' })
  await call(bob, 'publish', { cube, branches: ['draft'] })
  await call(bob, 'add', { cube, key: 'd', text: 'after it' })
  await eventually(async () =>
    expect(await call(alice, 'get', { cube, key: 'd', branch: 'main' })).toMatchObject({ body: 'after it' }),
  )
  expect((await call(alice, 'keys', { cube })).keys).toEqual(['plan'])

  await call(alice, 'branch', { cube, name: 'shared' })
  await call(alice, 'publish', { cube, branches: ['shared'] })
  await eventually(async () => expect(await names(bob)).toContain('shared'))
  for (const who of [alice, bob])
    expect(await call(who, 'fsck', {})).toMatchObject({ ok: true, problems: [] })
})
