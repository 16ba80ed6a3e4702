// One memory is put back: its last change undone, or as it was at a revision.
import { join } from 'node:path'
import { CID } from 'multiformats/cid'
import { describe, expect, test } from 'vitest'
import type { MemCubeNode } from '../../src/node/index.ts'
import { openStore } from '../../src/storage/index.ts'
import { reopen, temporaryNode } from '../helpers/temporary-home.ts'

const minute = { timeout: 60_000 }

async function notes(): Promise<MemCubeNode> {
  const node = await temporaryNode('alice')
  await node.call('create', { name: 'notes' })
  return node
}

const add = async (node: MemCubeNode, key: string, text: string, more: object = {}): Promise<string> =>
  (await node.call('add', { cube: 'notes', key, text, ...more })).commit

const get = async (node: MemCubeNode, key: string): Promise<Record<string, unknown>> =>
  node.call('get', { cube: 'notes', key })

const revert = async (node: MemCubeNode, input: object): Promise<Record<string, unknown>> =>
  node.call('revert', { cube: 'notes', ...input })

describe('the last change of a memory', () => {
  test('is undone with text, tags, media type and source as before, in a commit that names the key', async () => {
    const alice = await notes()
    await add(alice, 'db/port', '# 5432', {
      media: 'text/markdown',
      tags: ['postgres'],
      source: 'https://example.org/port',
    })
    const before = await get(alice, 'db/port')
    const wrong = await add(alice, 'db/port', 'nobody knows', { message: 'guess the port', tags: ['guess'] })
    const answer = await revert(alice, { rev: 'db/port', text: true })
    expect(answer).toMatchObject({
      added: 0,
      changed: 1,
      removed: 0,
      key: 'db/port',
      after: before['memory'],
      undone: { commit: wrong, message: 'guess the port', merge: null, authorName: expect.anything() },
      texts: [{ key: 'db/port', before: 'nobody knows', after: '# 5432', also: expect.anything() }],
    })
    const { commit: _then, ...same } = before
    expect(await get(alice, 'db/port')).toMatchObject(same)
    const { commits } = await alice.call('log', { cube: 'notes', key: 'db/port', limit: 1 })
    expect(commits[0]).toMatchObject({
      commit: answer['commit'],
      message: 'revert db/port: "guess the port"',
    })
  })

  test('is the removal of a memory, which is back, or its first writing, which is removed again', async () => {
    const alice = await notes()
    await add(alice, 'a', 'a0')
    await add(alice, 'b', 'later')
    await alice.call('remove', { cube: 'notes', keys: ['a'] })
    expect(await revert(alice, { key: 'a' })).toMatchObject({ added: 1, before: null })
    expect(await get(alice, 'a')).toMatchObject({ body: 'a0' })
    expect(await revert(alice, { key: 'b' })).toMatchObject({ removed: 1, after: null })
    expect(await alice.call('keys', { cube: 'notes' })).toEqual({ keys: ['a'] })
    expect(await alice.call('show', { cube: 'notes' })).toMatchObject({ memories: 1 })
    expect(await alice.call('verify', { cube: 'notes' })).toMatchObject({ ok: true })
  })

  test('that a merge brought names who made it, and goes back to what the branch had', async () => {
    const alice = await notes()
    await add(alice, 'a', 'a0')
    await alice.call('branch', { cube: 'notes', name: 'draft' })
    const made = await add(alice, 'a', 'a1', { branch: 'draft' })
    await add(alice, 'other', 'o', {})
    const { commit: merge } = await alice.call('merge', { cube: 'notes', other: 'draft' })
    expect(await revert(alice, { key: 'a' })).toMatchObject({ undone: { commit: made, merge } })
    expect(await get(alice, 'a')).toMatchObject({ body: 'a0' })
    expect(await get(alice, 'other')).toMatchObject({ body: 'o' })
  })

  test('on another branch leaves the current one alone', async () => {
    const alice = await notes()
    await add(alice, 'a', 'a0')
    await alice.call('branch', { cube: 'notes', name: 'draft' })
    await add(alice, 'a', 'a1', { branch: 'draft' })
    await revert(alice, { key: 'a', branch: 'draft' })
    expect(await alice.call('get', { cube: 'notes', key: 'a', branch: 'draft' })).toMatchObject({
      body: 'a0',
    })
    expect(await alice.call('show', { cube: 'notes' })).toMatchObject({
      seq: expect.any(Number),
      memories: 1,
    })
  })
})

describe('of one key', () => {
  async function prepared(): Promise<{ alice: MemCubeNode; first: string; second: string }> {
    const alice = await notes()
    const first = await add(alice, 'a', 'a0')
    const second = await add(alice, 'a', 'a1')
    await add(alice, 'b', 'b0')
    await add(alice, 'main', 'a memory that is called like a branch')
    return { alice, first, second }
  }

  test('what a commit did is undone only where nothing changed it since', async () => {
    const { alice, first, second } = await prepared()
    await expect(revert(alice, { key: 'a', rev: first })).rejects.toMatchObject({ code: 'ERR_CONFLICT' })
    expect(await revert(alice, { key: 'a', rev: second })).toMatchObject({ changed: 1 })
    expect(await get(alice, 'a')).toMatchObject({ body: 'a0' })
    // Done already: no commit is made.
    expect(await revert(alice, { key: 'a', rev: second })).toMatchObject({ added: 0, changed: 0, removed: 0 })
  })

  test('what it held at a revision is put back, however often it changed since', async () => {
    const { alice, first, second } = await prepared()
    await add(alice, 'a', 'a2')
    await add(alice, 'a', 'a3')
    expect(await revert(alice, { rev: 'a', to: second })).toMatchObject({ changed: 1, undone: null })
    expect(await get(alice, 'a')).toMatchObject({ body: 'a1' })
    expect(await revert(alice, { key: 'b', to: first })).toMatchObject({ removed: 1 })
  })

  test('a revision goes before a key of that name, which `key` names', async () => {
    const { alice } = await prepared()
    await expect(revert(alice, { key: 'main' })).resolves.toMatchObject({ key: 'main', removed: 1 })
    const answer = await revert(alice, { rev: 'main' })
    expect(answer).not.toHaveProperty('key')
    expect(answer).toMatchObject({ added: 1 })
  })

  test.each([
    ['a key that never was', { key: 'nowhere' }, 'ERR_NOT_FOUND'],
    ['a word that is nothing', { rev: 'nowhere' }, 'ERR_NOT_FOUND'],
    ['a commit that did not touch the key', { key: 'b', rev: 'main' }, 'ERR_NOT_FOUND'],
    ['both a commit and a state to go back to', { key: 'a', rev: 'main', to: 'main~1' }, 'ERR_INVALID_INPUT'],
    ['nothing', {}, 'ERR_INVALID_INPUT'],
    ['the settings of the cube', { key: '.memcube/info' }, 'ERR_INVALID_INPUT'],
  ])('%s is refused, with what to do', async (_what, input, code) => {
    const { alice } = await prepared()
    await expect(revert(alice, input)).rejects.toMatchObject({ code, hint: expect.stringMatching(/\S/) })
  })
})

test('what was forgotten does not come back by an undo', async () => {
  const alice = await notes()
  await add(alice, 'a', 'the password is hunter2')
  const first = await add(alice, 'b', 'b0')
  await alice.call('forget', { cube: 'notes', keys: ['a'] })
  await expect(revert(alice, { key: 'a', to: first })).rejects.toMatchObject({
    message: expect.stringContaining('forgotten'),
  })
})

test('a memory whose block is gone from the disk is not put back, and no commit names it', async () => {
  const alice = await temporaryNode('alice')
  await alice.call('create', { name: 'notes' })
  await add(alice, 'a', 'a0')
  const { memory } = await get(alice, 'a')
  await add(alice, 'a', 'a1')
  await alice.close()
  const store = await openStore(join(alice.home, 'store'))
  await store.deleteBlocks([CID.parse(memory as string)])
  await store.close()
  const again = await reopen(alice.home)
  const before = await again.call('show', { cube: 'notes' })
  await expect(revert(again, { key: 'a' })).rejects.toMatchObject({
    code: 'ERR_NOT_FOUND',
    message: 'what the key held before is not held here',
  })
  expect(await again.call('show', { cube: 'notes' })).toEqual(before)
})

test(
  'what a fork held before it was pulled is not made up: only what is here is put back',
  minute,
  async () => {
    const alice = await temporaryNode('alice', { network: {} })
    await alice.call('create', { name: 'notes' })
    const first = await add(alice, 'a', 'a0')
    await add(alice, 'a', 'a1')
    await add(alice, 'b', 'b0')
    const { cube } = await alice.call('publish', { cube: 'notes' })
    const bob = await temporaryNode('bob', { network: {} })
    await bob.call('pull', { cube, from: alice.addresses()[0] })
    await bob.call('fork', { cube, name: 'mine' })
    const mine = async (input: object) => bob.call('revert', { cube: 'mine', ...input })
    const refused = { code: 'ERR_NOT_FOUND', message: expect.stringContaining('not held here') as string }
    await expect(mine({ key: 'a' })).rejects.toMatchObject(refused)
    await expect(mine({ key: 'a', to: first })).rejects.toMatchObject({ code: 'ERR_NOT_FOUND' })
    await bob.call('add', { cube: 'mine', key: 'a', text: 'by bob' })
    await expect(mine({ key: 'a' })).resolves.toMatchObject({ changed: 1 })
    expect(await bob.call('get', { cube: 'mine', key: 'a' })).toMatchObject({ body: 'a1' })
  },
)
