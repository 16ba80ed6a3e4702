// Which branches a cube shows, what is looked at before one is shown, and that private ones are kept like any other.
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import type { MemCubeNode } from '../../src/node/index.ts'
import { restoreBackup } from '../../src/care/backup/index.ts'
import { openStore } from '../../src/storage/index.ts'
import { reopen, temporaryFolder, temporaryNode } from '../helpers/temporary-home.ts'

const online = { network: {} }
const minute = { timeout: 90_000 }
/** Of the form of a key of GitHub, and none. */
const token = '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'
// oxlint-disable-next-line typescript/no-explicit-any -- what an answer holds is what the expectations say
type Json = any

const call = (node: MemCubeNode, name: string, input: object = {}): Promise<Json> =>
  node.call(name, { cube: 'notes', ...input })

const add = (node: MemCubeNode, key: string, text: string, branch = 'main'): Promise<Json> =>
  call(node, 'add', { key, text, branch })

async function notesWith(...branches: string[]): Promise<MemCubeNode & { home: string }> {
  const alice = await temporaryNode('alice')
  await alice.call('create', { name: 'notes' })
  await add(alice, 'k', 'walruses sleep')
  for (const name of branches) await call(alice, 'branch', { name })
  return alice
}

/** Names of all branches, those that others can read with a star. */
async function shown(node: MemCubeNode): Promise<string> {
  const { branches } = await call(node, 'branch')
  return branches
    .map(({ name, published }: { name: string; published: boolean }) => (published ? `${name}*` : name))
    .join(' ')
}

const fine = async (node: MemCubeNode): Promise<void> =>
  expect(await node.call('fsck', {})).toMatchObject({ ok: true, problems: [] })

describe('publish', () => {
  test('shows the current branch and no other, and each further one when it is named', async () => {
    const alice = await notesWith('draft', 'other')
    expect(await shown(alice)).toBe('draft main other')
    expect(await call(alice, 'publish')).toMatchObject({ branches: ['main'] })
    expect(await shown(alice)).toBe('draft main* other')
    await call(alice, 'branch', { name: 'later' })
    expect(await shown(alice)).toBe('draft later main* other')
    expect(await call(alice, 'publish', { branches: ['other', 'later'] })).toMatchObject({
      branches: ['later', 'main', 'other'],
    })
    await call(alice, 'switch', { branch: 'draft' })
    expect(await call(alice, 'publish')).toMatchObject({ branches: ['draft', 'later', 'main', 'other'] })
    await fine(alice)
  })

  test('of a branch needs main, and shows neither without it', async () => {
    const alice = await notesWith('draft')
    await call(alice, 'switch', { branch: 'draft' })
    const before = await call(alice, 'show')
    await expect(call(alice, 'publish')).rejects.toMatchObject({
      code: 'ERR_CONFLICT',
      hint: expect.stringContaining('memcube publish notes --branch main --branch draft') as string,
    })
    expect(await call(alice, 'show')).toEqual(before)
    expect(await call(alice, 'publish', { branches: ['main', 'draft'] })).toMatchObject({
      branches: ['draft', 'main'],
    })
  })

  test('of a branch that there is not publishes nothing', async () => {
    const alice = await notesWith()
    const attempt = call(alice, 'publish', { branches: ['main', 'nowhere'] })
    await expect(attempt).rejects.toMatchObject({ code: 'ERR_NOT_FOUND' })
    expect(await shown(alice)).toBe('main')
  })

  test('a second time signs no new head', async () => {
    const alice = await notesWith('draft')
    await call(alice, 'publish')
    const { seq } = await call(alice, 'show')
    await call(alice, 'publish', { branches: ['main'] })
    await call(alice, 'unpublish', { branches: ['draft'] })
    expect(await call(alice, 'show')).toMatchObject({ seq })
  })
})

describe('unpublish', () => {
  test('of a branch leaves the rest published, and all that was written', async () => {
    const alice = await notesWith('draft')
    await add(alice, 'd', 'on the draft', 'draft')
    await call(alice, 'publish', { branches: ['main', 'draft'] })
    expect(await call(alice, 'unpublish', { branches: ['draft'] })).toMatchObject({ branches: ['main'] })
    expect(await shown(alice)).toBe('draft main*')
    await add(alice, 'd', 'changed there', 'draft')
    expect(await call(alice, 'get', { key: 'd', branch: 'draft' })).toMatchObject({ body: 'changed there' })
    await fine(alice)
  })

  test('does not take main and leave the others', async () => {
    const alice = await notesWith('draft')
    await call(alice, 'publish', { branches: ['main', 'draft'] })
    const attempt = call(alice, 'unpublish', { branches: ['main'] })
    await expect(attempt).rejects.toMatchObject({ code: 'ERR_CONFLICT' })
    expect(await shown(alice)).toBe('draft* main*')
  })

  test('of the cube takes all of them back, and publishing it again shows the current one', async () => {
    const alice = await notesWith('draft')
    await call(alice, 'publish', { branches: ['main', 'draft'] })
    expect(await call(alice, 'unpublish')).toMatchObject({ branches: [] })
    expect(await shown(alice)).toBe('draft main')
    await add(alice, 'd', 'written meanwhile', 'draft')
    expect(await call(alice, 'publish')).toMatchObject({ branches: ['main'] })
    expect(await shown(alice)).toBe('draft main*')
    expect(await call(alice, 'get', { key: 'd', branch: 'draft' })).toMatchObject({
      body: 'written meanwhile',
    })
    await fine(alice)
  })
})

describe('what looks like a secret', () => {
  const refused = { code: 'ERR_DENIED', message: expect.stringContaining('GITHUB_TOKEN') as string }

  /** Published, with a private branch that held one, or says one, and shows nothing of it now. */
  async function withSecret(where: 'history' | 'message'): Promise<MemCubeNode> {
    const alice = await notesWith('draft')
    await call(alice, 'publish')
    const text = where === 'history' ? token : 'harmless'
    const message = where === 'message' ? token : 'a step'
    await call(alice, 'add', { key: 'd', text, message, branch: 'draft' })
    await call(alice, 'add', { key: 'd', text: 'harmless now', branch: 'draft' })
    return alice
  }

  describe.each(['history', 'message'] as const)('in the %s of a private branch', (where) => {
    test('may be written there, and keeps the branch from being published', async () => {
      const alice = await withSecret(where)
      const { leaving } = await call(alice, 'publish', { branches: ['draft'], dryRun: true })
      expect(leaving).toMatchObject({ commits: 2, secrets: [{ kind: 'GITHUB_TOKEN' }] })
      await expect(call(alice, 'publish', { branches: ['draft'] })).rejects.toMatchObject(refused)
      expect(await shown(alice)).toBe('draft main*')
    })

    test('keeps it from being merged into a published one, fast-forward or not', async () => {
      const alice = await withSecret(where)
      const before = await call(alice, 'show')
      await expect(call(alice, 'merge', { other: 'draft' })).rejects.toMatchObject(refused)
      expect(await call(alice, 'show')).toEqual(before)
      await add(alice, 'm', 'main goes on')
      await expect(call(alice, 'merge', { other: 'draft' })).rejects.toMatchObject(refused)
      expect(await call(alice, 'keys')).toEqual({ keys: ['k', 'm'] })
    })
  })

  test('on a branch beside the current one names that branch in the way out', async () => {
    const alice = await notesWith('draft')
    await call(alice, 'publish')
    await call(alice, 'switch', { branch: 'draft' })
    await expect(add(alice, 'd', token, 'main')).rejects.toMatchObject({
      hint: expect.stringContaining('memcube publish "notes" --branch "main" --allow-secret "d"') as string,
    })
    await call(alice, 'publish', { branches: ['main'], allowSecret: ['d'] })
    await add(alice, 'd', token, 'main')
    expect(await shown(alice)).toBe('draft main*')
  })

  test('in the commit of a private cube that a public one merges is found', async () => {
    const alice = await notesWith()
    await call(alice, 'publish')
    await alice.call('fork', { cube: 'notes', name: 'mine' })
    await alice.call('add', { cube: 'mine', key: 'x', text: 'harmless', message: token })
    await expect(call(alice, 'merge', { other: 'mine' })).rejects.toMatchObject(refused)
  })
})

test('what only a private branch had is forgotten there, and leaves no trace where others read', async () => {
  const alice = await notesWith('draft')
  await call(alice, 'publish')
  await add(alice, 'd', 'a plan', 'draft')
  const before = (await call(alice, 'log', { branch: 'main' })).commits
  expect(await call(alice, 'forget', { keys: ['d'] })).toMatchObject({ forgotten: [{ key: 'd' }] })
  expect((await call(alice, 'log', { branch: 'main' })).commits).toEqual(before)
  await expect(call(alice, 'get', { key: 'd', branch: 'draft' })).rejects.toMatchObject({
    code: 'ERR_NOT_FOUND',
  })
  await expect(add(alice, 'd', 'a plan', 'draft')).rejects.toMatchObject({ code: 'ERR_DENIED' })
  // What others can read is forgotten for them too.
  await call(alice, 'forget', { keys: ['k'] })
  expect((await call(alice, 'log', { branch: 'main' })).commits).toHaveLength(before.length + 1)
  await fine(alice)
})

test('a merge of a private branch into a published one publishes its history', minute, async () => {
  const alice = await temporaryNode('alice', online)
  const { cube } = (await alice.call('create', { name: 'notes' })) as Json
  await add(alice, 'k', 'walruses sleep')
  await call(alice, 'publish')
  await call(alice, 'branch', { name: 'draft' })
  const { commit } = await add(alice, 'd', 'a draft', 'draft')
  await call(alice, 'merge', { other: 'draft' })
  const bob = await temporaryNode('bob', online)
  expect(await bob.call('pull', { cube, from: alice.addresses()[0] })).toMatchObject({ commit, memories: 2 })
  expect(await shown(bob)).toBe('main*')
  expect(await shown(alice)).toBe('draft main*')
})

describe('a private branch', () => {
  test('outlives a collection, an archive and a change of the key', async () => {
    const alice = await notesWith('draft')
    await add(alice, 'd', 'on the draft', 'draft')
    await call(alice, 'switch', { branch: 'draft' })
    await call(alice, 'archive')
    await call(alice, 'restore')
    await call(alice, 'publish', { branches: ['main'] })
    await alice.call('gc', {})
    await alice.call('rotate-key', {})
    expect(await shown(alice)).toBe('draft main*')
    expect(await call(alice, 'get', { key: 'd' })).toMatchObject({ body: 'on the draft', verified: true })
    expect(await call(alice, 'verify')).toMatchObject({ ok: true })
    await fine(alice)
    expect(await alice.call('audit-verify', {})).toMatchObject({ ok: true })
  })

  test('comes back with a record that was lost, and private', async () => {
    const alice = await notesWith('draft')
    await add(alice, 'd', 'on the draft', 'draft')
    const { cube } = await call(alice, 'publish')
    await alice.close()
    const store = await openStore(join(alice.home, 'store'))
    await store.commit({ del: [{ space: 'cubes', key: cube }] })
    await store.close()
    const again = await reopen(alice.home)
    expect(await again.call('fsck', { repair: true })).toMatchObject({ ok: true })
    expect(await call(again, 'get', { key: 'd', branch: 'draft' })).toMatchObject({ body: 'on the draft' })
    await call(again, 'publish')
    expect(await shown(again)).toBe('draft main*')
  })

  test('is in a backup, private still, and a pull of what came later leaves it current', minute, async () => {
    const alice = await temporaryNode('alice', online)
    const { cube } = (await alice.call('create', { name: 'notes' })) as Json
    await add(alice, 'k', 'walruses sleep')
    await call(alice, 'publish')
    await call(alice, 'branch', { name: 'draft' })
    const { commit: draft } = await add(alice, 'd', 'on the draft', 'draft')
    await call(alice, 'switch', { branch: 'draft' })
    const file = join(await temporaryFolder(), 'backup')
    await alice.call('backup', { out: file })
    await add(alice, 'later', 'after the backup', 'main')
    const bob = await temporaryNode('bob', online)
    await bob.call('pull', { cube, from: alice.addresses()[0] })
    await alice.close()

    const home = join(await temporaryFolder(), 'restored')
    await restoreBackup({ home, file, signal: new AbortController().signal })
    const again = await reopen(home, online)
    expect(await shown(again)).toBe('draft main*')
    await again.call('pull', { cube, from: bob.addresses()[0] })
    expect(await call(again, 'show')).toMatchObject({ branch: 'draft', head: draft })
    expect(await call(again, 'get', { key: 'later', branch: 'main' })).toMatchObject({
      body: 'after the backup',
    })
    await add(again, 'd', 'goes on', 'draft')
    expect(await shown(again)).toBe('draft main*')
    await fine(again)
    await bob.call('pull', { cube, from: again.addresses()[0] })
    expect(await shown(bob)).toBe('main*')
  })

  test('of a fork is not proposed', minute, async () => {
    const alice = await temporaryNode('alice', online)
    const { cube } = (await alice.call('create', { name: 'notes' })) as Json
    await add(alice, 'k', 'walruses sleep')
    await call(alice, 'publish')
    const bob = await temporaryNode('bob', online)
    await bob.call('pull', { cube, from: alice.addresses()[0] })
    await bob.call('fork', { cube, name: 'mine' })
    await bob.call('branch', { cube: 'mine', name: 'draft' })
    await bob.call('switch', { cube: 'mine', branch: 'draft' })
    await bob.call('add', { cube: 'mine', key: 'p', text: 'a plan' })
    await expect(bob.call('propose', { cube: 'mine' })).rejects.toMatchObject({ code: 'ERR_DENIED' })
    expect(await bob.call('show', { cube: 'mine' })).toMatchObject({ published: false })
    expect(await bob.call('proposals', {})).toEqual({ proposals: [] })
  })
})

test(
  'a fork that began on a private branch of a public cube is looked at with what that branch had',
  minute,
  async () => {
    const alice = await notesWith('draft')
    await call(alice, 'publish')
    await add(alice, 'plan', token, 'draft')
    await call(alice, 'switch', { branch: 'draft' })
    await alice.call('fork', { cube: 'notes', name: 'mine' })
    await expect(alice.call('publish', { cube: 'mine' })).rejects.toMatchObject({ code: 'ERR_DENIED' })
  },
)
