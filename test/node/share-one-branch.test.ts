// A published branch alone reaches a reader: by a pull that names it, kept up to date by following, and nothing private with it.
import { once } from 'node:events'
import { describe, expect, test } from 'vitest'
import type { MemCubeNode } from '../../src/node/index.ts'
import { branchInLink } from '../../src/interfaces/cli/branch-in-link.ts'
import { temporaryNode } from '../helpers/temporary-home.ts'

const online = { network: {} }
const minute = { timeout: 90_000 }
// oxlint-disable-next-line typescript/no-explicit-any -- what an answer holds is what the expectations say
type Json = any

const call = (node: MemCubeNode, name: string, input: object = {}): Promise<Json> =>
  node.call(name, { cube: 'notes', ...input })

const add = (node: MemCubeNode, key: string, text: string, branch = 'main'): Promise<Json> =>
  call(node, 'add', { key, text, branch })

interface Two {
  alice: MemCubeNode
  bob: MemCubeNode
  cube: string
}

/** Alice publishes main and draft, and keeps a branch that nobody knows of. */
async function two(): Promise<Two> {
  const alice = await temporaryNode('alice', online)
  const { cube } = await alice.call('create', { name: 'notes' })
  await add(alice, 'k', 'walruses sleep on ice')
  await call(alice, 'publish')
  for (const name of ['draft', 'hidden']) await call(alice, 'branch', { name })
  await add(alice, 'd', 'narwhals sing at night', 'draft')
  await add(alice, 'h', 'nobody knows', 'hidden')
  const bob = await temporaryNode('bob', online)
  await bob.call('connect', { address: alice.addresses()[0] })
  return { alice, bob, cube }
}

async function heard(node: MemCubeNode, trigger: () => Promise<unknown>): Promise<void> {
  const happened = once(node.events, 'cubePulled', { signal: AbortSignal.timeout(30_000) })
  await trigger()
  await happened
}

test(
  'a pull brings the branch that it names, which is read, recalled and forked where it is asked for',
  minute,
  async () => {
    const { alice, bob, cube } = await two()
    await call(alice, 'publish', { branches: ['draft'] })
    const pulled = await bob.call('pull', { cube, branch: 'draft' })
    expect(pulled).toMatchObject({ memories: 1, branches: [{ name: 'draft', memories: 2 }] })
    expect((await call(bob, 'branch')).branches).toMatchObject([
      { name: 'draft', current: false, held: true, followed: true },
      { name: 'main', current: true, held: true, followed: false },
    ])
    expect(await call(bob, 'get', { key: 'd', branch: 'draft' })).toMatchObject({
      body: 'narwhals sing at night',
      verified: true,
    })
    // What nobody asked for is not among the answers.
    const recall = async (at?: string): Promise<string[]> =>
      (
        await bob.call('recall', {
          query: 'narwhals sing',
          cubes: ['notes'],
          tier: 'community',
          ...(at && { at }),
        })
      ).results.map(({ key }: { key: string }) => key)
    expect(await recall()).not.toContain('d')
    expect(await recall('draft')).toContain('d')
    await bob.call('fork', { cube, name: 'mine', branch: 'draft' })
    expect(await bob.call('keys', { cube: 'mine' })).toEqual({ keys: ['d', 'k'] })
    expect(await bob.call('show', { cube: 'mine' })).toMatchObject({ memories: 2 })
    // A later pull brings what was written there, without being told; a collection keeps it.
    await add(alice, 'd2', 'and dance', 'draft')
    expect(await bob.call('pull', { cube })).toMatchObject({ branches: [{ name: 'draft', memories: 3 }] })
    await bob.call('gc', {})
    expect(await call(bob, 'get', { key: 'd2', branch: 'draft' })).toMatchObject({ body: 'and dance' })
    expect(await bob.call('fsck', {})).toMatchObject({ ok: true, problems: [] })
    expect(await bob.call('verify', { cube })).toMatchObject({ ok: true })
  },
)

test(
  'who follows a branch hears of what is written to it, and of nothing on a private one',
  minute,
  async () => {
    const { alice, bob, cube } = await two()
    await call(alice, 'publish', { branches: ['draft'] })
    expect(await bob.call('follow', { target: cube, branch: 'draft' })).toMatchObject({
      following: true,
      pulled: { branches: [{ name: 'draft' }] },
    })
    await heard(bob, () => add(alice, 'd2', 'and dance', 'draft'))
    expect(await call(bob, 'get', { key: 'd2', branch: 'draft' })).toMatchObject({ body: 'and dance' })
    expect(await call(bob, 'keys')).toEqual({ keys: ['k'] })
    expect(JSON.stringify(await call(bob, 'branch'))).not.toContain('hidden')
    // Taken back: it is shown no more, and the cube goes on.
    await heard(bob, () => call(alice, 'unpublish', { branches: ['draft'] }))
    expect(await bob.call('pull', { cube })).toMatchObject({ branches: [{ name: 'draft', commit: null }] })
    await expect(call(bob, 'get', { key: 'd2', branch: 'draft' })).rejects.toMatchObject({
      code: 'ERR_NOT_FOUND',
    })
    expect(await bob.call('unfollow', { target: cube, branch: 'draft' })).toMatchObject({ following: true })
    expect(await bob.call('pull', { cube })).not.toHaveProperty('branches')
  },
)

test('a link leads to a branch, says whether it is published, and to none that is not there', async () => {
  const alice = await temporaryNode('alice')
  await alice.call('create', { name: 'notes' })
  await alice.call('branch', { cube: 'notes', name: 'draft' })
  const { link } = await alice.call('link', { cube: 'notes' })
  const to = await alice.call('link', { cube: 'notes', branch: 'draft' })
  expect(to).toMatchObject({ link: `${link}#draft`, branch: 'draft', published: false })
  expect(branchInLink(to.link, undefined)).toEqual({ cube: link, branch: 'draft' })
  await alice.call('publish', { cube: 'notes', branches: ['main', 'draft'] })
  expect(await alice.call('link', { cube: 'notes', branch: 'draft' })).toMatchObject({ published: true })
  await expect(alice.call('link', { cube: 'notes', branch: 'no' })).rejects.toMatchObject({
    code: 'ERR_NOT_FOUND',
  })
})

describe('a branch that is not published', () => {
  test(
    'cannot be pulled or followed by its name, and the error does not tell it from one that there is not',
    minute,
    async () => {
      const { bob, cube } = await two()
      const refusal = async (branch: string): Promise<string> => {
        const error = await bob.call('pull', { cube, branch }).then(
          () => undefined,
          (thrown: unknown) => thrown as { code: string; message: string; hint: string },
        )
        expect(error?.code).toBe('ERR_NOT_FOUND')
        return `${error?.message} ${error?.hint}`.replaceAll(branch, 'X')
      }
      expect(await refusal('hidden')).toBe(await refusal('nowhere'))
      // What came with the question is kept, and so is when it was asked.
      expect(await call(bob, 'show')).toMatchObject({ memories: 1, lastAsked: { asked: 1, answered: 1 } })
      await expect(bob.call('follow', { target: cube, branch: 'hidden' })).rejects.toMatchObject({
        code: 'ERR_NOT_FOUND',
      })
      // What was asked for in vain leaves no wish behind.
      expect(await bob.call('pull', { cube })).not.toHaveProperty('branches')
      expect((await call(bob, 'branch')).branches).toMatchObject([{ name: 'main' }])
    },
  )
})

test.each([
  ['memcube:bafy?at=1.2.3.4:5#draft', undefined, { cube: 'memcube:bafy?at=1.2.3.4:5', branch: 'draft' }],
  [`b${'a'.repeat(58)}#a/b`, undefined, { cube: `b${'a'.repeat(58)}`, branch: 'a/b' }],
  ['issue#5', undefined, { cube: 'issue#5' }],
  ['issue#5', 'draft', { cube: 'issue#5', branch: 'draft' }],
  ['memcube:bafy#draft', 'other', { cube: 'memcube:bafy#draft', branch: 'other' }],
])('of %s with --branch %s', (text, given, found) => {
  expect(branchInLink(text, given)).toEqual(found)
})
