// A licence that does not go with another is said aloud, and refuses nothing.
import { expect, test } from 'vitest'
import { runWith } from '../interfaces/run-with.ts'
import { temporaryNode } from '../helpers/temporary-home.ts'

test('fork, describe and merge say whether the licences go together', async () => {
  const alice = await temporaryNode('alice')
  const { cube } = (await alice.call('create', { name: 'notes', licence: 'CC-BY-SA-4.0' })) as {
    cube: string
  }
  await alice.call('add', { cube, key: 'k', text: 'shared' })
  const fork = (await alice.call('fork', { cube, name: 'mine' })) as { cube: string }
  expect(fork).toMatchObject({
    licence: {
      ours: 'CC-BY-SA-4.0',
      theirs: 'CC-BY-SA-4.0',
      verdict: 'same',
      says: 'both are under the same licence',
    },
  })
  expect(await alice.call('describe', { cube: 'mine', licence: 'MIT' })).toMatchObject({
    licence: 'MIT',
    terms: { ours: 'MIT', theirs: 'CC-BY-SA-4.0', verdict: 'incompatible' },
  })
  await alice.call('add', { cube, key: 'l', text: 'later' })
  const merged = await alice.call('merge', { cube: 'mine', other: 'notes' })
  expect(merged).toMatchObject({
    type: 'merge',
    licence: {
      ours: 'MIT',
      theirs: 'CC-BY-SA-4.0',
      verdict: 'incompatible',
      says: expect.stringContaining('shared alike'),
    },
  })
  const { stderr, code } = await runWith(['merge', 'mine', 'notes'], { answer: () => merged })
  expect(stderr).toMatch(/^warning: the licences do not go together: CC-BY-SA-4.0 asks/m)
  expect(code).toBe(0)
})

test('a fork of what nobody may change says so, and a merge within one cube says nothing of licences', async () => {
  const alice = await temporaryNode('alice')
  await alice.call('create', { name: 'notes', licence: 'CC-BY-ND-4.0' })
  expect(await alice.call('fork', { cube: 'notes', name: 'mine' })).toMatchObject({
    licence: { verdict: 'incompatible' },
  })
  await alice.call('branch', { cube: 'notes', name: 'draft' })
  await alice.call('add', { cube: 'notes', branch: 'draft', key: 'a', text: 'x' })
  await alice.call('add', { cube: 'notes', key: 'b', text: 'x' })
  expect(await alice.call('merge', { cube: 'notes', other: 'draft' })).not.toHaveProperty('licence')
})
