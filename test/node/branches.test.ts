import { describe, expect, test } from 'vitest'
import type { MemCubeNode } from '../../src/node/index.ts'
import { reopen, temporaryNode } from '../helpers/temporary-home.ts'

const online = { network: {} }

async function notesOf(node: MemCubeNode): Promise<string> {
  const { cube } = (await node.call('create', { name: 'notes' })) as { cube: string }
  await node.call('add', { cube, key: 'k', text: 'walruses sleep' })
  return cube
}

const textOf = async (node: MemCubeNode, input: object): Promise<string> =>
  ((await node.call('get', { cube: 'notes', key: 'k', ...input })) as { body: string }).body

const found = async (node: MemCubeNode, query: string): Promise<string[]> => {
  const { results } = (await node.call('recall', { query, top: 5 })) as {
    results: { text: string; score: number }[]
  }
  return results.filter(({ score }) => score > 0).map(({ text }) => text)
}

describe('branches', () => {
  test('are written to without switching anybody, and survive a restart', async () => {
    const alice = await temporaryNode('alice')
    await notesOf(alice)
    const made = await alice.call('branch', { cube: 'notes', name: 'draft' })
    await alice.call('add', { cube: 'notes', key: 'k', text: 'walruses dive', branch: 'draft' })
    await alice.call('add', { cube: 'notes', key: 'new', text: 'only there', branch: 'draft' })
    await alice.call('remove', { cube: 'notes', keys: ['new'], branch: 'draft' })
    expect(made).toMatchObject({ branch: 'draft' })
    await alice.close()
    const again = await reopen(alice.home)
    expect(await textOf(again, {})).toBe('walruses sleep')
    expect(await textOf(again, { branch: 'draft' })).toBe('walruses dive')
    expect(await textOf(again, { at: 'draft~3' })).toBe('walruses sleep')
    expect(await again.call('keys', { cube: 'notes', branch: 'draft' })).toEqual({ keys: ['k'] })
    expect(await again.call('diff', { cube: 'notes', a: 'main', branch: 'draft' })).toMatchObject({
      changed: ['k'],
    })
    expect(await again.call('branch', { cube: 'notes' })).toMatchObject({
      branches: [
        { name: 'draft', current: false },
        { name: 'main', current: true },
      ],
    })
    expect(await again.call('verify', { cube: 'notes' })).toMatchObject({ ok: true, commits: 5 })
    expect(await again.call('fsck', {})).toMatchObject({ ok: true })
  })

  test('recall follows the current branch', async () => {
    const alice = await temporaryNode('alice')
    await notesOf(alice)
    expect(await found(alice, 'walruses')).toEqual(['walruses sleep'])
    await alice.call('branch', { cube: 'notes', name: 'draft' })
    await alice.call('add', { cube: 'notes', key: 'k', text: 'walruses dive', branch: 'draft' })
    await alice.call('add', { cube: 'notes', key: 'l', text: 'walruses whistle', branch: 'draft' })
    expect(await found(alice, 'walruses')).toEqual(['walruses sleep'])
    await alice.call('switch', { cube: 'notes', branch: 'draft' })
    expect((await found(alice, 'walruses')).sort()).toEqual(['walruses dive', 'walruses whistle'])
    expect(await alice.call('show', { cube: 'notes' })).toMatchObject({ branch: 'draft', memories: 2 })
    await alice.call('switch', { cube: 'notes', branch: 'main' })
    expect(await found(alice, 'walruses')).toEqual(['walruses sleep'])
    expect(await alice.call('show', { cube: 'notes' })).toMatchObject({ branch: 'main', memories: 1 })
  })

  test('make no commit on a branch when nothing changes', async () => {
    const now = (): number => Date.UTC(2026, 10, 1)
    const alice = await temporaryNode('alice', { now })
    await alice.call('create', { name: 'notes' })
    await alice.call('branch', { cube: 'notes', name: 'draft' })
    const first = await alice.call('add', { cube: 'notes', key: 'k', text: 'same', branch: 'draft' })
    expect(await alice.call('add', { cube: 'notes', key: 'k', text: 'same', branch: 'draft' })).toEqual(first)
  })

  test('are taken away, but not the one that others read nor the current one', async () => {
    const alice = await temporaryNode('alice')
    await notesOf(alice)
    await alice.call('branch', { cube: 'notes', name: 'draft' })
    await alice.call('branch', { cube: 'notes', name: 'old' })
    await alice.call('switch', { cube: 'notes', branch: 'draft' })
    for (const name of ['main', 'draft']) {
      await expect(alice.call('branch', { cube: 'notes', name, remove: true })).rejects.toMatchObject({
        code: 'ERR_CONFLICT',
      })
    }
    expect(await alice.call('branch', { cube: 'notes', name: 'old', remove: true })).toMatchObject({
      removed: true,
    })
    await expect(alice.call('get', { cube: 'notes', key: 'k', branch: 'old' })).rejects.toMatchObject({
      code: 'ERR_NOT_FOUND',
    })
  })

  test.each(['', '-x', 'a b', 'a~1', 'x'.repeat(129), 'bafyreigh2akiscaildc', '../x'])(
    'refuse the name %j and leave the cube as it was',
    async (name) => {
      const alice = await temporaryNode('alice')
      await notesOf(alice)
      const before = await alice.call('show', { cube: 'notes' })
      await expect(alice.call('branch', { cube: 'notes', name })).rejects.toMatchObject({
        code: 'ERR_INVALID_INPUT',
      })
      expect(await alice.call('show', { cube: 'notes' })).toEqual(before)
    },
  )

  test('that are not there are named', async () => {
    const alice = await temporaryNode('alice')
    await notesOf(alice)
    const missing = { code: 'ERR_NOT_FOUND', message: expect.stringContaining('nowhere') }
    const calls: [string, object][] = [
      ['get', { key: 'k', branch: 'nowhere' }],
      ['keys', { branch: 'nowhere' }],
      ['add', { key: 'k', text: 'x', branch: 'nowhere' }],
      ['remove', { keys: ['k'], branch: 'nowhere' }],
      ['switch', { branch: 'nowhere' }],
      ['branch', { name: 'x', at: 'nowhere' }],
    ]
    for (const [name, input] of calls)
      await expect(alice.call(name, { cube: 'notes', ...input })).rejects.toMatchObject(missing)
    await expect(alice.call('branch', { cube: 'notes', name: 'main' })).rejects.toMatchObject({
      code: 'ERR_CONFLICT',
    })
    await expect(
      alice.call('get', { cube: 'notes', key: 'k', at: 'main', branch: 'main' }),
    ).rejects.toMatchObject({ code: 'ERR_INVALID_INPUT' })
  })
})

test('a pull brings the current branch of others, and says so of the rest', { timeout: 60_000 }, async () => {
  const alice = await temporaryNode('alice', online)
  const cube = await notesOf(alice)
  await alice.call('branch', { cube, name: 'draft' })
  await alice.call('branch', { cube, name: 'same' })
  await alice.call('add', { cube, key: 'k', text: 'walruses dive', branch: 'draft' })
  await alice.call('publish', { cube, branches: ['main', 'draft', 'same'] })
  const bob = await temporaryNode('bob', online)
  const from = alice.addresses()[0]
  await bob.call('pull', { cube, from })
  expect(await textOf(bob, {})).toBe('walruses sleep')
  for (const [name, input] of [
    ['get', { key: 'k', branch: 'draft' }],
    ['get', { key: 'k', at: 'draft' }],
    ['switch', { branch: 'draft' }],
  ] as const) {
    await expect(bob.call(name, { cube, ...input })).rejects.toMatchObject({
      code: 'ERR_NOT_FOUND',
      message: expect.stringContaining('not held here'),
    })
  }
  await expect(bob.call('branch', { cube, name: 'mine' })).rejects.toMatchObject({ code: 'ERR_DENIED' })
  await bob.call('switch', { cube, branch: 'same' })
  await alice.call('add', { cube, key: 'k', text: 'walruses rest', branch: 'same' })
  await bob.call('pull', { cube, from })
  expect(await textOf(bob, {})).toBe('walruses rest')
  expect(await bob.call('verify', { cube })).toMatchObject({ ok: true, problems: [] })
  await bob.call('fork', { cube, name: 'mine' })
  expect(await bob.call('verify', { cube: 'mine' })).toMatchObject({ ok: true, problems: [] })
})
