// What a person is told beside the answer of a write.
import { expect, test } from 'vitest'
import { temporaryNode } from '../helpers/temporary-home.ts'
import { call, told } from './swarms/people.ts'

test('the first write to a published cube says that it goes to everybody, once for each publishing', async () => {
  const alice = await temporaryNode('alice')
  const add = (text: string, key = 'k') => call(alice, 'add', { cube: 'notes', key, text })
  await call(alice, 'create', { name: 'notes' })
  expect(await add('private')).not.toHaveProperty('notice')
  expect(await call(alice, 'publish', { cube: 'notes' })).not.toHaveProperty('notice')
  expect((await add('public')).notice).toContain('notes is published: what was written now goes to everybody')
  expect(await add('again')).not.toHaveProperty('notice')
  await call(alice, 'unpublish', { cube: 'notes' })
  expect(await add('private again')).not.toHaveProperty('notice')
  await call(alice, 'publish', { cube: 'notes' })
  expect((await call(alice, 'remove', { cube: 'notes', keys: ['k'] })).notice).toContain('goes to everybody')
})

test('what changed nothing is no first write', async () => {
  const alice = await temporaryNode('alice', { now: () => Date.UTC(2026, 10, 1) })
  await call(alice, 'create', { name: 'notes' })
  await call(alice, 'add', { cube: 'notes', key: 'k', text: 'same' })
  await call(alice, 'publish', { cube: 'notes' })
  expect(await call(alice, 'add', { cube: 'notes', key: 'k', text: 'same' })).not.toHaveProperty('notice')
  expect((await call(alice, 'add', { cube: 'notes', key: 'k', text: 'other' })).notice).toBeDefined()
})

test('a cube of a swarm is not unpublished, and the way to what is wanted is named', async () => {
  const alice = await temporaryNode('alice')
  await call(alice, 'swarm-create', { name: 'crew' })
  await call(alice, 'create', { name: 'runbook', swarm: 'crew' })
  const before = await call(alice, 'show', { cube: 'crew/runbook' })
  const refusal = await told(call(alice, 'unpublish', { cube: 'crew/runbook' }))
  expect(refusal).toMatchObject({ code: 'ERR_DENIED', exit: 3 })
  expect(refusal.message).toContain('its members read it as long as they are members')
  expect(refusal.hint).toContain('memcube swarm remove crew')
  expect(await call(alice, 'show', { cube: 'crew/runbook' })).toEqual(before)
  expect(await call(alice, 'add', { cube: 'crew/runbook', text: 'for the team' })).not.toHaveProperty(
    'notice',
  )
})

test('what is written on a private branch is for nobody, and says nothing', async () => {
  const alice = await temporaryNode('alice')
  await call(alice, 'create', { name: 'notes' })
  await call(alice, 'publish', { cube: 'notes' })
  await call(alice, 'branch', { cube: 'notes', name: 'draft' })
  const on = (branch: string, text: string) => call(alice, 'add', { cube: 'notes', key: 'k', text, branch })
  expect(await on('draft', 'for me')).not.toHaveProperty('notice')
  expect(await call(alice, 'publish', { cube: 'notes', branches: ['draft'] })).not.toHaveProperty('notice')
  expect((await on('draft', 'for all')).notice).toContain('goes to everybody')
})
