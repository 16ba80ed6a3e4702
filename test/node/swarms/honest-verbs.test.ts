// What each verb answers in situations in which it can do nothing, or less than it seems: no success for what was not done.
import { describe, expect, test } from 'vitest'
import { temporaryNode } from '../../helpers/temporary-home.ts'
import { call, member, online, type Person } from './people.ts'
import { useCases } from '../../../src/node/use-cases/index.ts'
import { writesOf } from '../../../src/node/use-case.ts'

/** Input of every use case that signs something for a cube. */
const signing: Record<string, object> = {
  create: { name: 'more' },
  describe: { about: 'x' },
  add: { key: 'k', text: 'x' },
  import: { path: '/tmp/none' },
  remove: { keys: ['k'] },
  choose: { key: 'k' },
  branch: { name: 'draft' },
  merge: { other: 'main' },
  revert: { rev: 'main' },
  authors: { add: 'did:key:z6MkhaXgBZDvotDkL5257faiztiGiC2QtKLGpbnnEGta2doK' },
  policy: { text: '{}' },
  publish: {},
  unpublish: {},
  fork: {},
  propose: {},
  forget: { keys: ['k'] },
}
/** They sign too, and name no cube that could be in a swarm: what they name is looked up there by the key that signs. */
const elsewhere = ['release', 'accept', 'decline', 'approve', 'comment', 'rotate-key']

/** What an answer says: an error's code, a notice, or `done`. */
async function said(node: Person, name: string, input: object): Promise<string> {
  const answer: unknown = await call(node, name, input).catch((error: unknown) => error)
  if (answer instanceof Error) return (answer as Error & { code?: string }).code ?? answer.message
  return (answer as { notice?: string }).notice ?? 'done'
}

describe('a member who only reads', { timeout: 120_000 }, () => {
  test('is refused by every use case that signs', async () => {
    const alice = await temporaryNode('alice', online)
    await call(alice, 'swarm-create', { name: 'team' })
    const eve = await member('eve', alice, { role: 'reader' })
    for (const [name, input] of Object.entries(signing)) {
      const asked = name === 'create' ? { ...input, swarm: 'team' } : { ...input, cube: 'team/notes' }
      expect(await said(eve, name, asked), name).toBe('ERR_DENIED')
    }
  })

  test('every use case that signs is in the table', () => {
    const signs = [...useCases.values()].filter((one) =>
      typeof one.writes === 'function' ? true : one.writes === 'cube',
    )
    for (const { name } of signs) expect([...Object.keys(signing), ...elsewhere], name).toContain(name)
    for (const [name, input] of Object.entries(signing))
      expect(writesOf(useCases.get(name)!, { branches: [], clear: false, ...input }), name).toBe('cube')
  })
})

const nothing = (cube: string): string => `${cube} already was as asked: nothing changed`

describe('a verb in a state that is there already', { timeout: 60_000 }, () => {
  test.each([
    ['a private cube', 'notes', 'unpublish', {}, nothing('notes')],
    ['a private cube', 'notes', 'unpin', {}, nothing('notes')],
    ['a private cube', 'notes', 'switch', { branch: 'main' }, nothing('notes')],
    ['a private cube', 'notes', 'follow', {}, 'ERR_INVALID_INPUT'],
    ['a private cube', 'notes', 'unfollow', {}, 'ERR_INVALID_INPUT'],
    ['a private cube', 'notes', 'restore', {}, 'ERR_INVALID_INPUT'],
    ['a private cube', 'notes', 'remove', { keys: ['none'] }, 'ERR_NOT_FOUND'],
    ['a private cube', 'notes', 'forget', { keys: ['none'] }, 'ERR_NOT_FOUND'],
    ['a private cube', 'notes', 'choose', { key: 'none' }, 'ERR_NOT_FOUND'],
    ['a private cube', 'notes', 'pull', {}, 'ERR_UNREACHABLE'],
    ['a private cube', 'notes', 'propose', {}, 'ERR_INVALID_INPUT'],
    ['a published cube', 'open', 'publish', {}, nothing('open')],
    ['a published cube', 'open', 'archive', {}, 'ERR_DENIED'],
    ['a pinned cube', 'pinned', 'pin', {}, nothing('pinned')],
    ['an archived cube', 'old', 'archive', {}, 'ERR_NOT_FOUND'],
    ['an archived cube', 'old', 'add', { text: 'x' }, 'ERR_NOT_FOUND'],
    ['a cube of a swarm', 'crew/runbook', 'unpublish', {}, 'ERR_DENIED'],
    ['a cube of a swarm', 'crew/runbook', 'archive', {}, 'ERR_DENIED'],
    ['a cube of a swarm', 'crew/runbook', 'publish', {}, nothing('crew/runbook')],
    [
      'a cube of a swarm',
      'crew/runbook',
      'release',
      { from: 'crew/runbook', to: 'crew/runbook' },
      'ERR_NOT_FOUND',
    ],
    ['a cube of a swarm', 'crew/runbook', 'rotate-key', { swarm: 'crew' }, 'ERR_DENIED'],
  ] as const)('of %s (%s): %s', async (_what, cube, name, input, expected) => {
    const alice = await temporaryNode('alice')
    await call(alice, 'swarm-create', { name: 'crew' })
    await call(alice, 'create', { name: 'runbook', swarm: 'crew' })
    // As its keeper does.
    await call(alice, 'publish', { cube: 'crew/runbook' })
    for (const one of ['notes', 'open', 'pinned', 'old']) await call(alice, 'create', { name: one })
    await call(alice, 'publish', { cube: 'open' })
    await call(alice, 'pin', { cube: 'pinned' })
    await call(alice, 'archive', { cube: 'old' })
    const field = ['follow', 'unfollow'].includes(name) ? 'target' : 'cube'
    const asked = ['release', 'rotate-key'].includes(name) ? input : { ...input, [field]: cube }
    expect(await said(alice, name, asked)).toBe(expected)
  })
})
