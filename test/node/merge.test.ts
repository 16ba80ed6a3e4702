import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import type { MemCubeNode } from '../../src/node/index.ts'
import { reopen, temporaryFolder, temporaryNode } from '../helpers/temporary-home.ts'

interface Answer {
  type: string
  commit?: string
  added: number
  changed: number
  removed: number
  conflicts: { key: string; kind: string; base: string | null; ours: string | null; theirs: string | null }[]
  resolved: { key: string; by: string }[]
  notes: string[]
}

const merge = async (node: MemCubeNode, cube: string, other?: string, more: object = {}): Promise<Answer> =>
  node.call('merge', { cube, ...(other !== undefined && { other }), ...more })

async function put(
  node: MemCubeNode,
  cube: string,
  texts: Record<string, string | null>,
  branch = 'main',
): Promise<void> {
  for (const [key, text] of Object.entries(texts)) {
    if (text === null) await node.call('remove', { cube, keys: [key], branch })
    else await node.call('add', { cube, key, text, branch })
  }
}

async function textsOf(node: MemCubeNode, cube: string): Promise<Record<string, string>> {
  const { keys } = await node.call('keys', { cube })
  const texts: Record<string, string> = {}
  for (const key of keys) texts[key] = ((await node.call('get', { cube, key })) as { body: string }).body
  return texts
}

/** Without what waits for a decision. */
const headOf = async (node: MemCubeNode, cube: string): Promise<unknown> => {
  const { waiting: _waiting, ...shown } = (await node.call('show', { cube })) as { waiting: unknown }
  return shown
}

/** A cube with a branch `draft`, both changed since. */
async function diverged(
  ours: Record<string, string | null>,
  theirs: Record<string, string | null>,
): Promise<MemCubeNode & { home: string }> {
  const alice = await temporaryNode('alice')
  await alice.call('create', { name: 'notes', topics: ['zoo'] })
  await put(alice, 'notes', { a: 'a0', b: 'b0', c: 'c0' })
  await alice.call('branch', { cube: 'notes', name: 'draft' })
  await put(alice, 'notes', ours)
  await put(alice, 'notes', theirs, 'draft')
  return alice
}

describe('merging a branch', () => {
  test('takes what only they did, in a commit with both as parents', async () => {
    const alice = await diverged({ a: 'a1' }, { b: 'b2', c: null, d: 'd2' })
    const { commits: before } = (await alice.call('log', { cube: 'notes', branch: 'draft' })) as {
      commits: { commit: string }[]
    }
    const answer = await merge(alice, 'notes', 'draft')
    expect(answer).toMatchObject({ type: 'merge', added: 1, changed: 1, removed: 1, conflicts: [] })
    expect(await textsOf(alice, 'notes')).toEqual({ a: 'a1', b: 'b2', d: 'd2' })
    const { commits } = (await alice.call('log', { cube: 'notes' })) as {
      commits: { commit: string; parents: string[]; verified: boolean }[]
    }
    expect(commits[0]).toMatchObject({ commit: answer.commit, verified: true })
    expect(commits[0]?.parents).toEqual([expect.any(String), before[0]?.commit])
    expect(await alice.call('show', { cube: 'notes' })).toMatchObject({ memories: 3 })
    expect(await alice.call('verify', { cube: 'notes' })).toMatchObject({ ok: true, problems: [] })
    expect(await merge(alice, 'notes', 'draft')).toMatchObject({ type: 'nothing', commit: answer.commit })
  })

  test('moves forward without a commit where nothing happened since', async () => {
    const alice = await diverged({}, { a: 'a2', d: 'd2' })
    const { commits } = (await alice.call('log', { cube: 'notes', branch: 'draft' })) as {
      commits: { commit: string }[]
    }
    expect(await merge(alice, 'notes', 'draft', { message: 'reviewed' })).toMatchObject({
      type: 'fast-forward',
      commit: commits[0]?.commit,
      added: 1,
      changed: 1,
      notes: [expect.stringContaining('keep the message') as string],
    })
    expect(await textsOf(alice, 'notes')).toEqual({ a: 'a2', b: 'b0', c: 'c0', d: 'd2' })
    expect(await alice.call('show', { cube: 'notes' })).toMatchObject({ memories: 4 })
  })

  test('into another branch than the current one switches nobody', async () => {
    const alice = await diverged({ a: 'a1' }, { b: 'b2' })
    await merge(alice, 'notes', 'main', { branch: 'draft' })
    expect(await textsOf(alice, 'notes')).toEqual({ a: 'a1', b: 'b0', c: 'c0' })
    expect(await alice.call('get', { cube: 'notes', key: 'a', branch: 'draft' })).toMatchObject({
      body: 'a1',
    })
    expect(await alice.call('show', { cube: 'notes' })).toMatchObject({ branch: 'main', memories: 3 })
  })

  test('what is merged is recalled', async () => {
    const alice = await diverged({ a: 'a1' }, { d: 'a capybara bathes' })
    await alice.call('recall', { query: 'capybara' })
    await merge(alice, 'notes', 'draft')
    expect(await alice.call('recall', { query: 'capybara', top: 1 })).toMatchObject({
      results: [{ key: 'd' }],
    })
  })
})

describe('what both sides changed', () => {
  const ours = { a: 'a1', b: null, n: 'n1', c: 'c1' }
  const theirs = { a: 'a2', b: 'b2', n: 'n2', c: null, d: 'd2' }

  test('is returned with base, ours and theirs, and nothing is changed', async () => {
    const alice = await diverged(ours, theirs)
    const before = await headOf(alice, 'notes')
    const answer = await merge(alice, 'notes', 'draft')
    expect(answer).toMatchObject({ type: 'unfinished', added: 1, changed: 0, removed: 0 })
    expect(answer.commit).toBeUndefined()
    expect(answer.conflicts.map(({ key, kind }) => [key, kind])).toEqual([
      ['a', 'edit/edit'],
      ['b', 'edit/remove'],
      ['c', 'edit/remove'],
      ['n', 'add/add'],
    ])
    const [a, b, c, n] = answer.conflicts
    expect([a?.base, a?.ours, a?.theirs]).toEqual([
      expect.any(String),
      expect.any(String),
      expect.any(String),
    ])
    expect([b?.ours, c?.theirs, n?.base]).toEqual([null, null, null])
    expect(await headOf(alice, 'notes')).toEqual(before)
  })

  test('is settled one by one, over restarts, with a text of both', async () => {
    const alice = await diverged(ours, theirs)
    await merge(alice, 'notes', 'draft', { message: 'both were right' })
    const some = await merge(alice, 'notes', undefined, {
      resolve: [
        { key: 'a', take: 'theirs' },
        { key: 'b', take: 'ours' },
      ],
    })
    expect(some.conflicts.map(({ key }) => key)).toEqual(['c', 'n'])
    await alice.close()
    const again = await reopen(alice.home)
    const file = join(await temporaryFolder(), 'both.md')
    await writeFile(file, 'n1 and n2')
    const done = await merge(again, 'notes', 'draft', {
      resolve: [
        { key: 'c', take: 'ours' },
        { key: 'n', file },
      ],
    })
    expect(done).toMatchObject({ type: 'merge', conflicts: [] })
    expect(done.resolved.map(({ key, by }) => [key, by])).toEqual([
      ['a', 'theirs'],
      ['b', 'ours'],
      ['c', 'ours'],
      ['n', 'text'],
    ])
    expect(await textsOf(again, 'notes')).toEqual({ a: 'a2', c: 'c1', n: 'n1 and n2', d: 'd2' })
    // What was said when the merge began is kept until it is done.
    expect(await again.call('log', { cube: 'notes', limit: 1 })).toMatchObject({
      commits: [{ message: 'both were right' }],
    })
    expect(await again.call('get', { cube: 'notes', key: 'n' })).toMatchObject({
      provenance: { activity: 'merge', derived: [{ relation: 'merged' }, { relation: 'merged' }] },
    })
    expect(await again.call('verify', { cube: 'notes' })).toMatchObject({ ok: true, problems: [] })
    await expect(merge(again, 'notes')).rejects.toMatchObject({ code: 'ERR_INVALID_INPUT' })
  })

  test('is asked again when one side changed it after the decision; other writes are kept', async () => {
    const alice = await diverged(ours, theirs)
    await merge(alice, 'notes', 'draft', {
      resolve: [
        { key: 'a', take: 'theirs' },
        { key: 'n', take: 'ours' },
      ],
    })
    await put(alice, 'notes', { a: 'a3', unrelated: 'u' })
    const answer = await merge(alice, 'notes', undefined, {
      resolve: [
        { key: 'b', take: 'theirs' },
        { key: 'c', take: 'theirs' },
      ],
    })
    expect(answer.conflicts.map(({ key }) => key)).toEqual(['a'])
    await merge(alice, 'notes', undefined, { resolve: [{ key: 'a', take: 'ours' }] })
    expect(await textsOf(alice, 'notes')).toEqual({ a: 'a3', b: 'b2', n: 'n1', d: 'd2', unrelated: 'u' })
  })

  test('goes on with the newer state when the other side moves on', async () => {
    const alice = await diverged(ours, theirs)
    await merge(alice, 'notes', 'draft', { resolve: [{ key: 'a', take: 'ours' }] })
    await put(alice, 'notes', { a: 'a4', late: 'late' }, 'draft')
    const answer = await merge(alice, 'notes', 'draft')
    expect(answer.conflicts.map(({ key }) => key)).toEqual(['a', 'b', 'c', 'n'])
    expect(answer.added).toBe(2)
  })

  test.each([
    ['ours', { a: 'a1', n: 'n1', c: 'c1', d: 'd2' }],
    ['theirs', { a: 'a2', b: 'b2', n: 'n2', d: 'd2' }],
  ])('is all as %s when asked so, and said', async (strategy, expected) => {
    const alice = await diverged(ours, theirs)
    const answer = await merge(alice, 'notes', 'draft', { strategy })
    expect(await textsOf(alice, 'notes')).toEqual(expected)
    expect(answer.resolved.map(({ key, by }) => `${key} ${by}`)).toEqual(
      ['a', 'b', 'c', 'n'].map((key) => `${key} ${strategy}`),
    )
  })

  test('is all kept by union, whoever merges', async () => {
    const [here, there] = [await diverged(ours, theirs), await diverged(ours, theirs)]
    await merge(here, 'notes', 'draft', { strategy: 'union' })
    await merge(there, 'notes', 'main', { strategy: 'union', branch: 'draft' })
    await there.call('switch', { cube: 'notes', branch: 'draft' })
    const texts = await textsOf(here, 'notes')
    expect(Object.values(texts).sort()).toEqual(['a1', 'a2', 'b2', 'c1', 'd2', 'n1', 'n2'])
    expect(Object.values(await textsOf(there, 'notes')).sort()).toEqual(Object.values(texts).sort())
  })

  test('is forgotten on request', async () => {
    const alice = await diverged(ours, theirs)
    const before = await headOf(alice, 'notes')
    await merge(alice, 'notes', 'draft')
    expect(await merge(alice, 'notes', undefined, { abort: true })).toMatchObject({ type: 'aborted' })
    await expect(merge(alice, 'notes', undefined, { abort: true })).rejects.toMatchObject({
      code: 'ERR_INVALID_INPUT',
    })
    expect(await headOf(alice, 'notes')).toEqual(before)
  })
})

describe('a merge is refused, and the cube is as it was,', () => {
  const refusals: [string, string, object, string][] = [
    ['of what is not there', 'nowhere', {}, 'ERR_NOT_FOUND'],
    ['of a cube that shares no history', 'other', {}, 'ERR_INVALID_INPUT'],
    [
      'with a decision for a key that is not in conflict',
      'draft',
      { resolve: [{ key: 'c', take: 'ours' }] },
      'ERR_INVALID_INPUT',
    ],
    [
      'with a file that is not there',
      'draft',
      { resolve: [{ key: 'a', file: '/nowhere/at/all' }] },
      'ERR_INVALID_INPUT',
    ],
    [
      'with two answers for one key',
      'draft',
      { resolve: [{ key: 'a', take: 'ours', text: 'x' }] },
      'ERR_INVALID_INPUT',
    ],
    ['with a strategy that there is not', 'draft', { strategy: 'random' }, 'ERR_INVALID_INPUT'],
  ]
  test.each(refusals)('%s', async (_name, other, more, code) => {
    const alice = await diverged({ a: 'a1' }, { a: 'a2' })
    await alice.call('create', { name: 'other' })
    const before = await headOf(alice, 'notes')
    await expect(merge(alice, 'notes', other, more)).rejects.toMatchObject({
      code,
      message: expect.any(String),
      hint: expect.any(String),
    })
    expect(await headOf(alice, 'notes')).toEqual(before)
    await expect(merge(alice, 'notes')).rejects.toMatchObject({ code: 'ERR_INVALID_INPUT' })
  })

  test('while another one is unfinished', async () => {
    const alice = await diverged({ a: 'a1' }, { a: 'a2' })
    await alice.call('branch', { cube: 'notes', name: 'second', at: 'draft' })
    await put(alice, 'notes', { b: 'b3' }, 'second')
    await merge(alice, 'notes', 'draft')
    await expect(merge(alice, 'notes', 'second')).rejects.toMatchObject({
      code: 'ERR_CONFLICT',
      hint: expect.stringContaining('--abort'),
    })
  })
})

test('a fork and its upstream take from each other until nothing is left to take', async () => {
  const alice = await temporaryNode('alice')
  await alice.call('create', { name: 'notes', licence: 'CC0-1.0', topics: ['zoo'] })
  await put(alice, 'notes', { a: 'a0' })
  await alice.call('fork', { cube: 'notes', name: 'mine' })
  await put(alice, 'mine', { a: 'a1' })
  await put(alice, 'notes', { b: 'b0' })
  const up = await merge(alice, 'notes', 'mine')
  expect(up).toMatchObject({ type: 'merge', changed: 1, conflicts: [] })
  const down = await merge(alice, 'mine', 'notes')
  expect(down).toMatchObject({ type: 'merge', added: 1, conflicts: [] })
  expect(await merge(alice, 'notes', 'mine')).toMatchObject({ type: 'nothing' })
  expect(await textsOf(alice, 'mine')).toEqual(await textsOf(alice, 'notes'))
  expect(await alice.call('show', { cube: 'mine' })).toMatchObject({
    licence: 'CC0-1.0',
    topics: ['zoo'],
    memories: 2,
  })
})
