// A name that a cube of a swarm and another one have is refused, whatever is asked of it; the full names are not.
import { join } from 'node:path'
import { writeFile } from 'node:fs/promises'
import { describe, expect, test } from 'vitest'
import { useCases } from '../../../src/node/use-cases/index.ts'
import { temporaryFolder, temporaryNode } from '../../helpers/temporary-home.ts'
import { call, told, type Json, type Person } from './people.ts'

/** The input of every use case that takes a cube, besides the field that names it. */
const inputs: Record<string, object> = {
  add: { text: 'x' },
  archive: {},
  authors: {},
  blame: { key: 'k' },
  block: {},
  branch: { name: 'draft' },
  describe: { about: 'x' },
  diff: { a: 'main' },
  export: { out: '/tmp/out-of-nothing', format: 'jsonl' },
  follow: {},
  forget: { keys: ['k'] },
  fork: {},
  get: { key: 'k' },
  import: { path: '/tmp/none' },
  keys: {},
  lineage: {},
  link: {},
  log: {},
  map: {},
  merge: { other: 'main' },
  pin: {},
  policy: {},
  propose: {},
  proposals: {},
  publish: {},
  pull: {},
  recall: { query: 'x' },
  choose: { key: 'k' },
  context: { query: 'x' },
  release: { from: 'crew/runbook' },
  remove: { keys: ['k'] },
  restore: {},
  revert: { rev: 'main' },
  show: {},
  'show-commit': { rev: 'main' },
  switch: { branch: 'main' },
  unfollow: {},
  unpin: {},
  unpublish: {},
  verify: {},
}

const fieldOf = (name: string): string => {
  const fields = Object.keys((useCases.get(name)!.input as unknown as { shape: object }).shape)
  return ['cube', 'target', 'to', 'cubes'].find((field) => fields.includes(field)) ?? ''
}

/** A home with `runbook` outside of swarms and in the swarm `crew`. */
async function both(): Promise<{ alice: Person; made: Record<string, unknown> }> {
  const alice = await temporaryNode('alice')
  await call(alice, 'swarm-create', { name: 'crew' })
  await call(alice, 'create', { name: 'runbook', swarm: 'crew' })
  return { alice, made: (await call(alice, 'create', { name: 'runbook' })) as Record<string, unknown> }
}

describe('a name that two cubes with different readers have', { timeout: 60_000 }, () => {
  test('is said when the second one is made', async () => {
    const { made } = await both()
    expect(made['notice']).toContain('./runbook (private), crew/runbook (swarm crew)')
  })

  test('every use case that takes a cube is in this table, and says in which field', () => {
    const taking = [...useCases.values()].filter(({ spans }) => spans !== 'home')
    for (const { name, placedBy } of taking) expect(placedBy ?? '', name).toBe(fieldOf(name))
    const named = taking.filter(({ placedBy }) => placedBy !== undefined).map(({ name }) => name)
    expect(named.filter((name) => inputs[name] === undefined)).toEqual([])
  })

  test('is refused by every use case, with both full names', async () => {
    const { alice } = await both()
    for (const [name, input] of Object.entries(inputs)) {
      const field = fieldOf(name)
      if (field === '') continue
      const refusal = await told(
        alice.call(name, { ...input, [field]: field === 'cubes' ? ['runbook'] : 'runbook' }),
      )
      expect(refusal, name).toMatchObject({ code: 'ERR_USAGE', exit: 2 })
      expect(refusal.message, name).toContain('./runbook (private), crew/runbook (swarm crew)')
      expect(refusal.hint, name).toContain('./runbook or crew/runbook')
    }
  })

  test('is clear with the place in front of it, with the id, and with the swarm beside it', async () => {
    const { alice, made } = await both()
    const outside = { displayName: 'runbook', visibility: 'private', swarm: null, cube: made['cube'] }
    const inside = { displayName: 'crew/runbook', visibility: 'swarm', swarm: 'crew', name: 'runbook' }
    expect(await call(alice, 'show', { cube: './runbook' })).toMatchObject(outside)
    expect(await call(alice, 'show', { cube: made['cube'] })).toMatchObject(outside)
    expect(await call(alice, 'show', { cube: 'crew/runbook' })).toMatchObject(inside)
    expect(await call(alice, 'show', { cube: 'runbook', swarm: 'crew' })).toMatchObject(inside)
    await call(alice, 'add', { cube: 'crew/runbook', key: 'k', text: 'for the team' })
    await call(alice, 'add', { cube: './runbook', key: 'k', text: 'for me' })
    expect(await call(alice, 'get', { cube: 'crew/runbook', key: 'k' })).toMatchObject({
      body: 'for the team',
    })
    expect(await call(alice, 'get', { cube: './runbook', key: 'k' })).toMatchObject({ body: 'for me' })
    const answerIn = async (cube: string): Promise<Json> =>
      (await call(alice, 'recall', { query: 'for', cubes: [cube] })).results
    expect(await answerIn('crew/runbook')).toMatchObject([{ text: 'for the team', swarm: 'crew' }])
    expect(await answerIn('./runbook')).toMatchObject([{ text: 'for me' }])
    const refusal = await told(alice.call('show', { cube: './runbook', swarm: 'crew' }))
    expect(refusal.message).toBe('"./runbook" is not in crew')
  })

  test('is refused as the other side of a merge or a comparison too, where it is no branch', async () => {
    const { alice } = await both()
    await call(alice, 'create', { name: 'notes' })
    for (const [name, field] of [
      ['merge', 'other'],
      ['diff', 'a'],
      ['diff', 'b'],
    ] as const) {
      const input = { cube: 'notes', a: 'main', [field]: 'runbook' }
      const { a: _a, ...merge } = input
      expect(await told(alice.call(name, name === 'merge' ? merge : input))).toMatchObject({
        code: 'ERR_USAGE',
      })
    }
    expect((await told(alice.call('merge', { cube: 'notes', other: 'crew/runbook' }))).message).toBe(
      '"crew/runbook" is not outside of swarms, where "notes" is; nothing was done',
    )
    await call(alice, 'branch', { cube: 'notes', name: 'runbook' })
    expect(await call(alice, 'diff', { cube: 'notes', a: 'runbook' })).toMatchObject({ added: [] })
  })

  test('is refused while one of the two is archived', async () => {
    const { alice } = await both()
    await call(alice, 'create', { name: 'old' })
    await call(alice, 'create', { name: 'old', swarm: 'crew' })
    await call(alice, 'archive', { cube: './old' })
    const refusal = await told(alice.call('add', { cube: 'old', text: 'x' }))
    expect(refusal.message).toContain('./old (private), crew/old (swarm crew)')
    expect(await call(alice, 'restore', { cube: './old' })).toMatchObject({ archived: false })
  })

  test('is no name for a file that is imported either', async () => {
    const { alice } = await both()
    const file = join(await temporaryFolder(), 'a.md')
    await writeFile(file, 'a note')
    expect(await told(alice.call('import', { cube: 'runbook', path: file }))).toMatchObject({
      code: 'ERR_USAGE',
    })
    expect(await call(alice, 'import', { cube: './runbook', path: file })).toMatchObject({ added: 1 })
  })
})

test('a home in no swarm takes the full name too', async () => {
  const bob = await temporaryNode('bob')
  const { cube } = await call(bob, 'create', { name: 'notes' })
  expect(await call(bob, 'show', { cube: './notes' })).toMatchObject({ cube, displayName: 'notes' })
})
