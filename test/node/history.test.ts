import { describe, expect, test } from 'vitest'
import type { MemCubeNode } from '../../src/node/index.ts'
import { temporaryNode } from '../helpers/temporary-home.ts'

interface Added {
  memory: string
  commit: string
}

const add = async (node: MemCubeNode, key: string, text: string, more: object = {}): Promise<Added> =>
  node.call('add', { cube: 'notes', key, text, ...more })

const body = async (node: MemCubeNode, key: string): Promise<string> =>
  ((await node.call('get', { cube: 'notes', key })) as { body: string }).body

async function notes(name = 'alice'): Promise<MemCubeNode & { home: string }> {
  const node = await temporaryNode(name)
  await node.call('create', { name: 'notes' })
  return node
}

describe('revert', () => {
  test('takes back what a commit added, changed and removed, and keeps what came later', async () => {
    const alice = await notes()
    await add(alice, 'a', 'a0')
    await add(alice, 'a', 'wrong')
    await add(alice, 'b', 'later')
    expect(await alice.call('revert', { cube: 'notes', rev: 'main~1' })).toMatchObject({
      changed: 1,
      added: 0,
      removed: 0,
    })
    expect(await body(alice, 'a')).toBe('a0')
    expect(await body(alice, 'b')).toBe('later')
    await alice.call('remove', { cube: 'notes', keys: ['a'] })
    expect(await alice.call('revert', { cube: 'notes', rev: 'main' })).toMatchObject({ added: 1 })
    expect(await body(alice, 'a')).toBe('a0')
    await alice.call('revert', { cube: 'notes', rev: 'main~3' })
    expect(await alice.call('keys', { cube: 'notes' })).toEqual({ keys: ['a'] })
    expect(await alice.call('show', { cube: 'notes' })).toMatchObject({ memories: 1 })
    expect(await alice.call('verify', { cube: 'notes' })).toMatchObject({ ok: true })
  })

  test('of what was reverted before makes no commit', async () => {
    const alice = await notes()
    const { commit } = await add(alice, 'a', 'wrong')
    const first = (await alice.call('revert', { cube: 'notes', rev: commit })) as { commit: string }
    expect(await alice.call('revert', { cube: 'notes', rev: commit })).toMatchObject({ commit: first.commit })
  })

  test('of a merge takes back what it brought in', async () => {
    const alice = await notes()
    await add(alice, 'a', 'a0')
    await alice.call('branch', { cube: 'notes', name: 'draft' })
    await add(alice, 'd', 'd2', { branch: 'draft' })
    await add(alice, 'm', 'm1')
    await alice.call('merge', { cube: 'notes', other: 'draft' })
    expect(await alice.call('revert', { cube: 'notes', rev: 'main' })).toMatchObject({ removed: 1 })
    expect(await alice.call('keys', { cube: 'notes' })).toEqual({ keys: ['a', 'm'] })
  })

  test.each([
    ['of what was changed since', 'main~1', 'ERR_CONFLICT'],
    ['of the first commit', 'main~2', 'ERR_INVALID_INPUT'],
    ['of what is not there', 'nowhere', 'ERR_NOT_FOUND'],
  ])('%s is refused, and the cube is as it was', async (_name, rev, code) => {
    const alice = await notes()
    await add(alice, 'a', 'a0')
    await add(alice, 'a', 'a1')
    const before = await alice.call('show', { cube: 'notes' })
    await expect(alice.call('revert', { cube: 'notes', rev })).rejects.toMatchObject({
      code,
      hint: expect.any(String),
    })
    expect(await alice.call('show', { cube: 'notes' })).toEqual(before)
  })
})

describe('blame', () => {
  test('names the commit that brought the memory, through merges and forks, and proves it', async () => {
    const alice = await notes()
    const shared = await add(alice, 'shared', 'from the start')
    await alice.call('fork', { cube: 'notes', name: 'mine' })
    const theirs = (await alice.call('add', { cube: 'mine', key: 'k', text: 'from the fork' })) as Added
    await add(alice, 'other', 'here')
    await alice.call('merge', { cube: 'notes', other: 'mine' })
    await add(alice, 'last', 'after')
    const blame = (cube: string, key: string): Promise<unknown> => alice.call('blame', { cube, key })
    expect(await blame('notes', 'k')).toMatchObject({
      commit: theirs.commit,
      memory: theirs.memory,
      author: alice.author,
      verified: true,
      exact: true,
    })
    expect(await blame('notes', 'shared')).toMatchObject({ commit: shared.commit, verified: true })
    expect(await blame('mine', 'shared')).toMatchObject({ commit: shared.commit, verified: true })
    await expect(blame('notes', 'nothing')).rejects.toMatchObject({ code: 'ERR_NOT_FOUND' })
  })

  test('goes to the commit that brought a text back', async () => {
    const alice = await notes()
    await add(alice, 'a', 'a0')
    await add(alice, 'a', 'wrong')
    const { commit } = await alice.call('revert', { cube: 'notes', rev: 'main' })
    expect(await alice.call('blame', { cube: 'notes', key: 'a' })).toMatchObject({ commit, verified: true })
  })
})

describe('recall in an older state', () => {
  interface Hit {
    cube: string
    key: string
    text: string
    score: number
  }
  const recall = async (node: MemCubeNode, query: string, more: object): Promise<Hit[]> => {
    const answer = (await node.call('recall', { query, cubes: ['notes'], top: 5, ...more })) as {
      results: Hit[]
    }
    return answer.results.filter(({ score }) => score > 0)
  }

  test('finds what was there, and nothing that came later', async () => {
    const alice = await notes()
    const cube = ((await alice.call('show', { cube: 'notes' })) as { cube: string }).cube
    await add(alice, 'pet', 'the pet is a quokka')
    await add(alice, 'stays', 'the house has a quokka door')
    await add(alice, 'pet', 'the pet is an axolotl')
    await add(alice, 'moved', 'the pet is a quokka', {})
    await alice.call('remove', { cube: 'notes', keys: ['stays'] })
    const then = await recall(alice, 'quokka', { at: 'main~3' })
    expect(new Map(then.map(({ key, cube: id }) => [key, id]))).toEqual(
      new Map([
        ['pet', cube],
        ['stays', cube],
      ]),
    )
    expect(then.find(({ key }) => key === 'pet')?.text).toBe('the pet is a quokka')
    expect((await recall(alice, 'axolotl', { at: 'main~3' })).map(({ text }) => text)).not.toContain(
      'the pet is an axolotl',
    )
    expect((await recall(alice, 'quokka', {}))[0]).toMatchObject({ key: 'moved', cube })
    expect((await recall(alice, 'axolotl', {}))[0]).toMatchObject({ key: 'pet' })
  })

  test('finds what a branch has', async () => {
    const alice = await notes()
    await alice.call('branch', { cube: 'notes', name: 'draft' })
    await add(alice, 'd', 'a numbat eats termites', { branch: 'draft' })
    expect(await recall(alice, 'numbat', {})).toEqual([])
    expect(await recall(alice, 'numbat', { branch: 'draft' })).toMatchObject([{ key: 'd' }])
    const { memories } = (await alice.call('status', {})) as { memories: number }
    expect(((await alice.call('status', {})) as { index: { texts: number } }).index.texts).toBe(memories)
  })

  test('is asked of one cube, and of a state that there is', async () => {
    const alice = await notes()
    await alice.call('create', { name: 'other' })
    await expect(alice.call('recall', { query: 'x', at: 'main' })).rejects.toMatchObject({
      code: 'ERR_INVALID_INPUT',
    })
    await expect(recall(alice, 'x', { at: 'nowhere' })).rejects.toMatchObject({ code: 'ERR_NOT_FOUND' })
  })
})
