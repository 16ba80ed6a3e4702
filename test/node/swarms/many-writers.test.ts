// Six members who all write at the same time come to one state, whoever merges.
import { expect, test } from 'vitest'
import { temporaryNode } from '../../helpers/temporary-home.ts'
import { call, eventually, member, online, type Person } from './people.ts'

test('members who all write at the same time come to one state', { timeout: 90_000 }, async () => {
  const alice = await temporaryNode('alice', online)
  await call(alice, 'swarm-create', { name: 'team' })
  const all: Person[] = [alice]
  for (const name of ['bob', 'carol', 'dan', 'erin', 'frank']) all.push(await member(name, alice))
  await call(alice, 'create', { name: 'notes', swarm: 'team' })
  await eventually(async () => {
    for (const one of all.slice(1))
      expect(await call(one, 'show', { cube: 'team/notes' })).toMatchObject({ role: 'coauthor' })
  })
  await Promise.all(
    all.map((one, at) => call(one, 'add', { cube: 'team/notes', key: `k${at}`, text: `of ${at}` })),
  )
  await eventually(async () => {
    const shown = await Promise.all(all.map((one) => call(one, 'show', { cube: 'team/notes' })))
    expect(new Set(shown.map(({ head }) => head as string)).size).toBe(1)
    expect(shown[0]).toMatchObject({ memories: 6 })
  })
})
